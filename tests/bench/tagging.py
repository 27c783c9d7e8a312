"""How well taggers find names: `python -m tests.bench.tagging [PIPELINE] [--lower] [--json]`.

F1 of whole names, with and without their kind, on the test parts of CrossNER and on the documents of WikiGold that are
never trained on, by rules, by a spaCy pipeline (a folder that `tests.tools.train_tagger` wrote, or a package), and by
the pipeline with the rules beside it: where both find a name at a place, that of the pipeline stands. Dates are left
out, as no set marks them. WikiGold tells persons, organisations and places only, so other kinds are one there; rules
tell no kind. `--lower` measures the same texts without capitals.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.ner.pipeline import PipelineTagger
from rag.ner.protocol import Span, Tagger
from rag.ner.rules import RuleTagger
from tests.bench.gold_names import DOMAINS, Marked, crossner, wikigold

COARSE = frozenset({"person", "organisation", "place"})


@dataclass(frozen=True, slots=True)
class Score:
    """How many names were found, how many there are, and how many of those found are right."""

    found: int
    gold: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.gold)


@dataclass(frozen=True, slots=True)
class Measured:
    """A tagger on a set: scores of whole names with and without their kind, and words a second of processor time."""

    untyped: Score
    typed: Score
    speed: float


def taggers(pipeline: str | None) -> Mapping[str, Tagger]:
    """Rules, and a pipeline alone and with the rules beside it."""
    found: dict[str, Tagger] = {"rules": RuleTagger()}
    if pipeline:
        found |= {"pipeline": PipelineTagger(pipeline, None), "both": PipelineTagger(pipeline)}
    return found


def sets() -> Iterator[tuple[str, Sequence[Marked], bool]]:
    """Each set by name, and whether it tells persons, organisations and places only."""
    for domain in DOMAINS:
        yield domain, crossner(domain, "test"), False
    yield "wikigold", wikigold(held=True), True


def measure(tagger: Tagger, texts: Sequence[Marked], coarse: bool) -> Measured:
    """The scores of a tagger over all names of the texts."""
    tagger.mentions("")
    begin = time.thread_time()
    found = [tagger.mentions(one.text) for one in texts]
    taken = time.thread_time() - begin
    pairs = [
        (
            {_kept(span, coarse) for span in spans if span.kind != "date"},
            {_kept(span, coarse) for span in one.names},
        )
        for spans, one in zip(found, texts, strict=True)
    ]
    places = [({(s.start, s.end) for s in spans}, {(s.start, s.end) for s in names}) for spans, names in pairs]
    words = sum(len(one.text.split()) for one in texts)
    return Measured(_score(places), _score(pairs), words / taken)


def _kept(span: Span, coarse: bool) -> Span:
    return replace(span, kind="") if coarse and span.kind not in COARSE else span


def _score(pairs: Sequence[tuple[AbstractSet[object], AbstractSet[object]]]) -> Score:
    return Score(
        found=sum(len(found) for found, _ in pairs),
        gold=sum(len(gold) for _, gold in pairs),
        right=sum(len(found & gold) for found, gold in pairs),
    )


def lines(chosen: Mapping[str, Tagger], lower: bool) -> Iterator[dict[str, object]]:
    """One object for each set and tagger."""
    for name, texts, coarse in sets():
        given = [one.lower() for one in texts] if lower else texts
        for tagger, one in chosen.items():
            measured = measure(one, given, coarse)
            yield {
                "set": name,
                "tagger": tagger,
                "names": measured.untyped.gold,
                "precision": round(measured.untyped.precision, 4),
                "recall": round(measured.untyped.recall, 4),
                "untyped": round(measured.untyped.f1, 4),
                "typed": round(measured.typed.f1, 4),
                "words/s": round(measured.speed),
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", nargs="?", metavar="PIPELINE", help="a folder or a package; rules alone without")
    parser.add_argument("--lower", action="store_true", help="the texts without capitals")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    heads = ("set", "tagger", "names", "precision", "recall", "untyped", "typed", "words/s")
    if not options.json:
        print("".join(f"{head:>11}" for head in heads))
    for line in lines(taggers(options.pipeline), options.lower):
        if options.json:
            print(json.dumps(line), flush=True)
        else:
            told = (f"{value:>11.3f}" if isinstance(value, float) else f"{value!s:>11}" for value in line.values())
            print("".join(told), flush=True)


if __name__ == "__main__":
    main()
