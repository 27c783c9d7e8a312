"""How well the entities of real documents are found: `python -m tests.bench.entities [PIPELINE] [--half odd]`.

156 passages of everyday documents were drawn by a seed, and every mention of a named person, organisation, place,
product, document, event, law, term or other thing was labelled by reading: `entity_labels.jsonl` holds their places in
the texts of the shared data. A mention is found when one of its accepted extents is. Optional mentions, on which people
could disagree, count neither for nor against; dates are left out. What is built is tuned on the even half; the odd one
was labelled by another reader. "Kind right" is of the kinds that are given, "kind given" of all that is found.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from graph.entity_view import NO_NAME
from graph.types import Document, Passage
from ingest.extract.protocol import SplitDocument
from ingest.extract.rules import Extractor
from rag.ner.kinds import KindModel
from rag.ner.protocol import Span, Tagger
from tests.bench.tagging import Score, taggers
from tests.support.shared import DATA

LABELS = Path(__file__).with_name("entity_labels.jsonl")


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """A mention with its accepted extents, the best one first."""

    extents: tuple[tuple[int, int], ...]
    kind: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage with its mentions; `half` is even or odd."""

    half: str
    origin: str
    text: str
    mentions: tuple[LabelledMention, ...]


@dataclass(frozen=True, slots=True)
class TaggedPassage:
    """What a tagger found in a passage: what is right, what is not there, and what was missed."""

    passage: LabelledPassage
    right: tuple[tuple[Span, LabelledMention], ...]
    wrong: tuple[Span, ...]
    missed: tuple[LabelledMention, ...]


def read_labels() -> list[LabelledPassage]:
    """Read the labelled passages; ValueError if a text is not the one that was labelled."""
    return [_labelled_passage(json.loads(line)) for line in LABELS.read_text("utf-8").splitlines()]


def _labelled_passage(row: dict[str, Any]) -> LabelledPassage:
    text = _text(row["set"], row["record"])[row["start"] : row["end"]]
    if blake2b(text.encode(), digest_size=8).hexdigest() != row["hash"]:
        raise ValueError(f"{row['set']} {row['record']} is not the text that was labelled")
    mentions = [
        LabelledMention(tuple((start, end) for start, end in one["extents"]), one["kind"], one["optional"])
        for one in row["mentions"]
    ]
    return LabelledPassage(row["half"], f"{row['set']} {row['record']}", text, tuple(mentions))


def _text(name: str, record: str) -> str:
    if name == "18f_handbook":
        return (DATA / "documents" / name / record).read_text("utf-8")
    return _records(name)[record]


@cache
def _records(name: str) -> dict[str, str]:
    rows = json.loads((DATA / "everyday" / name / "open" / "corpus.json").read_text("utf-8"))
    return {str(row["idx"]): row["text"] for row in rows}


class JudgedTagger:
    """A tagger whose names are judged as at ingest; what is hardly a name, and so shown to nobody, is left out."""

    def __init__(self, tagger: Tagger) -> None:
        self._extract = Extractor(tagger, parses=False, kinds=KindModel())
        self.name = self._extract.name

    def mentions(self, text: str) -> list[Span]:
        document = Document.make("passage", "", text)
        (graph,) = self._extract([SplitDocument(document, [Passage("passage", document.id, text, 0)], [])])
        dates = {one.id for one in graph.entities if one.kind}
        places = {(one.start, one.end): one for one in graph.mentions if one.kind != NO_NAME}
        return [
            Span(start, end, "date" if one.entity_id in dates else one.kind)
            for (start, end), one in sorted(places.items(), key=lambda item: item[0])
        ]


def tag_passage(tagger: Tagger, passage: LabelledPassage) -> TaggedPassage:
    """Compare what a tagger finds with the labels."""
    by_extent = {extent: mention for mention in passage.mentions for extent in mention.extents}
    found = [span for span in tagger.mentions(passage.text) if span.kind != "date"]
    right = {by_extent[span.start, span.end]: span for span in found if (span.start, span.end) in by_extent}
    wrong = [span for span in found if (span.start, span.end) not in by_extent and not _meets_optional(span, passage)]
    missed = [mention for mention in passage.mentions if not mention.is_optional and mention not in right]
    counted = [(span, mention) for mention, span in right.items() if not mention.is_optional]
    return TaggedPassage(passage, tuple(counted), tuple(wrong), tuple(missed))


def _meets_optional(span: Span, passage: LabelledPassage) -> bool:
    return any(
        span.start < end and start < span.end
        for mention in passage.mentions
        if mention.is_optional
        for start, end in mention.extents
    )


def score_tagged(tagged: Sequence[TaggedPassage]) -> Score:
    right = sum(len(one.right) for one in tagged)
    return Score(
        found=right + sum(len(one.wrong) for one in tagged),
        gold=right + sum(len(one.missed) for one in tagged),
        right=right,
    )


def list_errors(tagged: Sequence[TaggedPassage], count: int) -> Iterator[str]:
    """Yield errors drawn by a seed, each with what stands around it."""
    errors = [("not one", one.passage, span.start, span.end, span.kind) for one in tagged for span in one.wrong]
    errors += [("missed", one.passage, *m.extents[0], m.kind) for one in tagged for m in one.missed]
    for what, passage, start, end, kind in random.Random(0).sample(errors, min(count, len(errors))):
        before, after = passage.text[max(0, start - 40) : start], passage.text[end : end + 40]
        yield f"{what:8} {passage.origin}: {before}[{passage.text[start:end]}]{kind}{after}".replace("\n", " / ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", nargs="?", metavar="PIPELINE", help="a folder or a package; rules alone without")
    parser.add_argument("--half", choices=("even", "odd"), default="even")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print N errors of each tagger")
    options = parser.parse_args()
    passages = [passage for passage in read_labels() if passage.half == options.half]
    kinds = Counter(mention.kind for passage in passages for mention in passage.mentions if not mention.is_optional)
    print(
        f"{len(passages)} passages, {kinds.total()} mentions: {', '.join(f'{k} {n}' for k, n in kinds.most_common())}"
    )
    print(f"{'tagger':>14}{'precision':>11}{'recall':>8}{'F1':>8}{'kind given':>12}{'kind right':>12}")
    found = taggers(options.pipeline)
    for name, tagger in {**found, **{f"{name}+kinds": JudgedTagger(one) for name, one in found.items()}}.items():
        tagged = [tag_passage(tagger, passage) for passage in passages]
        score = score_tagged(tagged)
        typed = [(span.kind, mention.kind) for one in tagged for span, mention in one.right]
        given = [kind == gold for kind, gold in typed if kind]
        share, kind = len(given) / max(1, len(typed)), sum(given) / max(1, len(given))
        print(f"{name:>14}{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>8.3f}{share:>12.3f}{kind:>12.3f}")
        for line in list_errors(tagged, options.errors):
            print(f"  {line}")


if __name__ == "__main__":
    main()
