"""Remove the reasoning of a model from its reply, in all the wrappings that models put around it.

Reasoning stands between tags, in channels, or before a lone closing tag, when the prompt template has opened it. In a
stream, text that precedes a lone closing tag may have been passed on already; a reply that begins like reasoning is
therefore withheld until the tag or the end comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WORDS = r"(?:seed:)?think(?:ing)?|thoughts?|reasoning|reflection|scratchpad|analysis"
_TAG = re.compile(
    rf"<(?P<close>/?)(?:{_WORDS})\s*>|\[(?P<bracket>/?)THINK\]|◁(?P<triangle>/?)think▷"
    r"|<\|(?P<begin>begin|end)_of_thought\|>|<\|(?P<start>START|END)_THINKING\|>|<unused9(?P<unused>[45])>"
    r"|<\|channel\|>(?P<channel>[^<]{0,60})<\|message\|>"
    r"|(?P<mark><\|(?:start\|>[a-z]{0,12}(?=<\|)|end\|>|return\|>|im_end\|>|call\|>|(?:START|END)_RESPONSE\|>"
    r"|(?:begin|end)_of_solution\|>)|</?answer>)",
    re.IGNORECASE,
)
_CLOSERS = {
    "close": ("/",),
    "bracket": ("/",),
    "triangle": ("/",),
    "begin": ("end",),
    "start": ("end",),
    "unused": ("5",),
}
_LONGEST_TAG = 100
_STARTS = "<[◁"
_QUOTES = "`\"'“‘«"
_CLOSING_QUOTES = "`\"'”’»"
_MUSINGS = (
    "okay, ", "okay so ", "okay. ", "ok, ", "ok so ", "alright, ", "alright. ", "hmm", "let me ", "let's ", "we need ",
    "we are asked", "the user ", "i need to ", "i should ", "first, i ", "first, let", "so the user", "so, the user",
    "so, i ", "so i ", "wait, ", "thinking process", "thought:", "thinking:", "reasoning:", "嗯", "好的，", "好，",
    "首先，我", "用户",
)  # fmt: skip
_BARE_CHANNEL = re.compile(r"analysis(?=[A-Z])")
_BARE_FINAL = "assistantfinal"
_REASONERS = re.compile(
    r"\br1\b|deepseek-reasoner|\bqwq\b|thinking|reason|magistral|\bseed-oss|\bo[134](?:-mini|-pro|-preview)?$"
    r"|\bgpt-5|\bgpt-oss|qwen-?3(?!.*(?:instruct|coder|embed))|nemotron|\bglm-(?:4\.[5-9]|5)|\bminimax-m",
    re.IGNORECASE,
)


def is_reasoner(model: str) -> bool:
    """Whether models of that name usually think before they reply."""
    return bool(_REASONERS.search(model.rpartition("/")[2]))


class ReasoningFilter:
    """Receives a reply piece by piece and returns its text without the reasoning.

    `text` is the reply so far; after a lone closing tag it holds only what follows. `thought` says that there was any
    reasoning, and `late` that some of it was passed on before it was known as such. With `withheld`, nothing is
    returned until a tag or the end comes.
    """

    def __init__(self, withheld: bool = False) -> None:
        self.thought = self.late = False
        self._said: list[str] = []
        self._held = ""
        self._blanks: list[str] = []
        self._thinks = self._speaks = False
        self._withheld: bool | None = True if withheld else None
        self._waiting: list[str] = []
        self._last = ""

    @property
    def text(self) -> str:
        return "".join(self._said)

    def take(self, piece: str) -> str:
        """Return the part of the reply that is known after this piece."""
        text, self._held = self._held + piece, ""
        place = 0
        out: list[str] = []
        for match in _TAG.finditer(text):
            before = text[match.start() - 1] if match.start() else self._last
            if before and before in _QUOTES:
                after = text[match.end() : match.end() + 1]
                if self._thinks and not after:
                    out.append(self._say(text[place : match.start()]))
                    self._held = text[match.start() :]
                    return "".join(out)
                # A thought may end in a quotation mark; only a mark on either side quotes a tag there.
                if not self._thinks or after in _CLOSING_QUOTES:
                    continue
            out.append(self._say(text[place : match.start()]))
            out.append(self._turn(match))
            place = match.end()
        cut = _unfinished(text, place)
        self._held = text[cut:]
        out.append(self._say(text[place:cut]))
        return "".join(out)

    def close(self) -> str:
        """Return what is still buffered, unless it is reasoning."""
        held, self._held = self._held, ""
        return self._say(held) + self._release(ends=True)

    def pass_on(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield what is known after each piece, and what is left at the end."""
        yield from filter(None, map(self.take, pieces))
        if said := self.close():
            yield said

    def reveal(self) -> None:
        """Stop withholding: the server sends the reasoning apart from the text."""
        self.thought = True
        self._withheld = False

    def _turn(self, match: re.Match[str]) -> str:
        """Begin or end reasoning at a tag; return what is said by that."""
        if match["mark"]:
            return ""
        if match["channel"] is not None:
            self._thinks = "final" not in match["channel"].casefold()
            self.thought = self.thought or self._thinks
            return "" if self._thinks else self._release(ends=False)
        closes = any((match[name] or "").casefold() in ends for name, ends in _CLOSERS.items())
        if closes and not self._thinks:
            self.late = self.late or (bool(self.text.strip()) and not self._waiting)
            self._forget()
        self.thought = True
        self._thinks = not closes
        if not self._speaks:
            self._blanks = []
        if self._waiting and self._withheld is None:
            return self._release(ends=True)
        if self._waiting:
            self._forget()
        self._withheld = False
        return ""

    def _forget(self) -> None:
        """Drop what was said: a closing tag shows that it was reasoning."""
        self._said, self._waiting, self._blanks = [], [], []
        self._speaks = False
        self._withheld = False

    def _say(self, text: str) -> str:
        if text:
            self._last = text[-1]
        if self._thinks or not text:
            return ""
        if not self._speaks:
            word = text.lstrip()
            if not self.thought:
                self._blanks.append(text[: len(text) - len(word)])
            if not word:
                return ""
            text = "".join(self._blanks) + word
            self._blanks, self._speaks = [], True
        self._said.append(text)
        self._waiting.append(text)
        return self._release(ends=False)

    def _release(self, ends: bool) -> str:
        """Return what waits, once it is known that it is no reasoning."""
        if self._withheld is None:
            opening = "".join(self._waiting).lstrip().casefold()
            if any(musing.startswith(opening) for musing in (*_MUSINGS, "analysis")) and not ends:
                return ""
            self._withheld = opening.startswith(_MUSINGS) or bool(_BARE_CHANNEL.match(self.text))
        if self._withheld and not ends:
            return ""
        if ends and _BARE_CHANNEL.match(self.text):
            final = self.text.partition(_BARE_FINAL)[2]
            self.thought, self._said, self._waiting = True, [final.lstrip()], [final.lstrip()]
        if ends and not self._speaks and not self._thinks and not self.thought:
            self._waiting.extend(self._blanks)
            self._said.extend(self._blanks)
            self._blanks = []
        said, self._waiting = "".join(self._waiting), []
        return said


def _unfinished(text: str, place: int) -> int:
    """Return where a tag may begin that is not complete yet; the length of the text if none does."""
    start = max(place, len(text) - _LONGEST_TAG)
    for offset in range(start, len(text)):
        if text[offset] in _STARTS and _may_become_tag(text[offset:]):
            return offset
    return len(text)


_NAMES = "think thinking thought thoughts reasoning reflection scratchpad analysis seed:think seed:thinking"
_TAGS = tuple(
    f"{opening}{word}{closing}"
    for opening, closing, names in (
        ("<", ">", _NAMES),
        ("</", ">", _NAMES),
        ("[", "]", "think /think"),
        ("◁", "▷", "think /think"),
        ("<|", "|>", "begin_of_thought end_of_thought start_thinking end_thinking start end return im_end call"),
        ("<|", "|>", "start_response end_response begin_of_solution end_of_solution"),
        ("<", ">", "unused94 unused95 answer /answer"),
    )
    for word in names.split()
)
_CHANNEL = "<|channel|>"


def _may_become_tag(rest: str) -> bool:
    folded = rest.casefold()
    if folded.startswith(_CHANNEL):
        name, _, after = folded[len(_CHANNEL) :].partition("<")
        return len(name) <= 60 and "|message|>".startswith(after)
    if folded.startswith("<|start|>"):
        role, _, after = folded[len("<|start|>") :].partition("<")
        return len(role) <= 12 and "|".startswith(after)
    return _CHANNEL.startswith(folded) or any(tag.startswith(folded) for tag in _TAGS)


def strip_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces without the reasoning that a model puts before or between the parts of its reply."""
    return ReasoningFilter().pass_on(pieces)


def remove_reasoning(text: str) -> str:
    """Return a whole reply without its reasoning."""
    found = ReasoningFilter()
    found.take(text)
    found.close()
    return found.text
