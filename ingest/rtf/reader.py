"""Read the text of a file in Rich Text Format with its structure; nothing is recursive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.hidden import HiddenText
from ingest.office.package import TEMPLATE_DATES
from ingest.own_title import own_title
from ingest.rtf.blocks import BlockWriter
from ingest.rtf.charset import Charsets
from ingest.rtf.look import Look
from ingest.rtf.tokens import Token, tokenise

_MAX_DEPTH = 5_000
_SIGNS = {
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "tab": "\t",
    "line": "\n", "lbr": "\n", "zwj": "\u200d",
    "zwnj": "\u200c",
}  # fmt: skip
_SPECIAL = {"~": "\xa0", "_": "‑", "-": "", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
# Groups whose text is no text of the document, although no star marks them.
_DROPPED = frozenset(
    "colortbl listtable listoverridetable rsidtbl revtbl generator pict objdata themedata colorschememapping "
    "latentstyles datastore xmlnstbl filetbl template ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn bkmkstart bkmkend "
    "fchars lchars atrfstart atrfend atnref atnid atndate atntime atnparent atnicn userprops docvar mmathPr "
    "tc tcn xe falt panose background nonesttables private sp pn".split()
)
_KEPT = {
    "listtext": "mark", "pntext": "mark", "footnote": "note", "annotation": "comment", "atnauthor": "author",
    "header": "margin", "headerl": "margin", "headerr": "margin", "headerf": "margin", "footer": "margin",
    "footerl": "margin", "footerr": "margin", "footerf": "margin", "fldinst": "field", "fonttbl": "fonts",
    "info": "info", "title": "title", "creatim": "made", "stylesheet": "styles",
    "shptxt": "box", "result": "box", "fldrslt": "",
    "ud": "", "shpinst": "", "do": "", "shp": "", "shppict": "dropped", "nonshppict": "dropped",
}  # fmt: skip
_DAY = ("yr", "mo", "dy")
_ENDS = ("par", "sect", "page", "cell", "row", "nestcell", "nestrow")
_SILENT = ("dropped", "fonts", "info", "made", "styles")


@dataclass(slots=True)
class _Side:
    """The text of a group beside the body, as it is collected."""

    place: str
    depth: int
    parts: list[str] = field(default_factory=list)


class RichTextReader:
    """Reads the tokens of a file one by one."""

    def __init__(self) -> None:
        self.writer = BlockWriter()
        self.hidden: list[HiddenText] = []
        self.title = ""
        self.date = ""
        self._charsets = Charsets()
        self._look = Look()
        self._stack: list[Look] = []
        self._sides: list[_Side] = []
        self._bytes = bytearray()
        self._units: list[int] = []
        self._passing = 0
        self._starred = False
        self._author = ""
        self._unseen: list[str] = []
        self._made = [0, 0, 0]
        self._font = self._default = 0
        self._style = -1
        self._links: list[int] = []

    def read(self, data: bytes) -> None:
        """Read a whole file."""
        for token in tokenise(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
            if token.text:
                self._take_bytes(token)
                continue
            # The halves of a sign beyond 16 bits may have a count of what to skip between them.
            if token.word not in ("u", "uc") or self._bytes:
                self._flush()
            if token.brace:
                self._brace(token.brace)
                if not self._stack:
                    break
            elif token.sign:
                self._sign(token.sign)
            elif token.word:
                self._word(token.word, token.number)
        self._flush()
        while self._sides:
            self._end_side()
        self.writer.end()
        self._end_hidden()
        self.date = self._date()

    def _date(self) -> str:
        """Return the day on which the document was made; empty if it states none."""
        try:
            day = date(*self._made).isoformat()
        except (ValueError, OverflowError):
            return ""
        return "" if day in TEMPLATE_DATES else day

    def _brace(self, brace: str) -> None:
        self._passing = 0
        self._starred = False
        if brace == "{":
            if len(self._stack) >= _MAX_DEPTH:
                raise Refused(Reason.CORRUPT, "its parts are nested too deeply", "save it in a simpler form")
            self._stack.append(self._look)
            return
        if self._stack:
            self._look = self._stack.pop()
        while self._links and self._links[-1] > len(self._stack):
            self._links.pop()
            self.writer.end_field(shown=not self._sides)
        while self._sides and self._sides[-1].depth > len(self._stack):
            self._end_side()

    def _sign(self, sign: str) -> None:
        self._passing = 0
        if sign == "*":
            self._starred = True
        else:
            self._add(_SPECIAL.get(sign, ""))

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word != "u":
            self._passing = 0
        place = "dropped" if word in _DROPPED else _KEPT.get(word)
        if place is None and starred:
            place = "dropped"
        if word == "upr":
            self._look = replace(self._look, place="dropped")
        elif word == "ud" and self._stack:
            # The Unicode way of a text that is given in two ways.
            self._look = replace(self._look, place="title" if self._in("title") else "body")
        elif place is not None:
            self._enter(place)
            if word == "fldrslt":
                self._links.append(len(self._stack))
        elif word == "u" and number is not None:
            self._units.append(number & 0xFFFF)
            self._passing = self._look.skip
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        else:
            self._set(word, number)

    def _enter(self, place: str) -> None:
        """Begin a group of its own kind."""
        if not place or self._look.place == "dropped":
            return
        self._look = replace(self._look, place=place)
        if place not in _SILENT:
            self._sides.append(_Side(place, len(self._stack)))
        if place == "note":
            self._side_text(f"[{self.writer.number_note()}]", above=True)

    def _in(self, place: str) -> bool:
        return any(side.place == place for side in self._sides)

    def _set(self, word: str, number: int | None) -> None:
        """Change what holds from here on."""
        value = 1 if number is None else number
        if self._set_font(word, value):
            return
        if word == "uc":
            self._look = replace(self._look, skip=max(0, min(value, 20)))
        elif word == "plain":
            self._look = Look(self._look.place, self._default, self._look.skip)
        elif (changed := self._look.changed(word, value != 0)) is not None:
            self._look = changed
        elif self._look.place == "made":
            self._made = [value if word == name else old for name, old in zip(_DAY, self._made, strict=True)]
        elif self._look.place == "styles":
            self._set_style(word, value)
        elif self._look.place == "body":
            self.writer.control(word, value)
        elif word in _ENDS:
            self._add(" " if self._look.place in ("mark", "title", "field") else "\n")

    def _set_font(self, word: str, value: int) -> bool:
        """Follow fonts and charsets; return whether the word is of them."""
        if word in ("f", "deff"):
            self._look = replace(self._look, font=value)
            self._font = value
            self._default = value if word == "deff" else self._default
        elif word == "fcharset":
            self._charsets.set_charset(self._font, value)
        elif word == "cpg":
            self._charsets.set_font_page(self._font, value)
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._charsets.set_page({"mac": 10000, "pc": 437, "pca": 850}.get(word, value))
        else:
            return False
        return True

    def _set_style(self, word: str, value: int) -> None:
        """Remember which styles are those of headings."""
        if word == "s":
            self._style = value
        elif word == "outlinelevel" and 0 <= value < 9:
            self.writer.headings[self._style] = value + 1

    def _take_bytes(self, token: Token) -> None:
        """Take text, without what stands for a Unicode character in programs that know none."""
        self._starred = False
        text = token.text
        if self._passing:
            passed = min(self._passing, len(text))
            self._passing -= passed
            text = text[passed:]
        if not text:
            return
        if self._units:
            self._flush()
        if self._charsets.is_symbol(self._look.font) and not token.coded:
            text = b""
        self._bytes += text

    def _flush(self) -> None:
        """Decode what has been taken."""
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._add(self._charsets.decode(data, self._look.font))
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._add("".join(_plain(one) for one in raw.decode("utf-16-le", "replace")))

    def _add(self, text: str) -> None:
        look = self._look
        if not text or look.place in _SILENT or look.deleted:
            return
        if look.hidden and look.place == "body":
            self._unseen.append(text)
            return
        self._end_hidden()
        self._side_text(look.show(text))

    def _side_text(self, text: str, above: bool = False) -> None:
        """Add text to the group beside the body that is open, or to the body."""
        sides = self._sides[:-1] if above else self._sides
        if sides:
            sides[-1].parts.append(text)
        else:
            self.writer.text(text)

    def _end_hidden(self) -> None:
        if self._unseen:
            self.hidden.append(HiddenText("".join(self._unseen), "hidden text"))
            self._unseen = []

    def _end_side(self) -> None:
        """Hand the text of a group on when it ends."""
        side = self._sides.pop()
        text = "".join(side.parts)
        if side.place == "mark":
            self.writer.mark(clean_line(text))
        elif side.place == "title":
            self.title = own_title(text)
        elif side.place == "author":
            self._author = clean_line(text)
        elif side.place == "comment":
            self.writer.note(
                f"Comment by {self._author}: {text.strip()}" if self._author else f"Comment: {text.strip()}"
            )
        elif side.place == "note":
            self.writer.note_numbered(text.strip())
        elif side.place == "margin":
            self.writer.margin(clean_line(text))
        elif side.place == "field":
            self.writer.field(text)
        elif side.place == "box":
            self.writer.box(text)


def _plain(sign: str) -> str:
    """Return a sign; those of symbol fonts, which lie in the private area, are bullets."""
    return "•" if "\uf000" <= sign <= "\uf0ff" else sign
