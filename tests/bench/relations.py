"""How many relations are true: `python -m tests.bench.relations [--count 200] [--half odd] [--unread] [--list]`.

Relations are drawn by a seed from the documents of everyday collections and of two sets of encyclopedia passages, as
many of each as it has or its share. `relation_verdicts.jsonl` says of each one that was read whether its sentence
states it; `--unread` prints those not read yet as JSON lines, `--list` prints all with their verdicts. The second table
asks how many gold triples of 2WikiMultiHopQA whose two names stand in one sentence of their passages are related.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path

from evals.proportion import wilson_interval
from graph.relation_view import view_relations
from graph.text.names import name_key
from graph.types import Document, Subgraph
from ingest.extract.protocol import SplitDocument
from ingest.extract.rules import Extractor
from ingest.split import split, split_sentences
from rag.ner.rules import RuleTagger
from tests.support.shared import DATA

VERDICTS = Path(__file__).with_name("relation_verdicts.jsonl")
SETS = (
    *(f"everyday/{name}/open" for name in "app_policies chat_docs contracts gov_pages manuals meetings papers".split()),
    "everyday/rules/open",
    "retrieval/hotpotqa_dev200",
    "retrieval/musique_dev200",
)
MAX_RECORDS = 150
SEED = 20
EXTRACT = Extractor(RuleTagger())


@dataclass(frozen=True, slots=True)
class DrawnRelation:
    """A relation as it is read: names, predicate and sentence."""

    set: str
    subject: str
    predicate: str
    object: str
    quote: str

    @property
    def id(self) -> str:
        """Identifies what is read: the sentence and what is made of it."""
        parts = "\n".join((self.subject, self.predicate, self.object, self.quote))
        return blake2b(parts.encode(), digest_size=8).hexdigest()


def extract_text(name: str, title: str, text: str) -> Subgraph:
    """Return the graph of one document."""
    document = Document.make(name, title, text)
    passages = split(document)
    sentences = [sentence for passage in passages for sentence in split_sentences(passage)]
    (part,) = EXTRACT([SplitDocument(document, passages, sentences)])
    return Subgraph((document,), tuple(passages), tuple(sentences), part.entities, part.mentions, part.relations)


def drawn(half: str, count: int) -> list[DrawnRelation]:
    """Draw relations, one of each set in turn."""
    generator = random.Random(SEED)
    rows = []
    for name in SETS:
        records = json.loads((DATA / name / "corpus.json").read_text("utf-8"))[half == "odd" :: 2]
        chosen = generator.sample(records, min(MAX_RECORDS, len(records)))
        found = [one for record in chosen for one in _relations(name, record.get("title", ""), record["text"])]
        rows.append(generator.sample(found, len(found)))
    turns = (one for turn in zip_longest(*rows) for one in turn if one is not None)
    return [one for one, _ in zip(turns, range(count), strict=False)]


def _relations(name: str, title: str, text: str) -> Iterator[DrawnRelation]:
    part = extract_text(name, title, text)
    titles = {passage.id: passage.title for passage in part.passages}
    texts = {passage.id: passage.text for passage in part.passages}
    surfaces: dict[str, str] = {}
    for mention in part.mentions:
        source = titles if mention.in_title else texts
        surfaces.setdefault(mention.entity_id, source[mention.passage_id][mention.start : mention.end])
    for entity in part.entities:
        for view in view_relations(part, [entity.id]):
            if view.subject_id == entity.id and view.subject_id in surfaces and view.object_id in surfaces:
                names = surfaces[view.subject_id], surfaces[view.object_id]
                yield DrawnRelation(name, names[0], view.predicate, names[1], view.quote)


def read_verdicts() -> dict[str, bool]:
    """Return what was read: whether a relation's sentence states it, by its id."""
    lines = VERDICTS.read_text("utf-8").splitlines() if VERDICTS.exists() else []
    return {row["id"]: row["true"] for row in map(json.loads, lines)}


def gold_recall() -> tuple[int, int, int]:
    """Return the gold triples of 2wiki: all, those whose names stand in one sentence, and those related."""
    folder = DATA / "retrieval" / "2wiki_dev200"
    records = {row["idx"]: row for row in json.loads((folder / "corpus.json").read_text("utf-8"))}
    triples = near = related = 0
    for question in json.loads((folder / "questions.json").read_text("utf-8"))[1::2]:
        parts = [extract_text("2wiki", records[i]["title"], records[i]["text"]) for i in question["gold_idx"]]
        for subject, _, target in question["evidences"]:
            pair = name_key(subject), name_key(target)
            triples += 1
            near += any(_stand_together(part, *pair) for part in parts)
            related += any(_are_related(part, *pair) for part in parts)
    return triples, near, related


def _named(part: Subgraph, key: str) -> set[str]:
    return {entity.id for entity in part.entities if entity.key == key}


def _stand_together(part: Subgraph, subject: str, target: str) -> bool:
    """Return whether a passage whose title or text names the subject names the object."""
    first = {one.passage_id for one in part.mentions if one.entity_id in _named(part, subject)}
    return any(one.passage_id in first for one in part.mentions if one.entity_id in _named(part, target))


def _are_related(part: Subgraph, subject: str, target: str) -> bool:
    first, second = _named(part, subject), _named(part, target)
    return any(
        (one.subject_id in first and one.object_id in second) or (one.subject_id in second and one.object_id in first)
        for one in part.relations
    )


def show(relations: Sequence[DrawnRelation], verdicts: dict[str, bool]) -> None:
    """Print the share of true ones, by set and of all."""
    print(f"{'set':>28}{'drawn':>7}{'read':>6}{'true':>7}")
    for name in (*SETS, ""):
        own = [one for one in relations if name in ("", one.set)]
        read = [verdicts[one.id] for one in own if one.id in verdicts]
        share = f"{sum(read) / len(read):7.3f}" if read else f"{'–':>7}"
        print(f"{name or 'all':>28}{len(own):>7}{len(read):>6}{share}")
    read = [verdicts[one.id] for one in relations if one.id in verdicts]
    if read:
        low, high = wilson_interval(sum(read), len(read))
        print(f"true: {sum(read)} of {len(read)}, 95% interval {low:.3f} to {high:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--half", choices=("even", "odd"), default="odd")
    parser.add_argument("--unread", action="store_true", help="print those not read yet as JSON lines, nothing else")
    parser.add_argument("--list", action="store_true", help="print all with their verdicts")
    options = parser.parse_args()
    relations, verdicts = drawn(options.half, options.count), read_verdicts()
    for one in relations:
        verdict = {True: "true ", False: "false", None: "?    "}[verdicts.get(one.id)]
        if options.unread and one.id not in verdicts:
            row = {"id": one.id, "subject": one.subject, "predicate": one.predicate, "object": one.object}
            print(json.dumps(row | {"quote": one.quote}, ensure_ascii=False))
        elif options.list:
            print(f"{verdict} {one.subject} – {one.predicate} – {one.object} :: {one.quote}")
    if not options.unread:
        show(relations, verdicts)
        triples, near, related = gold_recall()
        print(f"2wiki, odd: {triples} gold triples, {near} with both names in one passage, {related} related")


if __name__ == "__main__":
    main()
