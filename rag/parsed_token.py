"""A word of a dependency tree, read once: spaCy makes a new object each time that a tree is walked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False, repr=False)
class ParsedToken:
    """A token with the names that spaCy gives to its attributes, as far as trees are read here.

    `doc` holds all tokens of the text; `head` is the token itself for the root, and set once all are made.
    """

    doc: Sequence[ParsedToken]
    i: int
    idx: int
    text: str
    lower_: str
    tag_: str
    pos_: str
    dep_: str
    lemma_: str
    head: ParsedToken = field(init=False)
    children: list[ParsedToken] = field(init=False, default_factory=list)

    @property
    def lefts(self) -> list[ParsedToken]:
        """The children that stand before the token."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list[ParsedToken]:
        """The children that stand after the token."""
        return [child for child in self.children if child.i > self.i]

    @property
    def subtree(self) -> Iterator[ParsedToken]:
        """The token with all that depend on it, in order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def left_edge(self) -> ParsedToken:
        """The first token of the subtree."""
        return min(self.subtree, key=lambda token: token.i)

    @property
    def is_alpha(self) -> bool:
        """Whether all characters are letters."""
        return self.text.isalpha()

    def nbor(self, distance: int) -> ParsedToken:
        """Return the token that stands so many places after this one."""
        return self.doc[self.i + distance]
