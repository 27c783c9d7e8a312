"""What holds of the text within a group of a file in Rich Text Format."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.raised import show_text


@dataclass(frozen=True, slots=True)
class Look:
    """What holds within a group: where its text goes, its font, and whether it is shown."""

    place: str = "body"
    font: int = 0
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    struck: bool = False

    def changed(self, word: str, on: bool) -> Look | None:
        """Return what holds after a word; None if it is none of these."""
        if word == "v":
            return replace(self, hidden=on)
        if word == "deleted":
            return replace(self, deleted=on)
        if word in ("super", "up", "nosupersub", "sub", "dn"):
            return replace(self, raised=on and word in ("super", "up"))
        return replace(self, struck=on) if word in ("strike", "striked") else None

    def show(self, text: str) -> str:
        """Return a text as it looks: raised, or struck out."""
        return show_text(text, self.raised, self.struck)
