"""Questions that found nothing stand together by what they ask about."""

from __future__ import annotations

from evals.online.traffic import TrafficAnswer
from evals.online.unanswered import group_unanswered
from rag.embed.protocol import Embedder
from rag.types import Answer


def given(day: int, question: str, abstained: bool = True) -> TrafficAnswer:
    return TrafficAnswer(f"{day:032x}", f"2024-05-{day:02}T10:00:00+00:00", question, Answer("…", abstained=abstained))


def test_one_matter_is_one_group_and_the_largest_comes_first(minilm: Embedder) -> None:
    asked = [
        given(1, "How many days of parental leave do I get?"),
        given(2, "Which port does the printer in the hall use?"),
        given(3, "How long is parental leave?"),
        given(4, "Who wrote the annual report?", abstained=False),
        given(5, "Can I take parental leave in parts?"),
    ]
    leave, printer = group_unanswered(asked, minilm)
    assert leave.questions == (
        "Can I take parental leave in parts?",
        "How long is parental leave?",
        "How many days of parental leave do I get?",
    )
    assert leave.last.startswith("2024-05-05")
    assert printer.questions == ("Which port does the printer in the hall use?",)


def test_where_everything_was_answered_there_is_no_group(minilm: Embedder) -> None:
    assert group_unanswered([given(1, "Who wrote the report?", abstained=False)], minilm) == ()
    assert group_unanswered([], minilm) == ()
