"""Error analysis: each wrong answer gets exactly one cause, the first that fits in this order.

1. should have abstained      no document answers the question, yet it was answered
2. reference wrong            people call the answer right; or the document no longer contains the case's quote; or the
                              evidence supports the answer and not the reference
3. not ingested               evidence of the case is in no document
4. not retrieved              the evidence is in the documents but not among the retrieved passages
5. retrieved but ranked low   a search five times as deep finds it; or it ranked below third, and the answer cites a
                              passage above it instead
6. contradicted               the answer denies what the evidence says, states what no passage holds, or repeats
                              another passage that contradicts the evidence
7. in evidence but not used   the rest: the evidence was there, and the answer says something else, too little, or
                              nothing

If a case names no passage, its evidence is the passages that hold its reference and two of the question's words, or
that are among at most three holding the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evals.erased import is_erased
from evals.evidence_location import DocumentLibrary, LocatedEvidence, locate_evidence, rank_of, titled_text, word_share
from evals.human.sample import SampledAnswer
from evals.judges.forms import forms, is_number
from evals.judges.matching import denies_phrase
from evals.types import CORRECT_FROM, Case, Result, Run
from graph.text.citation_markers import strip_markers
from graph.text.excerpt import excerpt
from rag.types import Answer, Hit

ErrorCause = Literal[
    "should have abstained",
    "reference wrong",
    "not ingested",
    "not retrieved",
    "retrieved but ranked low",
    "contradicted",
    "in evidence but not used",
]
CAUSES: tuple[ErrorCause, ...] = get_args(ErrorCause)

FIXES: dict[ErrorCause, str] = {
    "should have abstained": "ask for more evidence before answering, or tell the model to say that it does not know",
    "reference wrong": "correct the case, or give it the other wording as an alias: graphloop eval cases",
    "not ingested": "add the document, and look for files that were refused: graphloop documents list",
    "not retrieved": "try other retrievers, passage sizes and depths: graphloop eval sweep",
    "retrieved but ranked low": "answer from more passages (-k), or try other retrievers: graphloop eval sweep",
    "contradicted": "take outdated versions out (graphloop documents remove); if no passage says it, a stronger model",
    "in evidence but not used": "fewer passages at once (-k), a stronger model, or a lower bar for answering",
}

LEADING_METRIC = "answer_correctness"
LAST_HIGH_RANK = 3
"""The last rank that is not low."""
DEEP_SEARCH_FACTOR = 5
MIN_SUPPORT = 0.8
"""The share of an answer's own words that a text must hold to support it; half of it suffices for a reference."""
MIN_SENTENCE_OVERLAP = 0.6
"""The share of words from which two sentences count as saying the same."""
MAX_QUOTE_CHARS = 120
"""The maximum length of a quotation, in code points."""
DERIVED_REFERENCES = frozenset({"yes", "no", "both", "neither", "true", "false"})
"""References that occur in no passage because they are inferred from several."""

Search = Callable[[str, int], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer, its value by the leading metric (None: it should have abstained), its cause, and the reason."""

    result: Result
    value: float | None
    cause: ErrorCause
    why: str


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """The wrong answers of one cause, worst first, and what usually helps."""

    cause: ErrorCause
    fix: str
    wrong: tuple[WrongAnswer, ...]


@dataclass(frozen=True, slots=True)
class ErrorAnalysis:
    """The wrong answers of a run by cause, most frequent first.

    `judged` answers could be rated right or wrong by `threshold`, `unjudged` could not, and `faults` got no answer.
    """

    run: str
    threshold: float
    judged: int
    unjudged: int
    faults: int
    groups: tuple[CauseGroup, ...]

    @property
    def wrong(self) -> int:
        return sum(len(group.wrong) for group in self.groups)


def analyse_errors(
    run: Run,
    library: DocumentLibrary,
    threshold: float = CORRECT_FROM,
    search: Search | None = None,
    right: frozenset[str] = frozenset(),
) -> ErrorAnalysis:
    """Assign every wrong answer of a run to its cause.

    An answer is wrong if its leading metric is below the threshold, or if it should have abstained. `search` retrieves
    passages for a question, to look deeper than the run did; `right` holds the `SampledAnswer` ids that people call
    right.
    """
    results = [result for result in run.results if not is_erased(result)]
    answered = [result for result in results if result.answer]
    judged = [(result, value) for result in answered if (value := _value(result)) is not None or _unanswerable(result)]
    found = [
        WrongAnswer(result, value, *_cause(result, library, search, right))
        for result, value in judged
        if (value is not None and value < threshold) or _unanswerable(result)
        if not (_unanswerable(result) and result.answer and result.answer.abstained)
    ]
    groups = [CauseGroup(cause, FIXES[cause], _worst([one for one in found if one.cause == cause])) for cause in CAUSES]
    kept = sorted((group for group in groups if group.wrong), key=lambda group: -len(group.wrong))
    faults = len(results) - len(answered)
    return ErrorAnalysis(run.name or run.id, threshold, len(judged), len(answered) - len(judged), faults, tuple(kept))


def _worst(wrong: Sequence[WrongAnswer]) -> tuple[WrongAnswer, ...]:
    return tuple(sorted(wrong, key=lambda one: (one.value is not None, one.value or 0.0)))


def _unanswerable(result: Result) -> bool:
    return not result.case.reference


def _value(result: Result) -> float | None:
    """Return the value of the leading metric, preferring the offline judge to the model."""
    scores = [one for one in result.scores if one.metric == LEADING_METRIC and one.value is not None]
    return min(scores, key=lambda one: one.judge != "offline").value if scores else None


def _cause(
    result: Result, library: DocumentLibrary, search: Search | None, right: frozenset[str]
) -> tuple[ErrorCause, str]:
    case, answer = result.case, result.answer
    assert answer
    if not case.reference:
        return "should have abstained", "nothing in the documents answers the question"
    if SampledAnswer.make(result).id in right:
        return "reference wrong", "the people who judged the answer call it right"
    found = locate_evidence(case, answer.hits, library)
    if not found:
        return _without_gold(result, library, search)
    return _wrong_reference(case, answer, found) or _missing(case, answer, found, search) or _present(result, found)


def _without_gold(result: Result, library: DocumentLibrary, search: Search | None) -> tuple[ErrorCause, str]:
    """Find the cause when the case names no passage: its reference decides which passages may be the evidence."""
    case, answer = result.case, result.answer
    assert answer
    if set(forms(case.reference)) <= DERIVED_REFERENCES:
        return "in evidence but not used", "the case names no passage, and its reference stands in none"
    held = library.holding(case) if library.known else ()
    near = [gold for gold in held if rank_of(gold, answer.hits)]
    if near:
        best = min(near, key=lambda gold: rank_of(gold, answer.hits))
        place = rank_of(best, answer.hits)
        return _present(result, (LocatedEvidence(best, titled_text(answer.hits[place - 1].passage), "there", place),))
    if any(
        word_share(case.reference, frozenset(forms(titled_text(hit.passage)))) >= MIN_SUPPORT for hit in answer.hits
    ):
        return "in evidence but not used", f"the passages hold “{case.reference}”"
    if not held:
        where = "no document holds" if library.known else "no passage that was found holds"
        return ("not ingested" if library.known else "not retrieved"), f"{where} “{case.reference}”"
    lost = (LocatedEvidence(held[0], held[0].quote, "there", 0),)
    return _missing(case, answer, lost, search) or _present(result, lost)


def _wrong_reference(case: Case, answer: Answer, found: Sequence[LocatedEvidence]) -> tuple[ErrorCause, str] | None:
    """Check whether the case itself is wrong."""
    changed = [one for one in found if one.state == "changed"]
    if changed:
        return (
            "reference wrong",
            f"{changed[0].gold.source} no longer says “{excerpt(changed[0].gold.quote, MAX_QUOTE_CHARS)}”",
        )
    texts = [*(one.text for one in found), *(titled_text(hit.passage) for hit in answer.hits)]
    known = frozenset(form for one in found for form in forms(one.text))
    wordings = (case.reference, *case.aliases)
    derived = case.kind == "corpus" or any(set(forms(wording)) <= DERIVED_REFERENCES for wording in wordings)
    said = frozenset(forms(strip_markers(answer.text))) - frozenset(forms(case.question))
    anywhere = frozenset(form for text in texts for form in forms(text))
    if derived or answer.abstained or not said or any(word_share(one, anywhere) >= MIN_SUPPORT / 2 for one in wordings):
        return None
    if len(said & known) >= MIN_SUPPORT * len(said):
        return "reference wrong", f"the evidence bears out the answer and does not hold “{case.reference}”"
    return None


def _missing(
    case: Case, answer: Answer, found: Sequence[LocatedEvidence], search: Search | None
) -> tuple[ErrorCause, str] | None:
    """Check whether evidence is missing from the documents or was not retrieved."""
    absent = [one for one in found if one.state == "absent"]
    if absent:
        where = f"{absent[0].gold.source} is" if absent[0].gold.source else "the evidence is"
        return "not ingested", f"{where} not in the documents: “{excerpt(absent[0].gold.quote, MAX_QUOTE_CHARS)}”"
    lost = [one for one in found if not one.place]
    if not lost:
        return None
    count = len(answer.hits)
    deep = search(case.question, DEEP_SEARCH_FACTOR * max(count, 1)) if search else ()
    places = [rank_of(one.gold, deep) for one in lost]
    if places and all(place > count for place in places):
        return (
            "retrieved but ranked low",
            f"at place {max(places)} of a deeper search; the answer was made from {count} passages",
        )
    part = f"{len(lost)} of the {len(found)} passages it takes" if len(found) > 1 else "the passage it takes"
    return "not retrieved", f"{part}, not among the {count} found: “{excerpt(lost[0].gold.quote, MAX_QUOTE_CHARS)}”"


def _present(result: Result, found: Sequence[LocatedEvidence]) -> tuple[ErrorCause, str]:
    """Find the cause when all evidence was among the hits."""
    answer = result.answer
    assert answer
    if answer.abstained:
        return "in evidence but not used", f"abstained with the evidence at place {_places(found)}"
    drawn = [place for place, hit in enumerate(answer.hits, 1) if _cites(answer, hit)]
    last = max(one.place for one in found)
    used = {one.place for one in found} & set(drawn)
    if last > LAST_HIGH_RANK and drawn and not used and min(drawn) < last:
        return "retrieved but ranked low", f"at place {last}, and the answer draws on place {min(drawn)}"
    against = _contradiction(result, found)
    if against:
        return "contradicted", against
    how = "the answer draws on it and yet does not say this" if used else "the answer draws on other words"
    return "in evidence but not used", f"at place {_places(found)}; {how}"


def _contradiction(result: Result, found: Sequence[LocatedEvidence]) -> str:
    """Describe how the answer contradicts its evidence; empty if it does not."""
    case, answer = result.case, result.answer
    assert answer
    text = strip_markers(answer.text)
    if denies_phrase(text, case.reference):
        return f"the answer denies “{case.reference}”"
    for score in (one for one in result.scores if one.metric in ("faithfulness", "hallucination")):
        opposite = next((one for one in score.details if one.why == "says the opposite"), None)
        if opposite:
            claim, evidence = (excerpt(text, MAX_QUOTE_CHARS) for text in (opposite.claim, opposite.evidence))
            return f"“{claim}” is the opposite of “{evidence}”"
    known = {form for hit in answer.hits for form in forms(titled_text(hit.passage))} | set(forms(case.question))
    invented = [form for form in forms(text) if is_number(form) and form not in known]
    if invented and any(is_number(form) for form in forms(case.reference)):
        return f"no passage holds {invented[0]}, which the answer says"
    rival = _rival(case, answer, found)
    return f"another passage tells it otherwise: “{excerpt(rival, MAX_QUOTE_CHARS)}”" if rival else ""


def _rival(case: Case, answer: Answer, found: Sequence[LocatedEvidence]) -> str:
    """Return a quote the answer cites from a passage that gives a different number or name than the evidence."""
    wanted = set(forms(case.reference))
    evidence = {one.place for one in found}
    quotes = [set(forms(one.gold.quote)) for one in found]
    for citation in answer.citations:
        place = next((place for place, hit in enumerate(answer.hits, 1) if hit.passage.id == citation.passage_id), 0)
        told_there = set(forms(citation.quote))
        if place and place not in evidence and any(_differ(quote, told_there, wanted) for quote in quotes):
            return citation.quote
    return ""


def _differ(quote: set[str], other: set[str], wanted: set[str]) -> bool:
    """Whether another sentence shares most words with the evidence, both ways, but lacks the wanted ones."""
    if not wanted <= quote or wanted <= other:
        return False
    rest, there = quote - wanted, {form for form in other if not is_number(form)}
    return len(rest & there) >= MIN_SENTENCE_OVERLAP * max(len(rest), len(there), 1)


def _cites(answer: Answer, hit: Hit) -> bool:
    return any(citation.passage_id == hit.passage.id for citation in answer.citations)


def _places(found: Sequence[LocatedEvidence]) -> str:
    return " and ".join(str(place) for place in sorted({one.place for one in found}))
