"""A part whose marks on hidden text do not hold is refused."""

from __future__ import annotations

from dataclasses import replace

from graph.invariants import find_faults
from graph.types import Subgraph
from tests.contract.parts import concealed, part

SOUND = concealed(part("a.txt", ["One.", "Two.", "Three."]), 1)


def told(found: Subgraph) -> list[str]:
    return list(find_faults(found.documents[0], found))


def with_stretches(*stretches: tuple[int, int]) -> Subgraph:
    document = SOUND.documents[0]
    return replace(SOUND, documents=(replace(document, meta=replace(document.meta, hidden=stretches)),))


def test_marks_agree_with_the_document() -> None:
    assert told(SOUND) == []
    plain = replace(SOUND, passages=tuple(replace(one, hidden=False) for one in SOUND.passages))
    assert "not marked as hidden" in told(plain)[0]
    marked = replace(SOUND, passages=tuple(replace(one, hidden=True) for one in SOUND.passages))
    assert [fault for fault in told(marked) if "is marked as hidden, unlike its text" in fault]
    assert "is hidden in part only" in told(with_stretches((6, 9)))[0]
    assert "overlap" in told(with_stretches((5, 9), (8, 9)))[0]
    assert "outside" in told(with_stretches((5, 9), (10, 99)))[0]
