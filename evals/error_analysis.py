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
    "should have abstained": "require more evidence before answering, or instruct the model to admit ignorance",
    "reference wrong": "correct the case, or give it the other wording as an alias: graphloop eval cases",
    "not ingested": "add the document, and check which files were refused: graphloop documents list",
    "not retrieved": "try other retrievers, passage sizes and depths: graphloop eval sweep",
    "retrieved but ranked low": "answer from more passages (-k), or try other retrievers: graphloop eval sweep",
    "contradicted": "remove outdated versions: graphloop documents remove; if no passage says it, use a stronger model",
    "in evidence but not used": "use fewer passages (-k), a stronger model, or a lower threshold for answering",
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
    wrong_answers = [
        WrongAnswer(result, value, *_cause(result, library, search, right))
        for result, value in judged
        if (value is not None and value < threshold) or _unanswerable(result)
        if not (_unanswerable(result) and result.answer and result.answer.declines)
    ]
    groups = [group for cause in CAUSES if (group := _group(cause, wrong_answers)).wrong]
    groups.sort(key=lambda group: -len(group.wrong))
    unjudged, faults = len(answered) - len(judged), len(results) - len(answered)
    return ErrorAnalysis(run.name or run.id, threshold, len(judged), unjudged, faults, tuple(groups))


def _group(cause: ErrorCause, wrong_answers: Sequence[WrongAnswer]) -> CauseGroup:
    wrong = [answer for answer in wrong_answers if answer.cause == cause]
    wrong.sort(key=lambda answer: (answer.value is not None, answer.value or 0.0))
    return CauseGroup(cause, FIXES[cause], tuple(wrong))


def _unanswerable(result: Result) -> bool:
    return not result.case.reference


def _value(result: Result) -> float | None:
    """Return the value of the leading metric, preferring the offline judge to the model."""
    scores = [score for score in result.scores if score.metric == LEADING_METRIC and score.value is not None]
    return min(scores, key=lambda score: score.judge != "offline").value if scores else None


def _cause(
    result: Result, library: DocumentLibrary, search: Search | None, right: frozenset[str]
) -> tuple[ErrorCause, str]:
    case, answer = result.case, result.answer
    assert answer
    if not case.reference:
        return "should have abstained", "nothing in the documents answers the question"
    if SampledAnswer.make(result).id in right:
        return "reference wrong", "the raters judged the answer right"
    located = locate_evidence(case, answer.hits, library)
    if not located:
        return _cause_without_gold(result, library, search)
    cause = _check_reference(case, answer, located) or _check_retrieval(case, answer, located, search)
    return cause or _check_use(result, located)


def _cause_without_gold(result: Result, library: DocumentLibrary, search: Search | None) -> tuple[ErrorCause, str]:
    """Find the cause when the case names no passage: its reference decides which passages may be the evidence."""
    case, answer = result.case, result.answer
    assert answer
    if set(forms(case.reference)) <= DERIVED_REFERENCES:
        return "in evidence but not used", "the case names no passage, and no passage contains its reference"
    candidates = library.holding(case) if library.known else ()
    retrieved = [gold for gold in candidates if rank_of(gold, answer.hits)]
    if retrieved:
        best = min(retrieved, key=lambda gold: rank_of(gold, answer.hits))
        rank = rank_of(best, answer.hits)
        text = titled_text(answer.hits[rank - 1].passage)
        return _check_use(result, (LocatedEvidence(best, text, "there", rank),))
    if any(
        word_share(case.reference, frozenset(forms(titled_text(hit.passage)))) >= MIN_SUPPORT for hit in answer.hits
    ):
        return "in evidence but not used", f"the passages contain “{case.reference}”"
    if not candidates:
        where = "no document contains" if library.known else "no retrieved passage contains"
        return ("not ingested" if library.known else "not retrieved"), f"{where} “{case.reference}”"
    missing = (LocatedEvidence(candidates[0], candidates[0].quote, "there", 0),)
    return _check_retrieval(case, answer, missing, search) or _check_use(result, missing)


def _check_reference(case: Case, answer: Answer, located: Sequence[LocatedEvidence]) -> tuple[ErrorCause, str] | None:
    """Check whether the case itself is wrong."""
    changed = [evidence.gold for evidence in located if evidence.state == "changed"]
    if changed:
        quote = excerpt(changed[0].quote, MAX_QUOTE_CHARS)
        return "reference wrong", f"{changed[0].source} no longer says “{quote}”"
    texts = [*(evidence.text for evidence in located), *(titled_text(hit.passage) for hit in answer.hits)]
    evidence_forms = frozenset(form for evidence in located for form in forms(evidence.text))
    wordings = (case.reference, *case.aliases)
    derived = case.kind == "corpus" or any(set(forms(wording)) <= DERIVED_REFERENCES for wording in wordings)
    answer_forms = frozenset(forms(strip_markers(answer.text))) - frozenset(forms(case.question))
    all_forms = frozenset(form for text in texts for form in forms(text))
    retrieved = any(word_share(wording, all_forms) >= MIN_SUPPORT / 2 for wording in wordings)
    if derived or retrieved or answer.abstained or not answer_forms:
        return None
    if len(answer_forms & evidence_forms) >= MIN_SUPPORT * len(answer_forms):
        return "reference wrong", f"the evidence supports the answer but does not contain “{case.reference}”"
    return None


def _check_retrieval(
    case: Case, answer: Answer, located: Sequence[LocatedEvidence], search: Search | None
) -> tuple[ErrorCause, str] | None:
    """Check whether evidence is missing from the documents or was not retrieved."""
    absent = [evidence for evidence in located if evidence.state == "absent"]
    if absent:
        where = f"{absent[0].gold.source} is" if absent[0].gold.source else "the evidence is"
        return "not ingested", f"{where} not in the documents: “{excerpt(absent[0].gold.quote, MAX_QUOTE_CHARS)}”"
    missing = [evidence for evidence in located if not evidence.rank]
    if not missing:
        return None
    count = len(answer.hits)
    deep_hits = search(case.question, DEEP_SEARCH_FACTOR * max(count, 1)) if search else ()
    ranks = [rank_of(evidence.gold, deep_hits) for evidence in missing]
    if ranks and all(rank > count for rank in ranks):
        return "retrieved but ranked low", f"at rank {max(ranks)} of a deeper search; the answer used the first {count}"
    what = f"{len(missing)} of the {len(located)} passages needed" if len(located) > 1 else "the passage needed"
    quote = excerpt(missing[0].gold.quote, MAX_QUOTE_CHARS)
    return "not retrieved", f"{what}, not among the {count} retrieved: “{quote}”"


def _check_use(result: Result, located: Sequence[LocatedEvidence]) -> tuple[ErrorCause, str]:
    """Find the cause when all evidence was among the hits."""
    answer = result.answer
    assert answer
    if answer.abstained:
        return "in evidence but not used", f"abstained with the evidence at rank {_format_ranks(located)}"
    cited_ranks = [rank for rank, hit in enumerate(answer.hits, 1) if _cites(answer, hit)]
    worst_rank = max(evidence.rank for evidence in located)
    used_ranks = {evidence.rank for evidence in located} & set(cited_ranks)
    if worst_rank > LAST_HIGH_RANK and cited_ranks and not used_ranks and min(cited_ranks) < worst_rank:
        reason = f"evidence at rank {worst_rank}, but the answer cites rank {min(cited_ranks)}"
        return "retrieved but ranked low", reason
    contradiction = _contradiction(result, located)
    if contradiction:
        return "contradicted", contradiction
    how = "the answer cites it but does not say this" if used_ranks else "the answer does not cite it"
    return "in evidence but not used", f"evidence at rank {_format_ranks(located)}; {how}"


def _contradiction(result: Result, located: Sequence[LocatedEvidence]) -> str:
    """Describe how the answer contradicts its evidence; empty if it does not."""
    case, answer = result.case, result.answer
    assert answer
    text = strip_markers(answer.text)
    if denies_phrase(text, case.reference):
        return f"the answer denies “{case.reference}”"
    for score in (score for score in result.scores if score.metric in ("faithfulness", "hallucination")):
        opposite = next((detail for detail in score.details if detail.why == "says the opposite"), None)
        if opposite:
            claim, evidence = (excerpt(text, MAX_QUOTE_CHARS) for text in (opposite.claim, opposite.evidence))
            return f"“{claim}” is the opposite of “{evidence}”"
    known = {form for hit in answer.hits for form in forms(titled_text(hit.passage))} | set(forms(case.question))
    invented = [form for form in forms(text) if is_number(form) and form not in known]
    if invented and any(is_number(form) for form in forms(case.reference)):
        return f"no passage contains {invented[0]}, which the answer states"
    rival = _find_rival_quote(case, answer, located)
    return f"another passage says otherwise: “{excerpt(rival, MAX_QUOTE_CHARS)}”" if rival else ""


def _find_rival_quote(case: Case, answer: Answer, located: Sequence[LocatedEvidence]) -> str:
    """Return a quote the answer cites from a passage that gives a different number or name than the evidence."""
    wanted = set(forms(case.reference))
    evidence_ranks = {evidence.rank for evidence in located}
    quotes = [set(forms(evidence.gold.quote)) for evidence in located]
    for citation in answer.citations:
        rank = next((rank for rank, hit in enumerate(answer.hits, 1) if hit.passage.id == citation.passage_id), 0)
        cited = set(forms(citation.quote))
        if rank and rank not in evidence_ranks and any(_differ(quote, cited, wanted) for quote in quotes):
            return citation.quote
    return ""


def _differ(quote: set[str], other: set[str], wanted: set[str]) -> bool:
    """Whether another sentence shares most words with the evidence, both ways, but lacks the wanted ones."""
    if not wanted <= quote or wanted <= other:
        return False
    context, other_context = quote - wanted, {form for form in other if not is_number(form)}
    return len(context & other_context) >= MIN_SENTENCE_OVERLAP * max(len(context), len(other_context), 1)


def _cites(answer: Answer, hit: Hit) -> bool:
    return any(citation.passage_id == hit.passage.id for citation in answer.citations)


def _format_ranks(located: Sequence[LocatedEvidence]) -> str:
    return " and ".join(str(rank) for rank in sorted({evidence.rank for evidence in located}))
