"""What people and programs are told of how far an answer is borne out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.types import Passage
from rag.types import Answer, Citation, Hit
from ui.answers import describe_evidence, print_evidence, to_answer_data
from ui.file_states import FileStates
from ui.web.components.conversation import MAX_STREAMED_CHARS, trim_streaming_text

HIT = Hit(Passage("p", "d", "The council rejected the plan.", 0, source="minutes.txt"), 1.0)
QUOTED = Citation(1, "p", "rejected the plan", 12, 29)
VERIFIED = Citation(1, "p", "rejected the plan", 12, 29, verified=True)


def test_verified_stands_nowhere_in_an_unsupported_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("It was approved [1].", (QUOTED,), (HIT,), unsupported=("It was approved.",), cut_off="timeout")
    print_evidence(answer)
    told = capsys.readouterr().out
    assert "unsupported: nothing in the documents supports this answer" in told
    assert "quoted: the source contains these words, but they do not support the claim" in told
    assert "cut off" in told
    assert "verified" not in told
    data = to_answer_data(answer)
    assert (data.support, data.cut_off, data.citations[0].state) == ("unsupported", "timeout", "quoted")


def test_the_sentences_that_are_not_borne_out_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    print_evidence(Answer("It fell [1]. It rose [1].", (VERIFIED,), (HIT,), unsupported=("It rose.",)))
    told = capsys.readouterr().out
    assert "unsupported: “It rose.”" in told
    assert "nothing in the documents" not in told


def test_a_growing_answer_is_drawn_from_its_end() -> None:
    assert trim_streaming_text("short") == "short"
    shown = trim_streaming_text("first paragraph\n\n" + "word " * 10_000)
    assert len(shown) <= MAX_STREAMED_CHARS + 3
    assert shown.startswith("…\n\nword")
    assert len(trim_streaming_text("語" * 100_000)) <= MAX_STREAMED_CHARS + 3


def test_a_source_is_told_with_its_context_its_date_and_the_state_of_its_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    passage = replace(HIT.passage, source="/a/minutes.txt", context="Council › Plans", date="2024-03")
    states = FileStates(frozenset(["/a/minutes.txt"]), {"/a/minutes.txt": ("/b/copy.txt",)})
    answer = Answer("It was rejected [1].", (VERIFIED,), (Hit(passage, 1.0),))
    print_evidence(answer, states)
    told = capsys.readouterr().out
    assert "[1] minutes.txt, 2024-03  (the file can no longer be read; also in copy.txt)" in told
    assert "      Council › Plans\n" in told
    data = to_answer_data(answer, states)
    for one in (data.citations[0], data.hits[0]):
        assert (one.context, one.date, one.unreadable) == ("Council › Plans", "2024-03", True)
        assert one.also_in == ("/b/copy.txt",)


def test_what_comes_closest_is_said_once_where_nothing_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    print_evidence(Answer("I found no passage that answers this question.", (QUOTED,), (HIT,), abstained=True))
    assert capsys.readouterr().out.count("come closest") == 1


def test_a_summary_says_what_it_is_of_and_that_it_may_leave_things_out(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("The plan was rejected [1].", (VERIFIED,), (HIT,), evidence_only=True, summary_of="Minutes")
    print_evidence(answer)
    told = capsys.readouterr().out
    assert "a summary in the documents' own words, which can leave out what matters to you: Minutes" in told
    assert "no short answer" not in told
    assert to_answer_data(answer).summary_of == "Minutes"
    assert describe_evidence(replace(answer, evidence_only=False)) == ""
