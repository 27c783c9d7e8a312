"""The fields of Word: what their codes mean for the text around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.word.package import WORD_NAMESPACE
from ingest.word.styles import attribute, integer_of, is_on, value_of

_MAX_CODE_CHARS, _MAX_WORDS_CHARS, _MAX_FIELDS, _MAX_ADDRESS_CHARS = 2_000, 300, 50, 300
_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\[a-km-z]\s+)*"([^"]*)"', re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp):|[^#].*\.\w{2,5}\Z", re.IGNORECASE)


# Marks an address until the word that a link ends in is whole; texts are stored without it.
_INVISIBLE = "\u2063"
_IN_WORD = re.compile(rf"{_INVISIBLE}( \([^{_INVISIBLE}\n]{{1,{_MAX_ADDRESS_CHARS + 2}}}\)){_INVISIBLE}(\w*)")


@dataclass(slots=True)
class Field:
    """A field that has begun: its code, whether its result has, and the words of the result of a link."""

    value: str = ""
    code: str = ""
    result: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def shows(self) -> bool:
        """Whether text in it is read: neither its code, nor the number of a page."""
        return self.result and not is_page_number(self.code)


class Fields:
    """The fields around the place that is being read."""

    def __init__(self, linked: set[tuple[str, str]]) -> None:
        self._open: list[Field] = []
        self._linked = linked

    @property
    def silent(self) -> bool:
        """Whether text at this place is not to be read."""
        return any(not one.shows for one in self._open)

    def begin_paragraph(self) -> None:
        """Forget fields that would silence a paragraph that they did not begin in."""
        self._open = [one for one in self._open if one.shows]

    def add_code(self, text: str) -> None:
        if self._open:
            self._open[-1].code = (self._open[-1].code + text)[:_MAX_CODE_CHARS]

    def add_words(self, text: str) -> None:
        for one in self._open:
            if sum(map(len, one.words)) < _MAX_WORDS_CHARS:
                one.words.append(text)

    def read_mark(self, node: Any) -> str:
        """Read a mark of a field's begin, result or end; return what stands at its end."""
        kind = attribute(node, "fldCharType")
        if kind == "begin" and len(self._open) < _MAX_FIELDS:
            self._open.append(Field(_form_value(node.find(f"{WORD_NAMESPACE}ffData"))))
        elif kind == "separate" and self._open:
            self._open[-1].result = True
        elif kind == "end" and self._open:
            one = self._open.pop()
            return "" if self.silent else one.value + self.link_target(link_of(one.code), "".join(one.words))
        return ""

    def link_target(self, address: str, words: str) -> str:
        """Return the address of a link to be written after its words; empty if they or a text before it state it."""
        address = address.strip()
        mail = address[:7].lower() == "mailto:"
        if mail or len(address) > _MAX_ADDRESS_CHARS:
            address = address[7 if mail else 0 :].split("?")[0][:_MAX_ADDRESS_CHARS]
        plain = re.sub(r"^(?:https?|ftp)://", "", address, flags=re.IGNORECASE).rstrip("/")
        words = " ".join(words.split())
        if not (mail or _ADDRESS.match(address)) or not words or not plain or plain.lower() in words.lower():
            return ""
        if (words, address) in self._linked:
            return ""
        self._linked.add((words, address))
        return f"{_INVISIBLE} ({address}){_INVISIBLE}"


def move_addresses(text: str) -> str:
    """Return a text with the address of a link that ends within a word after that word."""
    return _IN_WORD.sub(r"\2\1", text)


def link_of(code: str) -> str:
    """Return the address in the code of a field; empty if it is not that of a link."""
    match = _LINK.match(code)
    return match.group(1) if match else ""


def is_page_number(code: str) -> bool:
    """Return whether a field counts pages: its result is of the page it was printed on."""
    return bool(_PAGE.match(code))


def _form_value(form: Any) -> str:
    """Return what a field of a form is set to, if it has no result of its own: a box that is checked, a choice."""
    if form is None:
        return ""
    box = form.find(f"{WORD_NAMESPACE}checkBox")
    if box is not None:
        stated = "checked" if box.find(f"{WORD_NAMESPACE}checked") is not None else "default"
        return "☒" if is_on(box, stated) else "☐"
    choices = form.find(f"{WORD_NAMESPACE}ddList")
    entries: Iterable[Any] = () if choices is None else choices.iterchildren(f"{WORD_NAMESPACE}listEntry")
    chosen = integer_of(value_of(choices, "result") or value_of(choices, "default"), 0)
    texts = [attribute(entry, "val") for entry in entries]
    return texts[chosen] if chosen < len(texts) else ""
