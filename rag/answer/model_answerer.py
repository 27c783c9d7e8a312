"""The answerer that lets a language model write, and checks what it cites."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from graph.types import digest
from rag.answer.abstain import ABSTAIN, is_abstention
from rag.answer.citations import check_citations
from rag.answer.condense import MAX_EVIDENCE_TOKENS, ReadHits, condense_overview, is_overview, read_hits
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.hidden_text import split_hidden
from rag.answer.prompt import AnswerPrompt, PromptStyle, build_prompt, local_today
from rag.answer.sanitize import PlainWriter
from rag.answer.second_try import BEST_EVIDENCE_TOKENS, HeldWriter, choose_better, needs_second_try
from rag.llm.faults import ContextTooLong
from rag.llm.protocol import Completion, LanguageModel, Options
from rag.llm.stream import collect_stream
from rag.types import Answer, CutOff, Hit, Question, discard_text

LEAST_ROOM = 100
"""Tokens of room below which a prompt is not shortened any more."""
SMALL_ROOM = 1_200
"""Tokens of room below which passages are cut down to what matters."""


def tell_no_date() -> None:
    """Tell the model no date, so that its prompt is the same on every day."""


class ModelAnswerer:
    """Lets a language model write the answer, and verifies its citations.

    `room` limits the passages and the history in estimated tokens. The fence around the passages cannot be guessed by
    their authors: it depends on `secret`, random unless given. The model reads hidden passages only if `hidden`, and
    then they are marked as such. Small models get a `brief` prompt and, with a `reader`, only the evidence that it
    finds, and a second try. `today` is the date that the model is told.
    """

    def __init__(
        self,
        model: LanguageModel,
        room: int = 2_600,
        options: Options = Options(),
        secret: str = "",
        hidden: bool = False,
        brief: bool = False,
        today: Callable[[], date | None] = local_today,
        reader: PassageReader | None = None,
    ) -> None:
        self._model = model
        self._room = room
        self._options = options
        self._secret = secret or secrets.token_hex(16)
        self._hidden = hidden
        self._style = PromptStyle(brief)
        self._today = today
        self._reader = reader if brief or room < SMALL_ROOM else None

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        """Return the model's answer; abstained if there are no hits or the model says that they contain no answer."""
        started = time.perf_counter()
        hits, hidden = split_hidden(hits, self._hidden)
        if not hits:
            write(ABSTAIN)
            answer = Answer(ABSTAIN, abstained=True, model=self._model.name)
        elif is_overview(hits):
            answer = self._attempt(question, hits, condense_overview(hits, self._room), self._style, write)
        elif self._reader:
            answer = self._answer_from_evidence(question, read_hits(question, hits, self._reader), write)
        else:
            answer = self._attempt(question, hits, hits, self._style, write)
        return replace(answer, hidden=hidden, seconds=time.perf_counter() - started)

    def _answer_from_evidence(self, question: Question, read: ReadHits, write: Callable[[str], None]) -> Answer:
        """Return the better of two tries if the first one copies, or refuses against strong evidence."""
        held = HeldWriter(write)
        evidence = read.condense(min(self._room, MAX_EVIDENCE_TOKENS))
        first = self._attempt(question, read.hits, evidence, self._style, held)
        if not needs_second_try(first, read.best):
            held.close()
            return first
        best = read.condense(BEST_EVIDENCE_TOKENS)
        second = self._attempt(question, read.hits, best, replace(self._style, one_sentence=True), discard_text)
        answer = choose_better(first, second)
        held.close(answer.text)
        return replace(answer, usage=first.usage + second.usage)

    def _attempt(
        self,
        question: Question,
        hits: Sequence[Hit],
        shown: Sequence[Hit],
        style: PromptStyle,
        write: Callable[[str], None],
    ) -> Answer:
        """Return what the model writes from what it is shown of the hits, checked against the whole hits."""
        reply, left_out = self._written(question, shown, style, write)
        checked = check_citations(reply.text, hits, question.text)
        abstained = is_abstention(checked.text)
        return Answer(
            text=ABSTAIN if abstained else checked.text,
            citations=() if abstained else checked.citations,
            hits=tuple(hits),
            abstained=abstained,
            model=self._model.name,
            usage=reply.usage,
            log_probability=_mean(reply.log_probabilities),
            unsupported=() if abstained else checked.unsupported,
            cut_off=_cut_off(reply),
            left_out=left_out,
        )

    def _written(
        self, question: Question, hits: Sequence[Hit], style: PromptStyle, write: Callable[[str], None]
    ) -> tuple[Completion, int]:
        """Return the model's reply and the number of passages it was not given; while the prompt is too long for the
        model, retry with a third of the room."""
        room = self._room
        while True:
            out = PlainWriter(write)
            prompt = self.prompt(question, hits, room, style)
            stream = self._model.stream(prompt.messages, self._options)
            try:
                reply = collect_stream(stream, self._model.name, out)
            except ContextTooLong:
                room //= 3
                if room < LEAST_ROOM:
                    raise
            else:
                out.close()
                return reply, prompt.left_out

    def prompt(
        self, question: Question, hits: Sequence[Hit], room: int, style: PromptStyle = PromptStyle()
    ) -> AnswerPrompt:
        """Build the prompt: the rules, then history, fenced passages and the question."""
        fence = f"<<{digest(self._secret, question.text, *(hit.passage.id for hit in hits))}>>"
        return build_prompt(question, hits, room, fence, replace(style, today=self._today()))


def _cut_off(reply: Completion) -> CutOff:
    return "length" if reply.finish_reason == "length" else "timeout" if reply.finish_reason == "timeout" else ""


def _mean(values: Sequence[float] | None) -> float | None:
    return sum(values) / len(values) if values else None
