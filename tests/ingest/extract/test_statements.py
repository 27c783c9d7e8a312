"""What a sentence states of two names."""

from __future__ import annotations

import pytest

from ingest.extract.nouns import Names
from ingest.extract.statements import find_statements
from rag.dependency_parser import parse_texts

NAMES = frozenset("Ada Byron Hill Kent Leeds Marlow Osprey York".split())


def stated(text: str) -> list[tuple[str, str, str]]:
    (tokens,) = parse_texts([text])
    heads = frozenset(token.i for token in tokens if token.text in NAMES)
    return [(one.subject.text, one.predicate, one.object.text) for one in find_statements(tokens, Names(heads, heads))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada owns Marlow.", [("Ada", "own", "Marlow")]),
        ("Marlow was founded by Ada.", [("Ada", "found", "Marlow")]),
        ("Marlow is located in Kent.", [("Marlow", "be located in", "Kent")]),
        ("Marlow, located in Kent, supplies Osprey.",
         [("Marlow", "supply", "Osprey"), ("Marlow", "be located in", "Kent")]),
        ("Ada is the mayor of York.", [("Ada", "be mayor of", "York")]),
        ("Ada, the former mayor of York, owns Marlow.",
         [("Ada", "be former mayor of", "York"), ("Ada", "own", "Marlow")]),
        ("The mayor of York, Ada, resigned.", [("Ada", "be mayor of", "York")]),
        ("Ada and Byron lead Marlow.", [("Ada", "lead", "Marlow"), ("Byron", "lead", "Marlow")]),
        ("Osprey acquired Marlow and sold Hill.", [("Osprey", "acquire", "Marlow"), ("Osprey", "sell", "Hill")]),
        ("Osprey agreed to buy Marlow.", [("Osprey", "agree to buy", "Marlow")]),
        ("Osprey takes advantage of Marlow.", [("Osprey", "take advantage of", "Marlow")]),
        ("Osprey took over Marlow.", [("Osprey", "take over", "Marlow")]),
        ("The report said that Osprey replaced Marlow.", [("Osprey", "replace", "Marlow")]),
    ],
)  # fmt: skip
def test_statements(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(stated(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Osprey does not own Marlow.", [("Osprey", "not own", "Marlow")]),
        ("Osprey may not sell Marlow.", [("Osprey", "may not sell", "Marlow")]),
        ("Osprey shall notify Marlow.", [("Osprey", "shall notify", "Marlow")]),
        ("Marlow must be licensed by Osprey.", [("Osprey", "must license", "Marlow")]),
        ("Osprey will not be sold to Marlow.", [("Osprey", "will not be sold to", "Marlow")]),
    ],
)
def test_negation_and_modality_stay(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Does Osprey own Marlow?",
        "If Osprey owns Marlow, nobody will pay.",
        "Ada believes that Osprey owns Marlow.",
        "Ada met Byron or Hill.",
        "They visited Osprey (Marlow) and Leeds.",
        "Neither Osprey nor Marlow pays Hill.",
        "Osprey, Marlow, Leeds and York.",
        "They ordered Ada's engineers to repair Marlow.",
    ],
)
def test_what_is_asked_assumed_believed_or_left_open_is_no_statement(text: str) -> None:
    assert stated(text) == []


def test_who_is_ordered_acts_and_not_who_orders() -> None:
    assert ("Osprey", "order to plunge into", "Marlow") not in stated("Osprey ordered it to plunge into Marlow.")


def test_a_bracket_is_apart_from_what_stands_around_it() -> None:
    assert stated("Osprey bought plates (Marlow, Leeds) from Hill.") == [("Osprey", "buy plate from", "Hill")]
