"""ReCoRD: the names of a passage are the options for a gap, and any of the right ones counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.sets import find_benchmark
from evals.benchmarks.sets.record import split_highlights
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from tests.evals.benchmarks.published import figure, measured, said, system, write_lines
from tests.support.servers import Reply, Request, chat, scripted

TEXT = (
    "Ilse Moen opened the weir at Farrow on Monday. Moen thanked Gus Tarn.\n@highlight\nThe weir took Farrow two years"
    "\n@highlight\nGus Tarn paid for it"
)


def spans(text: str, names: Sequence[str]) -> list[dict[str, int]]:
    """Where each name stands, every time, the last character included."""
    return [
        {"start": found.start(), "end": found.end() - 1}
        for name in names
        for found in re.finditer(rf"\b{re.escape(name)}", text)
    ]


def query(number: int, text: str, *answers: str) -> dict[str, Any]:
    told = [{"start": 0, "end": len(answer) - 1, "text": answer} for answer in answers]
    return {"query": text, "answers": told, "idx": number}


def line(*queries: dict[str, Any], text: str = TEXT, names: Sequence[str] = ()) -> dict[str, Any]:
    marked = spans(text, names or ("Ilse Moen", "Farrow", "Moen", "Gus Tarn"))
    return {"source": "own", "passage": {"text": text, "entities": marked}, "qas": list(queries), "idx": 7}


def names(word: str) -> Any:
    """A script that replies the letter before the option with this text."""

    def reply(request: Request) -> Reply:
        found = re.search(rf"^([A-Z])\. {re.escape(word)}$", request.body["messages"][-1]["content"], re.MULTILINE)
        return Reply(body=chat(f"{found.group(1)}." if found else word))

    return reply


def test_options_are_the_distinct_names_and_highlights_are_sentences(tmp_path: Path) -> None:
    asked = line(query(2, "@placeholder gave the money, and @placeholder was thanked.", "Gus Tarn"))
    (item,) = find_benchmark("record").read(write_lines(tmp_path / "val.jsonl", [asked]))
    assert item.choice.options == ("Ilse Moen", "Farrow", "Moen", "Gus Tarn")
    assert (item.choice.id, item.choice.right, item.answers) == ("7/2", 3, ("Gus Tarn",))
    assert item.choice.question.endswith("\n____ gave the money, and ____ was thanked.")
    assert item.choice.context.splitlines() == [
        "Ilse Moen opened the weir at Farrow on Monday. Moen thanked Gus Tarn.",
        "The weir took Farrow two years.",
        "Gus Tarn paid for it.",
    ]
    assert split_highlights('He said "no!"\n@highlight\nWhy?') == 'He said "no!"\nWhy?'


def test_any_right_name_counts_after_normalisation(minilm: Embedder, tmp_path: Path) -> None:
    asked = line(
        query(0, "@placeholder thanked the donor.", "Ilse Moen", "Moen"),
        query(1, "On Monday @placeholder opened it.", "the Moen"),
        query(2, "@placeholder opened it.", "Ilse Moen"),
        query(3, "@placeholder paid.", "Gus Tarn"),
    )
    with scripted(names("Moen")) as server:
        found = measured("record", write_lines(tmp_path / "val.jsonl", [asked]), system(minilm, url=server.url))
        assert all("Which name belongs" in one.body["messages"][-1]["content"] for one in server.requests)
    assert found.how == "letter"
    assert [reply.right for reply in found.replies] == [1, 1, 0, 0]
    assert figure(found, "exact match") == pytest.approx(2 / 4)
    assert figure(found, "F1") == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)
    assert figure(found, "guessing") == pytest.approx((2 / 4 + 1 / 4 + 1 / 4 + 1 / 4) / 4)
    assert found.replies[0].expected == "Ilse Moen / Moen"
    assert len(found.notes) == 1


def test_a_gap_without_a_right_name_counts_as_wrong(minilm: Embedder, tmp_path: Path) -> None:
    asked = line(query(0, "@placeholder paid.", "Tarn"), query(1, "@placeholder gave money.", "Gus Tarn"))
    file = write_lines(tmp_path / "val.jsonl", [asked])
    for chosen, right, f1 in (("Gus Tarn", 1 / 2, (2 / 3 + 1) / 2), ("Ilse Moen", 0, 0)):
        with scripted(names(chosen)) as server:
            found = measured("record", file, system(minilm, url=server.url))
        assert [one.items for one in found.figures] == [2, 2, 2]
        assert figure(found, "exact match") == pytest.approx(right)
        assert figure(found, "F1") == pytest.approx(f1)
        assert figure(found, "guessing") == pytest.approx((0 + 1 / 4) / 2)
        assert "gaps with no right answer" in found.notes[1]


def test_a_reply_that_names_no_option_is_wrong(minilm: Embedder, tmp_path: Path) -> None:
    asked = line(query(0, "@placeholder paid.", "Gus Tarn"))
    with scripted(names("Gus Tarn, the miller")) as server:
        found = measured("record", write_lines(tmp_path / "val.jsonl", [asked]), system(minilm, url=server.url))
    assert (figure(found, "exact match"), figure(found, "F1")) == (0, 0)
    assert "replies that named no option, counted as wrong: 1" in found.notes[-1]


def test_a_gap_that_fails_is_left_out(minilm: Embedder, tmp_path: Path) -> None:
    def reply(request: Request) -> Reply:
        if "____ paid" in request.body["messages"][-1]["content"]:
            return Reply(400, {"error": {"message": "no"}})
        done: Reply = names("Ilse Moen")(request)
        return done

    asked = line(query(0, "@placeholder paid.", "Gus Tarn"), query(1, "@placeholder opened it.", "Ilse Moen"))
    with scripted(reply) as server:
        found = measured("record", write_lines(tmp_path / "val.jsonl", [asked]), system(minilm, url=server.url))
    assert found.faults == 1
    assert (found.replies[0].right, found.replies[0].expected) == (None, "Gus Tarn")
    assert [(one.value, one.items) for one in found.figures[:2]] == [(1.0, 1), (1.0, 1)]


def test_more_names_than_letters_are_told(minilm: Embedder, tmp_path: Path) -> None:
    many = [f"Olm{chr(ord('a') + place)}" for place in range(26)]
    text = " ".join((*many, "Zeb"))
    asked = line(query(0, "@placeholder won.", "Zeb"), text=text, names=(*many, "Zeb"))
    with scripted(names("Zeb")) as server:
        found = measured("record", write_lines(tmp_path / "val.jsonl", [asked]), system(minilm, url=server.url))
    assert "gaps with more than 26 names, of which the first 26 were offered: 1" in found.notes


def test_without_a_model_the_name_likest_to_the_answer_is_chosen(minilm: Embedder, tmp_path: Path) -> None:
    asked = line(query(0, "@placeholder paid.", "Gus Tarn"))
    file = write_lines(tmp_path / "val.jsonl", [asked])
    answers = {"Which name belongs in the gap?\n____ paid.": said("Gus Tarn")}
    found = measured("record", file, system(minilm, answers))
    assert (found.how, found.replies[0].said, figure(found, "exact match")) == (
        "answer over the context",
        "Gus Tarn",
        1,
    )


LATE = line(query(0, "@placeholder won.", "Zeb"), text="Zeb won.", names=("Zeb",))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({**LATE, "passage": {"text": "Zeb won.", "entities": [{"start": 6, "end": 8}]}}, "there is no name at 6 to 8"),
        ({**LATE, "passage": {"text": "Zeb won.", "entities": [{"start": 2, "end": 1}]}}, "there is no name at 2 to 1"),
        ({**LATE, "passage": {"text": "Zeb won.", "entities": [{"start": 3, "end": 3}]}}, "there is no name at 3 to 3"),
        ({**LATE, "passage": {"text": "Zeb won.", "entities": []}}, "line 1: passage.entities"),
        ({**LATE, "qas": [query(5, "He won.", "Zeb")]}, "passage 7: query 5 has no @placeholder"),
        ({**LATE, "qas": [query(5, "@placeholder won.")]}, "line 1: qas.0.answers"),
        ({**LATE, "qas": []}, "holds no items"),
    ],
)
def test_what_does_not_fit_is_told(asked: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        find_benchmark("record").read(write_lines(tmp_path / "val.jsonl", [asked]))
    assert told in fault.value.message
    assert "\n" not in str(fault.value)
    assert fault.value.hint
