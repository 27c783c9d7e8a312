"""How often a citation is called verified, rightly and wrongly: `python -m tests.bench.citations [--json] [--why]`.

People's labels: claims of SciFact on abstracts, of WiCE on cited pages, sentence pairs of SICK. Corruptions: sentences
of XQuAD, 2WikiMultiHopQA and everyday documents are claims on their own passages; each is told again with another name
of the same collection, another figure, or its negation put in or taken out. `before` is the rule of shared words and
whole figures alone. Tuning used even-numbered items: the figures are those of the odd ones unless `--even` asks for the
others. Exit code 4 when a bar is missed.
"""

from __future__ import annotations

import ast
import csv
import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.text.sentences import sentence_bounds
from graph.types import Passage
from rag.answer.citations import cite_passages
from rag.answer.claims import bearing
from rag.answer.claims.bearing import SupportScorer
from rag.answer.claims.doubt import find_contradiction
from rag.answer.claims.names import find_names
from rag.types import Hit
from tests.support.shared import DATA

KEPT = 0.9
"""The least share of the true claims verified before that still are."""
BARS = {"name": 0.05, "figure": 0.05, "negation": 0.15}
"""The largest share of corrupted claims that may be called verified."""
LANGUAGES = ("en", "de", "es", "ru", "zh")

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|must|may|should)\b(?! not\b)")
_DENIED = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|must|may|should|did|does|do) not\b")


@dataclass(frozen=True, slots=True)
class Item:
    """A claim on a passage; `right` says whether the passage bears it."""

    kind: str
    claim: str
    passage: Passage
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Items of one kind: the share called verified by words alone, and now."""

    kind: str
    right: bool
    items: int
    before: float
    after: float


def verified(item: Item) -> bool:
    """Whether the citation counts as verified."""
    _, citations = cite_passages(f"{item.claim.rstrip(' .!。')} [1].", [Hit(item.passage, 1.0)])
    return any(citation.verified for citation in citations)


def verified_by_words(item: Item) -> bool:
    """The same by shared words and whole figures alone."""
    claim, known = item.claim, f"{item.passage.title} {item.passage.text}"
    wanted = {one.replace(",", "") for one in _FIGURE.findall(claim)}
    if wanted - {one.replace(",", "") for one in _FIGURE.findall(known)}:
        return False
    found = SupportScorer([item.passage], "").find_spans(claim, 0)
    return bool(found) and found[0].share >= bearing.MIN_SUPPORT_SHARE


def people() -> Iterator[Item]:
    """Claims that people labelled."""
    yield from _scifact()
    with (DATA / "judges/wice/oracle_claim_dev.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if row["label"] != "partially_supported":
                text = " ".join(row["evidence"])
                right = row["label"] == "supported"
                yield Item(
                    "wice",
                    row["claim"],
                    Passage(f"w{number}", "w", text, 0, title=row["meta"].get("claim_title", "")),
                    right,
                )
    with (DATA / "judges/sick/test_annotated.tsv").open(encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t")):
            label = row["entailment_judgment"]
            if label != "NEUTRAL":
                yield Item(
                    "sick",
                    row["sentence_B"],
                    Passage(f"s{number}", "s", row["sentence_A"], 0),
                    label != "CONTRADICTION",
                )


def _scifact() -> Iterator[Item]:
    folder = DATA / "retrieval/scifact"
    with gzip.open(folder / "corpus.json.gz", "rt", encoding="utf-8") as file:
        corpus = {record["doc_id"]: record for record in json.load(file)}
    for name in ("claims_train.json", "claims_validation.json"):
        for claim in json.loads((folder / name).read_text(encoding="utf-8")):
            for document, label in claim["labels"].items():
                record = corpus[document]
                text = " ".join(_abstract(record["abstract"]))
                yield Item(
                    "scifact",
                    claim["text"],
                    Passage(document, document, text, 0, title=record["title"]),
                    label == "SUPPORT",
                )


def _abstract(printed: str) -> list[str]:
    """The sentences of a printed list whose commas are missing."""
    found: list[str] = ast.literal_eval(re.sub(r"(['\"])\n ?(['\"])", r"\1,\n\2", printed))
    return found


def passages() -> Iterator[tuple[str, Passage]]:
    """Passages by collection."""
    for language in LANGUAGES:
        data = json.loads((DATA / f"retrieval/xquad/xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        for article in data:
            for number, paragraph in enumerate(article["paragraphs"]):
                name = f"{language} {article['title']} {number}"
                yield (
                    f"xquad {language}",
                    Passage(name, name, paragraph["context"], 0, title=article["title"].replace("_", " ")),
                )
    for record in json.loads((DATA / "retrieval/2wiki_dev200/corpus.json").read_text(encoding="utf-8"))[:600]:
        yield "2wiki", Passage(str(record["idx"]), str(record["idx"]), record["text"], 0, title=record["title"])
    for folder in ("meetings", "contracts", "gov_pages", "manuals", "app_policies"):
        for record in json.loads((DATA / "everyday" / folder / "open/corpus.json").read_text(encoding="utf-8"))[:200]:
            yield (
                "everyday",
                Passage(f"{folder} {record['idx']}", folder, record["text"], 0, title=record["title"] or ""),
            )


def corrupted() -> Iterator[Item]:
    """True sentences and what becomes of them."""
    chance = random.Random(7)
    collections: dict[str, list[Passage]] = defaultdict(list)
    for collection, passage in passages():
        collections[collection].append(passage)
    for collection, held in collections.items():
        known = [name.text for passage in held for name in find_names(passage.text) if len(name.text) > 3]
        for passage in held:
            bounds = [(low, high) for low, high in sentence_bounds(passage.text) if 40 <= high - low <= 300]
            if bounds:
                low, high = chance.choice(bounds)
                yield from _variants(collection, passage, passage.text[low:high], known, chance)


def _variants(
    collection: str, passage: Passage, sentence: str, known: list[str], chance: random.Random
) -> Iterator[Item]:
    sentence = " ".join(sentence.split())
    yield Item(f"true {collection}", sentence, passage, True)
    own = [name for name in find_names(sentence) if name.text.casefold() not in sentence[: name.start].casefold()]
    others = (
        [name for name in known if name not in sentence and not set(name.split()) & set(sentence.split())]
        if own
        else []
    )
    inside = [name.text for name in find_names(passage.text) if name.text in others]
    for kind, choices in (("name", others), ("name of the passage", inside)):
        if own and choices:
            name = chance.choice(own)
            told = f"{sentence[: name.start]}{chance.choice(choices)}{sentence[name.end :]}"
            yield Item(f"{kind} {collection}", told, passage, False)
    digits = list(_FIGURE.finditer(sentence))
    if digits:
        match: re.Match[str] | None = chance.choice(digits)
        assert match is not None
        yield Item(f"figure {collection}", _with(sentence, match, _other(match.group(), chance)), passage, False)
        rest = [one for one in _FIGURE.findall(passage.text) if one not in sentence and len(one) == len(match.group())]
        if rest:
            yield Item(
                f"figure of the passage {collection}", _with(sentence, match, chance.choice(rest)), passage, False
            )
    match = _DENIED.search(sentence)
    if match:
        yield Item(f"negation {collection}", _with(sentence, match, match[1]), passage, False)
    elif collection in ("xquad en", "2wiki", "everyday") and (plain := _AUXILIARY.search(sentence)):
        match = plain
        yield Item(f"negation {collection}", _with(sentence, match, f"{match[1]} not"), passage, False)


def _with(text: str, match: re.Match[str], other: str) -> str:
    return f"{text[: match.start()]}{other}{text[match.end() :]}"


def _other(figure: str, chance: random.Random) -> str:
    """The figure with one digit changed."""
    places = [i for i, digit in enumerate(figure) if digit.isdigit()]
    place = chance.choice(places)
    return f"{figure[:place]}{chance.choice([d for d in '123456789' if d != figure[place]])}{figure[place + 1 :]}"


def rows(items: list[Item]) -> list[Row]:
    """One row a kind."""
    kinds: dict[tuple[str, bool], list[Item]] = defaultdict(list)
    for item in items:
        kinds[item.kind, item.right].append(item)
    return [
        Row(kind, right, len(held), _share(map(verified_by_words, held)), _share(map(verified, held)))
        for (kind, right), held in sorted(kinds.items())
    ]


def _share(values: Iterator[bool]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def half(odd: bool) -> list[Item]:
    """Every second item of each source, by its passage."""
    every = [*people(), *corrupted()]
    order: dict[str, int] = {}
    for item in every:
        order.setdefault(item.passage.id, len(order))
    return [item for item in every if order[item.passage.id] % 2 == odd]


def why(items: list[Item]) -> Counter[str]:
    """What speaks against true claims, most often first; a sample of each is printed."""
    told: Counter[str] = Counter()
    for item in items:
        if item.right and verified_by_words(item) and not verified(item):
            held = SupportScorer([item.passage], "")
            best = held.find_spans(item.claim, 0)[0]
            reason = find_contradiction(item.claim, held.gather_evidence(best))
            told[re.sub(r"“.*?”|say .*|name .*", "…", reason)] += 1
            print(f"  {item.kind}: {reason}\n    {item.claim}\n    {held.gather_evidence(best).quote[:300]}")
        elif not item.right and verified(item):
            print(f"  WRONG {item.kind}:\n    {item.claim}\n    {item.passage.text[:600]}")
    return told


def main(arguments: list[str]) -> int:
    """Print the table; the exit code."""
    if not Path(DATA).exists():
        print("skipped: the shared data are not here")
        return 0
    items = half("--even" not in arguments)
    if "--why" in arguments:
        for reason, count in why(items).most_common():
            print(f"{count:5}  {reason}")
    found = rows(items)
    for row in found:
        if "--json" in arguments:
            print(json.dumps(asdict(row)))
        else:
            print(f"{row.kind:34} {'true' if row.right else 'false':6}{row.items:6}{row.before:8.3f}{row.after:8.3f}")
    kept = sum(r.after * r.items for r in found if r.right) / sum(r.before * r.items for r in found if r.right)
    print(f"true claims still verified: {kept:.3f} of those before (bar {KEPT})")
    missed = kept < KEPT
    for kind, bar in BARS.items():
        wrong = [row for row in found if not row.right and re.match(rf"{kind}\b(?! of)", row.kind)]
        share = sum(row.after * row.items for row in wrong) / sum(row.items for row in wrong)
        print(f"{kind} corrupted, called verified: {share:.3f} (bar {bar})")
        missed = missed or share > bar
    return 4 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
