"""The extractive answerer, which needs no language model: a short answer where one is sure, else the evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.blocks import CELL_SEPARATOR
from graph.text.dates import LINE_STAMP
from graph.text.numbers import CARDINAL_VALUES
from graph.text.stemming import stems
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.defined_names import name_as_defined
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.evidence_score import MIN_EVIDENCE_SCORE, score_evidence
from rag.answer.extractive.foreign.answer import ForeignAnswer, answer_foreign
from rag.answer.extractive.foreign.question import read_foreign_question
from rag.answer.extractive.lay_words import say_formally
from rag.answer.extractive.narrowing import favour_fitting, keep_fitting
from rag.answer.extractive.passage_evidence import overlap, select_evidence
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.read_sentences import (
    ReadSentence,
    place_sentences,
    rank_sentences,
    read_evidence,
    says_something,
)
from rag.answer.extractive.reader import Reader
from rag.answer.extractive.scoring_model import SCORING_MODEL_FILE, ScoringModel, sigmoid
from rag.answer.extractive.sentence_scoring import sentence_similarities
from rag.answer.extractive.sentences import LINK, LIST_ITEM
from rag.answer.extractive.short_answer import (
    ShortAnswer,
    choose_answer,
    close_brackets,
    find_candidates,
    load_short_model,
    may_be_short,
)
from rag.answer.extractive.situation import AskedQuestion, asks_yes_no, resolve_one, split_situation
from rag.answer.extractive.solve import Solution, Solver
from rag.answer.extractive.structure import answer_from_structure
from rag.answer.extractive.structured import LIKELY, StructuredAnswer
from rag.answer.extractive.surroundings import column_names
from rag.answer.extractive.verdict import choose_verdict
from rag.answer.extractive.versions import choose_version
from rag.answer.hidden_text import split_hidden
from rag.embed.protocol import Embedder
from rag.embed.span_memo import SpanMemo
from rag.followup import find_part, resolve_followup
from rag.types import Answer, Citation, Hit, Question, discard_text

MIN_CHANCE = 0.85
"""The chance of being right from which a short answer is given."""

EVIDENCE_SLOPE = 0.5
"""What a log-odds of the best sentence counts for the confidence in evidence."""

MAX_STEP_BEHIND = 3.0
"""How far, in score, what a solver or a structure quotes may be behind the best sentence to stand first."""

MAX_LOGIT = 12.0

_TEMPLATE = re.compile(r"\{%[^{}]*%\}\s?")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n")
_FIELD = re.compile(r"\w[\w ./-]{0,30}: \S")
_STAMP = re.compile(LINE_STAMP)
_BREAK_BEFORE_MARK = re.compile(r"\s*\n\s*(?=[,.;:)](?!\S))")

CLOSEST = 3
"""Sentences shown where nothing was found."""

NOT_FOUND = "I found no passage that answers this question."


@dataclass(frozen=True, slots=True)
class _Found:
    """What to show: the quotes, the likeliest short answer, the confidence, and whether it is sure or even relevant."""

    quotes: tuple[Candidate, ...]
    likely: str
    confidence: float
    sure: bool = False
    relevant: bool = True


class OfflineAnswerer:
    """Answers from the best `passages` hits: with a short answer from the chance `caution` on, else with evidence.

    Every word of an answer occurs in a cited passage, or in a question that offers a choice, or is yes or no. Without
    readers they are assembled in memory at first use. Hidden passages are read only if `hidden`.
    """

    name = "offline extractive 2"

    def __init__(
        self,
        embedder: Embedder,
        reader: Reader | None = None,
        passage_reader: PassageReader | None = None,
        passages: int = 8,
        most: int = 3,
        file: Path = SCORING_MODEL_FILE,
        hidden: bool = False,
        caution: float = MIN_CHANCE,
    ) -> None:
        self._embedder = SpanMemo(embedder)
        self._reader = reader or Reader()
        self._passage_reader = passage_reader or PassageReader()
        self._passages = passages
        self._most = most
        self._judge = ScoringModel.load(file)
        self._hidden = hidden
        self._caution = caution

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        started = time.perf_counter()
        hits, hidden = split_hidden(hits, self._hidden)
        passages = [hit.passage for hit in hits[: self._passages]]
        chosen = choose_version(resolve_followup(question).standalone, passages)
        found = self._find(chosen.question, chosen.passages, find_part(question))
        citations = tuple(cite_sentence(marker, quote, found.sure) for marker, quote in enumerate(found.quotes, 1))
        short = found.likely if found.sure else ""
        text = compose_answer(short, citations) if found.relevant else NOT_FOUND
        write(text)
        return Answer(
            text=text,
            citations=citations,
            hits=tuple(hits),
            abstained=not found.relevant,
            model=self.name,
            seconds=time.perf_counter() - started,
            confidence=found.confidence,
            hidden=hidden,
            evidence_only=found.relevant and not found.sure,
            short=short,
            likely=found.likely,
        )

    def _find(self, text: str, passages: Sequence[Passage], part: str = "") -> _Found:
        """Return what the structure of the passages answers if that is sure, else what their sentences do.

        No short answer is sure that does not rest on the part that a follow-up asks about.
        """
        parted = split_situation(text)
        foreign = read_foreign_question(parted.asked)
        if foreign is not None:
            return self._find_foreign(answer_foreign(foreign, parted.situation, passages), part)
        asked = resolve_one(parted)
        structured = self._structured(asked, passages)
        if structured and structured.short and mentions(part, structured.quotes):
            return _Found(structured.quotes, structured.short, structured.chance, sure=True)
        if structured and structured.whole:
            return _Found(structured.quotes, "", min(self._caution, structured.chance))
        solver = Solver(self._embedder, self._judge, self._reader, passages)
        solved = solver(text if asked == parted else asked.text)
        worded = say_formally(asked.text, [passage.text for passage in passages])
        renamed = name_as_defined(worded, passages)
        sentences = favour_fitting(asked, read_evidence(worded, passages, self._passage_reader, renamed), part)
        short = self._short(asked, sentences, solved)
        if short and short.chance >= self._caution and mentions(part, [short.candidate]):
            quotes = self._supporting(solver, solved, sentences, short)
            return _Found(tuple(quotes), short.text, short.chance, sure=True)
        likely = short.text if short else solved.short
        close = score_evidence(
            worded, sentences, sentence_similarities(worded, renamed, solver.prepared, self._embedder)
        )
        first = self._structured_first(structured, close)
        if not first and not self._finds(solved, close):
            closest = tuple(sentence.candidate for sentence in rank_sentences(close)[:CLOSEST])
            return _Found(closest, likely, self._evidence_chance(sentences), relevant=False)
        quotes = select_evidence(close, first) if first else self._evidence(solver, solved, close)
        return _Found(tuple(quotes), likely, self._evidence_chance(sentences))

    def _find_foreign(self, found: ForeignAnswer, part: str) -> _Found:
        """Return what answers a question in a declared language other than English."""
        short = found.short
        if short and short.chance >= self._caution and mentions(part, found.deciding):
            return _Found(found.deciding, short.text, short.chance, sure=True)
        return _Found(found.quotes, found.likely, min(self._caution, found.chance), relevant=found.relevant)

    def _structured(self, asked: AskedQuestion, passages: Sequence[Passage]) -> StructuredAnswer | None:
        """Return what tables, fields, definitions, lists and headings answer.

        They say neither yes nor no, and no single thing where all are asked for.
        """
        if asks_yes_no(asked.asked):
            return None
        found = answer_from_structure(asked.asked, passages, self._embedder, self._caution)
        if found is None or not found.short:
            return found
        short = close_brackets(found.short)
        return replace(found, short=short if may_be_short(asked.asked, short) else "")

    def _structured_first(
        self, structured: StructuredAnswer | None, sentences: Sequence[ReadSentence]
    ) -> Sequence[Candidate]:
        """Return what the structure quotes if it is likely, or not far behind the best sentence."""
        if structured is None or structured.chance >= LIKELY:
            return structured.quotes if structured else ()
        return self._near(structured.quotes, sentences)

    def _short(self, asked: AskedQuestion, sentences: Sequence[ReadSentence], solved: Solution) -> ShortAnswer | None:
        """Return the likeliest short answer: what the solver is sure of, yes or no, or a span."""
        if asks_yes_no(asked.asked):
            return choose_verdict(asked, sentences)
        found = keep_fitting(asked, find_candidates(asked, sentences, solved), sentences)
        return choose_answer(found, load_short_model())

    def _evidence_chance(self, sentences: Sequence[ReadSentence]) -> float:
        """Return how likely the best sentence answers, below what makes a short answer sure."""
        ranked = rank_sentences(sentences)
        best = ranked[0].score if ranked else -MAX_LOGIT
        return min(self._caution, sigmoid(EVIDENCE_SLOPE * best))

    def _finds(self, solved: Solution, sentences: Sequence[ReadSentence]) -> bool:
        """Whether anything relevant was found."""
        if solved.quotes and solved.confidence >= self._judge.threshold:
            return True
        ranked = rank_sentences(sentences)
        return bool(ranked) and ranked[0].score >= MIN_EVIDENCE_SCORE

    def _supporting(
        self, solver: Solver, solved: Solution, sentences: Sequence[ReadSentence], short: ShortAnswer
    ) -> list[Candidate]:
        """Return the stretches that a short answer rests on: its sentence, or those of its steps, and above a row the
        names of its columns."""
        quotes = [short.candidate]
        if solved.short == short.text:
            steps = solver.select_sentences(solved, self._most)
            quotes = steps if solved.stepwise else [one for one in steps if short.text in one.text] or steps[:1]
        names = column_names(quotes[0], place_sentences(sentences))
        return [*([names] if names else ()), *quotes]

    def _evidence(self, solver: Solver, solved: Solution, sentences: Sequence[ReadSentence]) -> list[Candidate]:
        """Return the stretches to show where no short answer is sure."""
        steps = solved.confidence >= self._judge.threshold
        quoted = solver.select_sentences(solved, 1) if steps else ()
        first = [candidate for candidate in quoted if says_something(candidate)]
        return select_evidence(sentences, first if solved.stepwise else self._near(first, sentences))

    def _near(self, quotes: Sequence[Candidate], sentences: Sequence[ReadSentence]) -> list[Candidate]:
        """Return the stretches that steps or a structure lead to and that are not far behind the best sentence read."""
        least = rank_sentences(sentences)[0].score - MAX_STEP_BEHIND if quotes and sentences else 0.0

        def is_near(quote: Candidate) -> bool:
            scores = [one.score for one in sentences if overlap(one.candidate, quote)]
            return not scores or max(scores) >= least

        return [quote for quote in quotes if is_near(quote)]


def mentions(part: str, quotes: Sequence[Candidate]) -> bool:
    """Whether quotes speak of what a follow-up asks about: of its figures, and of one of its words."""
    there = {stem for quote in quotes for stem in stems(f"{quote.text} {quote.passage.heading}")}
    wanted = set(words(part))
    figures = {word for word in wanted if word in CARDINAL_VALUES or any(map(str.isdigit, word))}
    named = set(stems(" ".join(wanted - figures)))
    return set(stems(" ".join(figures))) <= there and (not named or not there.isdisjoint(named))


def compose_answer(short: str, citations: Sequence[Citation]) -> str:
    """Return the short answer and the quotes, each a paragraph with its marker."""
    quoted = [f"{lay_out(citation.quote)} [{citation.marker}]" for citation in citations]
    holding = next((citation for citation in citations if short in citation.quote), citations[0]) if short else None
    return "\n\n".join([f"{short} [{holding.marker}]", *quoted] if holding else quoted)


def lay_out(quote: str) -> str:
    """Return a quote as people read it: paragraphs, items, rows and fields keep their lines, headings lose their
    marks, links their addresses."""
    quote = _TEMPLATE.sub("", LINK.sub(r"\1", quote))
    return "\n".join(_lay_out_paragraph(paragraph) for paragraph in _PARAGRAPHS.split(quote) if paragraph.strip())


def _lay_out_paragraph(text: str) -> str:
    whole = _BREAK_BEFORE_MARK.sub("", text)
    lines = [" ".join(line.lstrip("# ").split()) for line in whole.splitlines() if line.strip()]
    parted = any(CELL_SEPARATOR in line or LIST_ITEM.match(line) for line in lines) or all(map(_FIELD.match, lines))
    parted = parted or any(map(_STAMP.match, lines))
    return ("\n" if parted else " ").join(lines)


def cite_sentence(marker: int, candidate: Candidate, supports: bool) -> Citation:
    """Return a stretch of a passage as a citation; verified where it supports a short answer."""
    return Citation(marker, candidate.passage.id, candidate.text, candidate.start, candidate.end, verified=supports)
