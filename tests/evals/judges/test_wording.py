"""Other words for the same."""

from __future__ import annotations

import pytest

from evals.judges.wording import align_wording


@pytest.mark.parametrize(
    ("question", "reference", "answer", "aligned"),
    [
        ("What happened?", "They fell by 4.", "They went down by 4.", "They fell by 4."),
        ("What happened?", "They could rise or fall.", "They went down.", "They went down."),
        ("What does it cost?", "It is free.", "There is no charge.", "It is free."),
        ("Who came?", "nobody", "no one came", "nobody"),
        ("Which windows broke?", "all of them", "each window", "all of them"),
        ("Is it lawful?", "Yes, it is lawful.", "It is not unlawful.", "It is lawful."),
        (
            "What about helmets?",
            "You must not wear one.",
            "You do not have to wear one.",
            "You do not have to wear one.",
        ),
        ("What about helmets?", "They wear one.", "It is worn.", "It is wear."),
    ],
)
def test_an_answer_is_written_in_the_words_of_the_reference(
    question: str, reference: str, answer: str, aligned: str
) -> None:
    assert align_wording(question, answer, (reference,)) == aligned
