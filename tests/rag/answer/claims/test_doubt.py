"""A claim is doubted when its evidence has another figure or name, or says the opposite; else it is not."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.citations import check_citations, cite_passages
from rag.answer.claims.doubt import ClaimEvidence, find_contradiction
from rag.types import Answer, Hit
from tests.support.growth import assert_grows_with_the_size

SAME = [
    ("The tower has 1,200 steps.", "The tower has 1200 steps."),
    ("The city has 2.5 million people.", "The city has 2,500,000 people."),
    ("The city has about 2.5 million people.", "The city has 2,480,312 people."),
    ("Twenty-one boats sank.", "In all 21 boats sank."),
    ("It opened on 3 May 2020.", "It was opened on 2020-05-03."),
    ("Sales rose by 20 percent.", "Sales rose by 20%."),
    ("The road is 3 km long.", "The road is 3,000 metres long."),
    ("He served for 31 years.", "He served from 1874 to 1905."),
    ("It holds at most 20 people.", "It holds no more than 20 people."),
    ("It costs 1.200 €.", "It costs 1,200 €."),
    ("J. Smith led the guild.", "John Smith led the guild."),
    ("Smith led the guild.", "Mr John Smith led the guild."),
    ("Dostoyevsky wrote it in prison.", "Dostoevsky wrote it in prison."),
    ("Dvorak's opera was played.", "An opera by Dvořák was played."),
    ("The WHO approved the vaccine.", "The World Health Organization approved the vaccine."),
    ("The council did not approve the plan.", "The council rejected the plan."),
    ("The plan was not rejected.", "The plan was approved."),
    ("No trace of the boat was found.", "Traces of the boat were not found."),
    ("It isn't open on Sunday.", "It is not open on Sunday."),
    ("Jones was sued by Smith.", "Smith sued Jones."),
    ("Members may not vote.", "Members cannot vote."),
    ("Der Rat hat den Plan nicht genehmigt.", "Der Rat hat den Plan abgelehnt."),
    ("人口は250万人です。", "人口は2,500,000人です。"),
]
OTHER = [
    ("The tower has 1,300 steps.", "The tower has 1200 steps."),
    ("The city has 2.5 billion people.", "The city has 2,500,000 people."),
    ("The city has 2.6 million people.", "The city has 2,480,312 people."),
    ("Twenty-two boats sank.", "In all 21 boats sank."),
    ("It opened on 3 June 2020.", "It was opened on 2020-05-03."),
    ("Sales rose by 20 percent.", "Sales rose by 20 dollars."),
    ("The road is 30 km long.", "The road is 3,000 metres long."),
    ("It holds at least 20 people.", "It holds no more than 20 people."),
    ("The third edition is red.", "The fourth edition is red."),
    ("Mary Smith led the guild.", "John Smith led the guild."),
    ("Brown led the guild.", "Mr John Smith led the guild."),
    ("The plan was made in Oslo.", "The plan was made in Bergen."),
    ("Oslo is the seat of the guild.", "Bergen is the seat of the guild."),
    ("The council approved the plan.", "The council rejected the plan."),
    ("The council approved the plan.", "The council did not approve the plan."),
    ("The council never met.", "The council met."),
    ("The plan failed to pass.", "The plan passed."),
    ("Sales increased in May.", "Sales decreased in May."),
    ("It was built before the war.", "It was built after the war."),
    ("Members may vote.", "Members may not vote."),
    ("Members may vote.", "Members may not vote unless they have paid."),
    ("Members must vote.", "Members may vote."),
    ("Only members may vote.", "Members may vote."),
    ("All members may vote.", "Some members may vote."),
    ("None of the boats sank.", "The boats sank."),
    ("The boat sank without warning.", "The boat sank with a warning."),
    ("It isn't open on Sunday.", "It is open on Sunday."),
    ("Smith sued Jones.", "Jones sued Smith."),
    ("Der Rat hat den Plan genehmigt.", "Der Rat hat den Plan nicht genehmigt."),
    ("Le conseil n'a pas approuvé le plan.", "Le conseil a approuvé le plan."),
    ("El plan no fue aprobado.", "El plan fue aprobado."),
    ("В 1905 году он жил в Москве.", "В 1906 году он жил в Москве."),
    ("Он жил в Москве.", "Он жил в Киеве."),
    ("人口は350万人です。", "人口は2,500,000人です。"),
]


@pytest.mark.parametrize(("claim", "evidence"), SAME)
def test_what_says_the_same_is_not_doubted(claim: str, evidence: str) -> None:
    assert find_contradiction(claim, ClaimEvidence(evidence)) == ""
    assert find_contradiction(evidence, ClaimEvidence(evidence)) == ""


@pytest.mark.parametrize(("claim", "evidence"), OTHER)
def test_what_says_otherwise_is_doubted(claim: str, evidence: str) -> None:
    assert find_contradiction(claim, ClaimEvidence(evidence))
    assert not cite_passages(f"{claim[:-1]} [1].", [Hit(Passage("p", "d", evidence, 0), 1.0)])[1][0].verified


def test_a_pronoun_stands_for_the_name_before_it() -> None:
    text = "John Smith came to Oslo in 1901. He led the guild for ten years. Anna Berg wrote its rules."
    hits = [Hit(Passage("p", "d", text, 0), 1.0)]
    assert cite_passages("Smith led the guild for ten years [1].", hits)[1][0].verified
    assert not cite_passages("Anna Berg led the guild for ten years [1].", hits)[1][0].verified


def test_the_question_does_not_bear_a_figure_out() -> None:
    hits = [Hit(Passage("p", "d", "The Eiffel Tower was finished in 1889.", 0), 1.0)]
    question = "Was the Eiffel Tower finished in 1887?"
    assert not cite_passages("Yes [1].", hits, question)[1][0].verified
    assert cite_passages("No [1].", hits, question)[1][0].verified
    assert not cite_passages("Yes, it was finished in 1887 [1].", hits, question)[1][0].verified
    assert cite_passages("Yes [1].", hits, "Was the Eiffel Tower finished in 1889?")[1][0].verified


def test_a_quote_that_does_not_bear_its_claim_is_only_quoted() -> None:
    hits = [Hit(Passage("p", "d", "The council rejected the plan in 1990.", 0), 1.0)]
    (citation,) = cite_passages('The council approved it: "rejected the plan in 1990" [1].', hits)[1]
    assert (citation.state, citation.quote) == ("quoted", "rejected the plan in 1990")
    (citation,) = cite_passages('The council said no: "rejected the plan in 1990" [1].', hits)[1]
    assert citation.state == "verified"


def test_unsupported_sentences_are_told() -> None:
    hits = [Hit(Passage("p", "d", "The council rejected the plan in 1990. It met in Oslo.", 0), 1.0)]
    found = check_citations("The council approved the plan in 1990 [1]. It met in Oslo [1].", hits)
    assert found.unsupported == ("The council approved the plan in 1990.",)
    answer = Answer(found.text, found.citations, unsupported=found.unsupported)
    assert answer.support == "partly supported"
    nothing = check_citations("Elephants never forget their friends [1]. Pigs fly over the moon.", hits)
    assert len(nothing.unsupported) == 2
    assert Answer(nothing.text, nothing.citations, unsupported=nothing.unsupported).support == "unsupported"
    good = check_citations("The council rejected the plan in 1990 [1].", hits)
    assert Answer(good.text, good.citations, unsupported=good.unsupported).support == "supported"
    assert Answer("", abstained=True).support == ""


@pytest.mark.parametrize("unit", ["not ", "A B ", "1,2 ", "twenty ", "A. ", "(A", "Ab-", "1,111,", "no no ", '"a" '])
def test_the_check_costs_what_the_texts_are_long(unit: str) -> None:
    assert_grows_with_the_size(lambda size: find_contradiction(unit * size, ClaimEvidence(unit * size)), 100)
