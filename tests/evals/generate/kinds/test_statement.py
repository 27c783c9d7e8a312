"""Statements: who said what of a thing that is named once, from transcripts alone."""

from __future__ import annotations

from tests.evals.generate.prose_texts import cases_of

MINUTES = """Mara Lindqvist: Thank you all for coming tonight.
Tom Aldery: The repair of the Glass Ferry will take the whole of the coming winter, I am afraid.
Mara Lindqvist: We have asked the Silver Lantern Trust for a loan that covers the repair of the roof.
Tom Aldery: Good."""


def test_a_statement_is_asked_for_by_its_topic() -> None:
    found = {case.question: case.reference for case in cases_of("statement", {"Minutes of 4 May": MINUTES})}
    assert found == {
        "What did Tom Aldery say about the Glass Ferry?": "The repair of the Glass Ferry will take the whole "
        "of the coming winter, I am afraid.",
        "What did Mara Lindqvist say about the Silver Lantern Trust?": "We have asked the Silver Lantern Trust for "
        "a loan that covers the repair of the roof.",
    }


def test_a_letterhead_is_no_transcript() -> None:
    text = (
        "Fax: The number of the Plattsburgh Regional Office is on the back of every letter that we send.\nPhone: none"
    )
    assert cases_of("statement", {"Letter": text}) == ()


def test_speakers_are_not_the_writers_of_a_document() -> None:
    assert cases_of("rule", {"Minutes of 4 May": f"{MINUTES}\nTom Aldery: We do not sell any boats to visitors."}) == ()
