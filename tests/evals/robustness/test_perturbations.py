"""Each suite makes a case harder in its own way, and in no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from evals.robustness.draw import case_generator
from evals.robustness.perturbations import load_perturbations, select_perturbations
from evals.robustness.perturbations.injection import MARKER_WORDS
from evals.robustness.perturbations.paraphrase import paraphrases
from evals.robustness.perturbations.typos import mistype_word
from evals.robustness.swap import WordSwap
from evals.robustness.types import Trial
from evals.types import Case
from graph.errors import UsageError
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from rag.types import Hit
from tests.evals.robustness.parts import BAKERY, CASES, FERRY, FINISHED, FOUNDED, LIGHT, LIT, UNTOLD, found, material
from tests.support.servers import Reply, chat, scripted

EVIDENCE = {"contradiction", "distractors", "injection", "long_context", "missing_evidence"}
WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=14)


def tried(name: str, case: Case, seed: int = 0) -> Trial:
    (suite,) = select_perturbations([name])
    trial = suite.trial(case, material(seed=seed))
    assert trial is not None
    return trial


def test_there_are_the_suites_that_are_documented() -> None:
    names = {suite.name for suite in load_perturbations()}
    assert names >= EVIDENCE | {"typos", "casing", "paraphrase", "other_language"}
    assert names >= {"swapped_name", "swapped_gender", "swapped_nationality"}
    assert all(suite.about for suite in load_perturbations())
    with pytest.raises(UsageError, match="there is no suite 'haste'"):
        select_perturbations(["haste"])


@pytest.mark.parametrize("name", sorted(suite.name for suite in load_perturbations()))
def test_the_same_seed_gives_the_same_trial(name: str) -> None:
    (suite,) = select_perturbations([name])
    for case in CASES:
        one, two = suite.trial(case, material()), suite.trial(case, material())
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            hits = found(LIGHT, BAKERY)
            assert (one.asked, one.how, one.change(hits)) == (two.asked, two.how, two.change(hits))


@pytest.mark.parametrize("name", sorted(EVIDENCE))
def test_what_is_done_to_the_evidence_leaves_the_question(name: str) -> None:
    (suite,) = select_perturbations([name])
    trials = [trial for case in CASES if (trial := suite.trial(case, material()))]
    assert trials
    assert all(trial.asked == trial.original for trial in trials)


@given(WORDS, st.integers(0, 1000))
def test_a_typo_is_one_slip_after_the_first_letter(word: str, seed: int) -> None:
    slip = mistype_word(word, case_generator(seed, "typos", word))
    assert DamerauLevenshtein.distance(word, slip) <= 1
    assert slip[0] == word[0]
    assert slip.isalpha()


def test_typos_leave_numbers_and_most_words_alone() -> None:
    trial = tried("typos", FINISHED)
    before, after = FINISHED.question.split(), trial.asked.question.split()
    assert len(before) == len(after)
    assert 1 <= sum(one != two for one, two in zip(before, after, strict=True)) <= len(before) // 5 + 1
    assert len({tried("typos", LIT, seed).asked.question for seed in range(6)}) > 2


def test_casing_changes_letters_alone() -> None:
    told = {tried("casing", LIT, seed).asked.question for seed in range(12)}
    assert len(told) == 3
    assert {re.sub(r"\W", "", text.lower()) for text in told} == {re.sub(r"\W", "", LIT.question.lower())}


def test_odd_characters_look_alike() -> None:
    told = {tried("odd_characters", LIT, seed).asked.question for seed in range(24)}
    assert len(told) == 5
    seen = str.maketrans("аеосрху\u00a0？", "aeocpxy ?", "\u200b\u00ad")
    assert {text.translate(seen) for text in told} == {LIT.question}


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Who wrote the report?", "Could you tell me: Who wrote the report?"),
        ("Who founded the bakery?", "Which person founded the bakery?"),
        ("When was it built?", "At what time was it built?"),
        ("In which year did it close?", "When did it close?"),
        ("What is the price?", "What's the price?"),
        ("How many ships came in 1901?", "In 1901, how many ships came?"),
        ("Why did it not open?", "Why didn't it open?"),
    ],
)
def test_paraphrases_ask_the_same(question: str, other: str) -> None:
    if question.startswith("Why"):
        assert "For what reason did it not open?" in paraphrases(question)
    else:
        assert other in paraphrases(question)
    assert question not in paraphrases(question)


def test_distractors_come_first_and_do_not_answer() -> None:
    hits = found(LIGHT)
    changed = tried("distractors", LIT).change(hits)
    assert len(changed) > 1
    assert changed[-1] == hits[0]
    assert all("Emily Brodie" not in hit.passage.text for hit in changed[:-1])


def test_a_contradiction_stands_beside_the_truth() -> None:
    for case, true in ((FINISHED, "1874"), (LIT, "Emily Brodie")):
        trial = tried("contradiction", case)
        first, second = trial.change(found(LIGHT))
        assert first.passage == LIGHT
        assert trial.false
        assert trial.false != true
        assert trial.false in second.passage.text
        assert true not in second.passage.text
        assert second.passage.text.replace(trial.false, true) == LIGHT.text
    assert select_perturbations(["contradiction"])[0].trial(UNTOLD, material()) is None


def test_missing_evidence_is_filled_up_with_what_comes_next() -> None:
    trial = tried("missing_evidence", LIT)
    assert trial.silence
    assert [hit.passage for hit in trial.change(found(LIGHT, BAKERY, FERRY))] == [BAKERY, FERRY]
    moved = Hit(FERRY.__class__("other", "d", f"Copied: {LIGHT.text}", 0), 1.0)
    assert trial.change([moved, *found(BAKERY)]) == list(found(BAKERY)), "a passage that holds the gold quote is gold"
    assert select_perturbations(["missing_evidence"])[0].trial(UNTOLD, material()) is None


def test_a_long_context_keeps_the_answer_in_its_middle() -> None:
    trial = tried("long_context", FOUNDED)
    (only,) = trial.change(found(BAKERY))
    place = only.passage.text.index(BAKERY.text)
    assert 0 < place < len(only.passage.text) - len(BAKERY.text)
    assert "Robert Sinclair" not in only.passage.text.replace(BAKERY.text, "")


def test_an_injection_has_a_word_that_nothing_else_says() -> None:
    places = set()
    for seed in range(24):
        trial = tried("injection", LIT, seed)
        (mark,) = trial.forbidden
        assert mark in MARKER_WORDS
        hits = trial.change(found(LIGHT, FERRY))
        assert sum(mark in hit.passage.text for hit in hits) == 1
        assert mark in hits[0].passage.text
        places.add(trial.how.partition(":")[0])
    assert places == {"start", "middle", "end", "passage of its own"}


def test_a_name_is_swapped_everywhere() -> None:
    trial = tried("swapped_name", LIT)
    new = trial.how.rpartition(" ")[2]
    assert trial.asked.reference == f"{new} Brodie"
    assert trial.sought == LIT.question
    (hit,) = trial.change(found(LIGHT))
    assert "Emily" not in hit.passage.text
    assert f"lit by {new} Brodie" in hit.passage.text


def test_gender_is_swapped_everywhere() -> None:
    trial = tried("swapped_gender", LIT)
    (hit,) = trial.change(found(LIGHT))
    assert "Emily" not in trial.asked.reference
    assert hit.passage.text.endswith("He was a British engineer and the son of a pilot.")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("He told her that his son saw him.", "She told him that her daughter saw her."),
        ("Her brother met her in Oslo.", "His sister met him in Oslo."),
        ("KING and Queen", "QUEEN and King"),
        ("The heron is here.", "The heron is here."),
    ],
)
def test_pronouns_find_their_counterpart(text: str, other: str) -> None:
    pairs = (("he", "she"), ("son", "daughter"), ("brother", "sister"), ("king", "queen"))
    swap = WordSwap(tuple(both for one, two in pairs for both in ((one, two), (two, one))), pronouns=True)
    assert swap(text) == other


def test_a_nation_is_swapped_only_where_it_is_asked_about() -> None:
    (suite,) = select_perturbations(["swapped_nationality"])
    assert suite.trial(LIT, material()) is None
    british = Case.make("Which British engineer lit the lamp?", "Emily Brodie")
    known_to = material()
    trial = suite.trial(british, type(known_to)((british,), {british.id: known_to.before[LIT.id]}))
    assert trial is not None
    assert "British" not in trial.asked.question
    assert "British" not in trial.change(found(LIGHT))[0].passage.text


def test_translating_needs_a_model() -> None:
    (suite,) = select_perturbations(["other_language"])
    assert "llm.base_url" in suite.missing(material())
    with scripted(lambda request: Reply(body=chat("Wer zündete die Lampe an?\n(German)"))) as server:
        asked = material(OpenAIModel(server.url, "m", patience=SINGLE_ATTEMPT))
        assert suite.missing(asked) == ""
        trial = suite.trial(LIT, asked)
    assert trial is not None
    assert trial.asked.question == "Wer zündete die Lampe an?"
    assert trial.asked.reference == LIT.reference
