"""Asks a language model about passages, several at once, and writes what it found document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from pydantic import ValidationError

from graph.errors import ModelError
from graph.join import join_subgraphs
from graph.text.counting import count_noun
from graph.types import Document, Passage, Subgraph
from ingest.enrich.budget import Budget, Spending
from ingest.enrich.facts import KnownNames, PassageFacts, ReplyCheck
from ingest.enrich.marks import Mark
from ingest.enrich.merge import merge_facts, strip_facts
from ingest.enrich.plan import EnrichSetup, PassageSlice, count_facts
from ingest.enrich.request import Reply, build_gleaning, build_request, join_replies, reply_schema
from rag.llm.faults import ContextTooLong, SchemaMismatch
from rag.llm.map_concurrent import map_concurrent
from rag.llm.usage import Prices, Usage

ENOUGH_REPLIES = 12
"""Replies without any entity after which the model is not asked on."""

NO_REPLY = "the model's reply is not what was asked for"
CUT_REPLY = "the model's reply was too long, and cut off"
CHANGED = "the document was changed or removed meanwhile"
TOO_LONG = "the passage is too long for the model"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EnrichmentReport:
    """What came of a run: passages read and those that failed, by reason; facts kept, and those dropped, by reason.

    `left` passages were not asked about because the budget was spent.
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
    # Of a model that has found something, a few passages without any name are nothing wrong.
    was_asked = any(mark.key == setup.key for mark in setup.marks.all().values())
    if run.asked and not run.found and (run.asked >= ENOUGH_REPLIES or not was_asked):
        raise _found_nothing(setup.model.name, run)
    run.mark()
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
        self._partial: set[str] = set()

    @property
    def asked(self) -> int:
        """The passages that the model was asked about."""
        return self.replies + sum(self.failed.values())

    def take(self, slices: Sequence[PassageSlice], spending: Spending) -> None:
        """Ask about the passages of these slices at once, then write them document by document."""
        store, where = self._setup.store, self._setup.where
        parts = {one.document_id: store.read([one.document_id], where) for one in slices}
        wanted = {name for one in slices for name in one.passages}
        seen = (passage for part in parts.values() for passage in part.passages if not passage.hidden)
        asked = [passage for passage in seen if passage.id in wanted]
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
        request, fault = build_request(passage, setup.ontology), None
        try:
            while len(replies) <= setup.gleanings and spending.begin():
                messages = build_gleaning(request, replies) if replies else request
                completion = setup.model.complete(messages, self._schema, setup.options)
                spending.add(completion.usage)
                replies.append(Reply.model_validate_json(completion.text))
        except SchemaMismatch as mismatch:
            spending.add(mismatch.usage)
            fault = CUT_REPLY if mismatch.cut else NO_REPLY
        except ValidationError:
            fault = NO_REPLY
        except ContextTooLong:
            fault = TOO_LONG
        if len(replies) <= setup.gleanings:
            self._partial.add(passage.id)
        return join_replies(replies) if replies else fault

    def _write(self, part: Subgraph, replies: Mapping[str, Reply]) -> None:
        """Write the facts of a document's replies to it as it is now, unless its text changed since it was read."""
        document = part.documents[0]
        own = [passage for passage in part.passages if passage.id in replies]
        if not own:
            return
        asked = {passage.id for passage in own}
        facts = self._check(strip_facts(part, asked), own, replies)
        merged = self._update(document, asked, facts.found)
        if merged is None:
            self.failed[CHANGED] += len(own)
            return
        self.replies += len(own)
        self._count(facts)
        held = count_facts(merged)
        done = [name for name in asked if name not in self._partial]
        self._marks += [Mark(name, document.id, self._setup.key, held[name]) for name in done]
        if self.found:  # a model that finds nothing anywhere is asked again next time
            self.mark()

    def _update(self, document: Document, asked: Set[str], facts: Subgraph) -> Subgraph | None:
        """Write facts of these passages to a document as it is now; None if its text changed, or it is gone."""
        store = self._setup.store
        while True:
            now = store.read([document.id])
            if not any(_has_same_text(one, document) for one in now.documents):
                return None
            merged = merge_facts(strip_facts(now, asked), facts)
            if merged == now or store.update(merged, now.documents[0]):
                return merged

    def mark(self) -> None:
        """Note that the passages so far need not be asked about again."""
        self._setup.marks.add(self._marks)
        self._marks.clear()

    def _check(self, part: Subgraph, own: Sequence[Passage], replies: Mapping[str, Reply]) -> PassageFacts:
        """Return the facts of these passages' replies, all together."""
        setup, known = self._setup, KnownNames.of(part)
        collection = part.documents[0].collection
        checks = (ReplyCheck(passage, known, setup.ontology, collection, setup.model.name) for passage in own)
        checked = [check.check(replies[check.passage.id]) for check in checks]
        return PassageFacts(
            join_subgraphs([one.found for one in checked]), sum((one.dropped for one in checked), Counter())
        )

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


def _has_same_text(one: Document, other: Document) -> bool:
    """Return whether two versions of a document have the same passages."""
    return (one.content_hash, one.fingerprint) == (other.content_hash, other.fingerprint)
