"""A follow-up question carries the names it leans on; a full question stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ellipsis import is_fragment
from rag.followup import find_part, make_standalone, refers_back, resolve_followup
from rag.types import Question, Turn

FIRST = (Turn("user", "Who founded the Acme Corporation in Berlin?"), Turn("assistant", "Ann Lee did [1]."))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("When did she found it?", "Acme Corporation"),
        ("Why?", "Acme Corporation"),
        ("How many people work there?", "Acme Corporation"),
        ("What about its revenue in 2020?", "Acme Corporation"),
    ],
)
def test_what_leans_gets_the_names_before(text: str, holds: str) -> None:
    found = make_standalone(Question(text, FIRST))
    assert found.startswith(text)
    assert holds in found


@pytest.mark.parametrize(
    "text",
    [
        "Who is the mayor of Paris in France?",
        "Which river flows through the city of Vienna?",
        "When did Marie Curie win her second Nobel Prize?",
        "Is there a museum in Oslo that shows ships?",
    ],
)
def test_what_stands_alone_stays(text: str) -> None:
    assert make_standalone(Question(text, FIRST)) == text


@pytest.mark.parametrize(
    ("question", "fragment", "whole"),
    [
        ("Who founded the Acme Corporation in Berlin?", "And in Paris?", "Who founded the Acme Corporation in Paris?"),
        ("What was the revenue of Acme in 2022?", "What about 2023?", "What was the revenue of Acme in 2023?"),
        ("What was the revenue of Acme in 2022?", "and for Globex?", "What was the revenue of Globex in 2022?"),
        ("What was the revenue of Acme in 2022?", "How about the profit?", "What was the profit of Acme in 2022?"),
        ("How many days of leave do employees get?", "and for staff?", "How many days of leave do staff get?"),
        ("How many days of annual leave are there?", "and sick leave?", "How many days of sick leave are there?"),
        ("When is the library open?", "on Sundays?", "When is the library open on Sundays?"),
        ("What is the fee for late returns?", "for lost books?", "What is the fee for lost books?"),
        ("Can I bring my dog?", "what about cats?", "Can I bring my cats?"),
        ("Can I bring my dog?", "Cats too?", "Can I bring my cats?"),
        ("What is the fee for an adult?", "children?", "What is the fee for children?"),
        ("How long is the leave for mothers?", "And fathers?", "How long is the leave for fathers?"),
        ("Do dogs travel free?", "And bicycles?", "Do bicycles travel free?"),
        ("Is breakfast included?", "and dinner?", "Is dinner included?"),
        ("What does a second card cost?", "And a stolen one?", "What does a stolen card cost?"),
        ("What is the first rule?", "And the second one?", "What is the second rule?"),
        ("When is the pool open on weekdays?", "And at weekends?", "When is the pool open on weekends?"),
        ("When is the pool open on weekdays?", "What about the café?", "When is the café open on weekdays?"),
        ("How much can I draw a day?", "And abroad?", "How much can I draw a day abroad?"),
        ("Is it free over 60 minutes?", "And over 120 minutes?", "Is it free over 120 minutes?"),
        (
            "How many days can I work from home?",
            "What about trainees?",
            "How many days can I work from home for trainees?",
        ),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(question: str, fragment: str, whole: str) -> None:
    assert make_standalone(Question(fragment, (Turn("user", question),))) == whole


def test_the_topic_is_carried_over_several_turns() -> None:
    history: tuple[Turn, ...] = (
        Turn("user", "How much is a Tesla Model 3 tyre change?"),
        Turn("assistant", "197 [1]."),
    )
    for text in ("What about an annual service?", "What about a windscreen replacement?", "And the brake inspection?"):
        found = make_standalone(Question(text, history))
        history = (*history, Turn("user", text), Turn("assistant", "180 euros [1]."))
    assert found == "How much is a Tesla Model 3 brake inspection?"
    assert "Tesla Model 3" in make_standalone(Question("And how long does it take?", history))


@pytest.mark.parametrize(
    ("question", "answer", "text", "holds", "lacks"),
    [
        (
            "Who wrote The Glass Ferry?",
            "Ann Lee [1]\n\nAnn Lee of Oslo wrote it. [1]",
            "When was she born?",
            "Ann Lee",
            "Oslo",
        ),
        (
            "Who wrote The Glass Ferry?",
            "It was written by Ann Lee in 1980 [1].",
            "Where did he live?",
            "Ann Lee",
            "1980",
        ),
        ("Which company built the weir?", "Corran Ltd [1]", "Where is it based?", "Corran Ltd", "which"),
        ("Where is the plant of Lumora?", "Ostrava [1]", "Who runs the museum there?", "Ostrava", "where"),
        (
            "Who wrote The Glass Ferry?",
            "The documents do not answer this question.",
            "When was it?",
            "Ferry",
            "documents",
        ),
    ],
)
def test_a_pronoun_stands_for_a_name_of_the_last_answer(
    question: str, answer: str, text: str, holds: str, lacks: str
) -> None:
    found = make_standalone(Question(text, (Turn("user", question), Turn("assistant", answer))))
    assert holds in found
    assert lacks not in found


@pytest.mark.parametrize(
    "text", ["backups.", "Child privacy", "How old is the moon?", "Is it possible to fly to Mars?"]
)
def test_what_names_a_subject_of_its_own_is_a_new_topic(text: str) -> None:
    assert make_standalone(Question(text, FIRST)) == text


def test_a_pronoun_may_stand_for_something_earlier_in_its_own_question() -> None:
    text = "Do I like the look of the new chat window and how it opens?"
    assert make_standalone(Question(text, FIRST)) == text


def test_without_names_the_nouns_are_carried() -> None:
    history = (Turn("user", "how do volcanoes erupt"), Turn("assistant", "By pressure."))
    assert "volcanoes" in make_standalone(Question("how often do they?", history))


def test_a_chain_reaches_back_to_the_question_that_names_it() -> None:
    history = (*FIRST, Turn("user", "When?"), Turn("assistant", "In 1990."))
    assert "Acme" in make_standalone(Question("And where?", history))


def test_what_a_fragment_put_in_or_at_the_end_is_replaced_by_the_next() -> None:
    history = (Turn("user", "How much can I draw a day?"), Turn("user", "And abroad?"))
    assert make_standalone(Question("And under 18?", history)) == "How much can I draw a day under 18?"
    history = (Turn("user", "What does a second card cost?"), Turn("user", "And a stolen one?"))
    assert make_standalone(Question("What about a new PIN?", history)) == "What does a new PIN cost?"


def test_that_stands_for_a_person_who_was_named() -> None:
    history = (Turn("user", "Who wrote the report?"), Turn("assistant", "Ann Lee [1]"))
    assert "Ann Lee" in make_standalone(Question("Who is that?", history))
    assert "chair" in make_standalone(Question("Since when?", (Turn("user", "Who is the chair?"),)))


def test_the_part_that_a_fragment_asks_about_is_known() -> None:
    history = (Turn("user", "How much can I draw a day?"),)
    assert find_part(Question("And under 18?", history)) == "under 18"
    assert find_part(Question("Who are you?", history)) == ""


def test_a_first_question_is_never_changed() -> None:
    assert make_standalone(Question(" Why? ")) == "Why?"
    assert make_standalone(Question("Why?", (Turn("assistant", "Hello Ann"),))) == "Why?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_the_words_asked_are_always_kept(text: str, before: list[str]) -> None:
    found = make_standalone(Question(text, tuple(Turn("user", each) for each in before)))
    assert found.startswith(text.strip()) or is_fragment(text)
    assert refers_back(text) or found == text.strip()


def test_a_question_is_resolved_once() -> None:
    asked = Question("And where?", FIRST)
    resolved = resolve_followup(asked)
    assert (resolved.text, resolved.history) == (asked.text, asked.history)
    assert resolved.standalone == make_standalone(asked) != asked.text
    assert resolve_followup(resolved) is resolved
