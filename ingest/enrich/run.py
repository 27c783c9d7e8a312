"""Asks a language model about passages, several at once, and writes what it found document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pydantic import ValidationError

from graph.errors import ModelError
from graph.store import GraphStore
from graph.text.counting import count_noun
from graph.types import Filter, Passage, Subgraph, digest
from ingest.enrich.budget import Budget, Forecast, Prices, Spending
from ingest.enrich.facts import KnownNames, PassageFacts, ReplyCheck
from ingest.enrich.marks import EnrichmentMarks, Mark
from ingest.enrich.merge import merge_facts, strip_facts
from ingest.enrich.ontology import Ontology
from ingest.enrich.request import VERSION, Reply, build_gleaning, build_request, join_replies, reply_schema
from rag.llm.faults import ContextTooLong, SchemaMismatch
from rag.llm.map_concurrent import map_concurrent
from rag.llm.protocol import LanguageModel, Options
from rag.llm.usage import Usage

SLICE_PASSAGES = 128
"""Passages whose replies are written together: what an interruption can lose."""

ENOUGH_REPLIES = 12
"""Replies without any entity after which the model is not asked on."""

NO_REPLY = "the model's reply is not what was asked for"
TOO_LONG = "the passage is too long for the model"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EnrichSetup:
    """The store and the model, what is asked for, and which documents are read; `workers` calls run at once.

    A small model is asked for a `brief` reply. Every model is asked `gleanings` times for what it missed.
    """

    store: GraphStore
    model: LanguageModel
    marks: EnrichmentMarks
    where: Filter
    ontology: Ontology = Ontology()
    options: Options = Options(max_tokens=2_048)
    workers: int = 4
    brief: bool = False
    gleanings: int = 0

    @property
    def key(self) -> str:
        """Identify the question: a passage that was asked it is not asked again."""
        return digest("enrich", VERSION, self.model.name, self.ontology.key, self.gleanings)


@dataclass(frozen=True, slots=True)
class PassageSlice:
    """Passages of one document still to be asked about, by id, with their lengths in characters."""

    document_id: str
    passages: tuple[str, ...]
    characters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EnrichmentReport:
    """What came of a run: passages read and those that failed, by reason; facts kept, and those dropped, by reason.

    `left` passages were not asked about because the budget was spent, or because their document changed meanwhile.
    """

    passages: int = 0
    entities: int = 0
    relations: int = 0
    descriptions: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    left: int = 0
    usage: Usage = Usage()
    cost: float = 0.0


def plan(setup: EnrichSetup) -> list[PassageSlice]:
    """Return what the model has not been asked yet, or what the graph has lost since."""
    marks = setup.marks.all()
    slices: list[PassageSlice] = []
    for document_id, group in groupby(setup.store.passages(where=setup.where), lambda one: one.document_id):
        passages = [passage for passage in group if not passage.hidden]
        marked = [name for name in (passage.id for passage in passages) if name in marks]
        held = _count_facts(setup.store, document_id) if any(marks[name].facts for name in marked) else Counter[str]()
        done = {name for name in marked if marks[name].key == setup.key and bool(marks[name].facts) == bool(held[name])}
        slices.extend(_slices(document_id, [passage for passage in passages if passage.id not in done]))
    return slices


def foresee(slices: Sequence[PassageSlice]) -> Forecast:
    """Return what asking about these passages will take."""
    return Forecast.of([length for one in slices for length in one.characters])


def enrich(
    setup: EnrichSetup,
    slices: Sequence[PassageSlice],
    budget: Budget,
    prices: Prices,
    progress: Progress,
) -> EnrichmentReport:
    """Ask about the passages until the budget is spent; what was replied is written even if the model fails then.

    Raises ModelError if the model fails, or names nothing that stands in its passages, and StoreError.
    """
    spending, run = Spending(budget, prices), EnrichmentRun(setup, sum(len(one.passages) for one in slices), progress)
    progress(0, run.total)
    for together in _batches(slices, setup.workers):
        run.take(together, spending)
        if spending.is_over or (run.asked >= ENOUGH_REPLIES and not run.found):
            break
    if run.asked and not run.found:
        raise _found_nothing(setup.model.name, run)
    return run.report(spending.usage, prices)


class EnrichmentRun:
    """The state of a run: counts, and what is written."""

    def __init__(self, setup: EnrichSetup, total: int, progress: Progress) -> None:
        self._setup = setup
        self.total = total
        self._progress = progress
        self._schema = reply_schema(setup.ontology, setup.brief)
        self.replies = 0
        self.found: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._marks: list[Mark] = []

    @property
    def asked(self) -> int:
        """The passages that the model was asked about."""
        return self.replies + sum(self.failed.values())

    def take(self, slices: Sequence[PassageSlice], spending: Spending) -> None:
        """Ask about the passages of these slices at once, then write them document by document."""
        store, where = self._setup.store, self._setup.where
        parts = {one.document_id: store.read([one.document_id], where) for one in slices}
        wanted = {name for one in slices for name in one.passages}
        asked = [passage for part in parts.values() for passage in part.passages if passage.id in wanted]
        replies: dict[str, Reply] = {}

        def ask(passage: Passage) -> tuple[str, Reply | str | None]:
            return passage.id, self._ask(passage, spending)

        def keep(reply: tuple[str, Reply | str | None]) -> None:
            passage_id, given = reply
            if isinstance(given, Reply):
                replies[passage_id] = given
            elif given is not None:
                self.failed[given] += 1
            self._progress(self.asked + len(replies), self.total)

        try:
            map_concurrent(asked, ask, self._setup.workers, keep=keep)
        finally:  # replies are paid for: they are written though another call failed
            for part in parts.values():
                if part.documents:
                    self._write(part, replies)

    def _ask(self, passage: Passage, spending: Spending) -> Reply | str | None:
        """Return what the model replies, the reason why it does not, or None if the budget is spent."""
        setup, replies = self._setup, list[Reply]()
        request = build_request(passage, setup.ontology)
        try:
            while len(replies) <= setup.gleanings and spending.begin():
                messages = build_gleaning(request, replies) if replies else request
                completion = setup.model.complete(messages, self._schema, setup.options)
                spending.add(completion.usage)
                replies.append(Reply.model_validate_json(completion.text))
        except (SchemaMismatch, ValidationError):
            return join_replies(replies) if replies else NO_REPLY
        except ContextTooLong:
            return join_replies(replies) if replies else TOO_LONG
        return join_replies(replies) if replies else None

    def _write(self, part: Subgraph, replies: dict[str, Reply]) -> None:
        """Write the facts of a document's replies, unless it was replaced or removed since it was read."""
        setup, document = self._setup, part.documents[0]
        own = [passage for passage in part.passages if passage.id in replies]
        if not own or not _is_current(setup.store, part):
            return
        merged = strip_facts(part, {passage.id for passage in own})
        known = KnownNames.of(merged)
        for passage in own:
            check = ReplyCheck(passage, known, setup.ontology, document.collection, setup.model.name)
            facts = check.check(replies[passage.id])
            merged = merge_facts(merged, facts.found)
            self._count(facts)
            self._marks.append(Mark(passage.id, document.id, setup.key, len(facts.found.mentions)))
        self.replies += len(own)
        if merged != part:
            setup.store.replace(document.id, merged)
        if self.found:  # a model that finds nothing anywhere is asked again next time
            setup.marks.add(self._marks)
            self._marks.clear()

    def _count(self, facts: PassageFacts) -> None:
        self.dropped.update(facts.dropped)
        counts = {
            "entities": len(facts.found.entities),
            "relations": len(facts.found.relations),
            "descriptions": len(facts.found.fragments),
        }
        self.found.update({name: count for name, count in counts.items() if count})

    def report(self, usage: Usage, prices: Prices) -> EnrichmentReport:
        """Return the counts so far."""
        return EnrichmentReport(
            passages=self.replies,
            entities=self.found["entities"],
            relations=self.found["relations"],
            descriptions=self.found["descriptions"],
            dropped=self.dropped,
            failed=self.failed,
            left=self.total - self.asked,
            usage=usage,
            cost=prices.cost_of(usage),
        )


def _found_nothing(model: str, run: EnrichmentRun) -> ModelError:
    dropped = [f"{count} dropped: {reason}" for reason, count in run.dropped.most_common(3)]
    failed = [f"{count} times {reason}" for reason, count in run.failed.most_common(2)]
    reasons = "; ".join((*failed, *dropped)) or "its replies are empty"
    return ModelError(
        f"{model} found no entity in {count_noun(run.asked, 'passage')}: {reasons}",
        "choose a more capable model, or other kinds",
    )


def _slices(document_id: str, passages: Sequence[Passage]) -> Iterator[PassageSlice]:
    for start in range(0, len(passages), SLICE_PASSAGES):
        some = passages[start : start + SLICE_PASSAGES]
        lengths = tuple(len(one.heading) + len(one.text) for one in some)
        yield PassageSlice(document_id, tuple(one.id for one in some), lengths)


def _batches(slices: Sequence[PassageSlice], workers: int) -> Iterator[list[PassageSlice]]:
    """Group slices of different documents, with enough passages to keep all workers busy."""
    batch: list[PassageSlice] = []
    for one in slices:
        if batch and batch[-1].document_id == one.document_id:
            yield batch
            batch = []
        batch.append(one)
        if sum(len(part.passages) for part in batch) >= 8 * workers:
            yield batch
            batch = []
    if batch:
        yield batch


def _count_facts(store: GraphStore, document_id: str) -> Counter[str]:
    """Return how many mentions of each passage of a document models have found or typed."""
    part = store.read([document_id])
    return Counter(mention.passage_id for mention in part.mentions if mention.origin or mention.kind)


def _is_current(store: GraphStore, part: Subgraph) -> bool:
    (document,) = part.documents
    now = next(iter(store.documents(Filter(documents=(document.id,)))), None)
    return now is not None and replace(now, text="") == replace(document, text="")
