from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ner.kinds import KindModel
from rag.ner.name_features import BLOCKS, FORMS, describe_form, split_blocks
from rag.ner.protocol import Span


@pytest.fixture(scope="module")
def model() -> KindModel:
    return KindModel()


def judged(model: KindModel, text: str, name: str) -> tuple[str, bool]:
    start = text.index(name)
    (verdict,) = model.judge(text, [Span(start, start + len(name))])
    return verdict.sure_kind, verdict.is_name


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The report was written by Maria Jensen, who joined the team in May.", "Maria Jensen", "person"),
        ("Goods are delivered to our store in Rotterdam, where they are checked.", "Rotterdam", "place"),
        (
            "The contract was signed by Harbour Freight Logistics Inc. last week.",
            "Harbour Freight Logistics",
            "organisation",
        ),
        ("Patients infected with Hepatitis C virus were treated for a year.", "Hepatitis C", "term"),
    ],
)
def test_a_name_has_the_kind_that_its_words_and_surroundings_say(
    model: KindModel, text: str, name: str, kind: str
) -> None:
    assert judged(model, text, name) == (kind, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Intergovernmental Panel on Climate Change | Year | Amount | Notes |", "Notes"),
        ("Total Cost | Amount | Percent Change | Year Ended", "Percent Change"),
    ],
)
def test_what_is_capitalized_for_another_reason_is_no_name(model: KindModel, text: str, name: str) -> None:
    assert not judged(model, text, name)[1]


def test_only_english_is_read(model: KindModel) -> None:
    assert model.reads("The tenant pays the rent on the first day of each month, and the deposit before moving in.")
    assert model.reads("Year | Revenue | Cost of sales | Gross profit | Total")
    assert not model.reads("Die Miete ist am ersten Werktag jedes Monats zu zahlen, die Kaution vor dem Einzug.")
    assert not model.reads("El inquilino pagará el alquiler el primer día hábil de cada mes y depositará la fianza.")
    assert not model.reads("Арендатор платит за квартиру в первый день каждого месяца.")


def test_a_verdict_does_not_depend_on_what_else_is_judged(model: KindModel) -> None:
    text = "Ada Byron went to London with the Royal Society."
    spans = [Span(0, 9), Span(18, 24), Span(34, 47)]
    together = model.judge(text, spans)
    for span, verdict in zip(spans, together, strict=True):
        (alone,) = model.judge(text, [span])
        assert alone.kind == verdict.kind
        assert abs(alone.chance - verdict.chance) < 1e-5


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_span_of_every_text_can_be_described(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert len(split_blocks(text, start, end)) == len(BLOCKS)
    assert len(describe_form(text, start, end)) == len(FORMS)
