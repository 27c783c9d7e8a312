from __future__ import annotations

from collections.abc import Iterable

import pytest

from rag.dependency_parser import Token, parse_texts, parse_trees

SENTENCES = [
    "Ada Marlow, who founded the mill in 1888, did not sell it to the town of York before May.",
    "What did the mayor say, and to whom?",
    "The old (and dear) pumps of the north harbour were replaced by Kestrel Ltd; nobody knew why.",
    "Yes.",
    "",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_tree_is_walked_as_spacy_walks_it(text: str) -> None:
    (full,), (light,) = parse_texts([text]), parse_trees([text])
    assert [_walk(token) for token in light] == [_walk(token) for token in full]


def _walk(token: Token) -> object:
    return (
        *(token.i, token.idx, token.text, token.lower_, token.is_alpha, token.head.i, token.left_edge.i),
        *(_places(some) for some in (token.children, token.lefts, token.rights, token.subtree)),
        token.nbor(-1).i if token.i else None,
        token.doc[token.i].text,
    )


def _places(tokens: Iterable[Token]) -> list[int]:
    return [token.i for token in tokens]
