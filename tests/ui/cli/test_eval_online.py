"""`graphloop eval online` over conversations that were held in the terminal."""

from __future__ import annotations

from tests.support.command import Home, is_one_fault

ASKED = (
    "When was the Skerry Light built?",
    "Who designed it?",
    "What does a kilo of tomatoes cost in Madrid?",
)


def test_answers_are_scored_once_and_what_found_nothing_is_listed(empty: Home) -> None:
    (empty.folder / "reef.txt").write_text(
        "The Skerry Light was built in 1874. Marion Teague designed the Skerry Light."
    )
    assert empty.run("ingest", "reef.txt").code == 0
    off = empty.run("eval", "online")
    assert off.code == 0
    assert "graphloop eval online --every 10" in off.err
    assert empty.run("chat", given="\n".join(ASKED)).code == 0
    ran = empty.run("eval", "online", "--every", "1", "--json")
    report = ran.data
    assert (report["answers"], report["scored"], report["new"]) == (3, 3, 3), ran
    means = {one["metric"]: one["recent"]["mean"] for one in report["drift"]}
    assert means["faithfulness"] > 0.9
    assert means["latency"] > 0
    assert [group["questions"] for group in report["unanswered"]] == [[ASKED[2]]]
    again = empty.run("eval", "online", "--every", "1")
    assert "0 answers scored now, 3 in all" in again.err
    assert "1 of 3 questions found nothing in the documents" in again.out
    assert ASKED[2] in again.out
    for line in empty.run("chat", "list", "--json").data:
        assert empty.run("chat", "delete", line["id"], "--yes").code == 0
    assert empty.run("eval", "online", "--json").data["scored"] == 3


def test_numbers_out_of_range_are_told(empty: Home) -> None:
    is_one_fault(empty.run("eval", "online", "--every", "-1"), 2, "--every")
