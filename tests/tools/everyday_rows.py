"""Rows to train the passage reader on: questions with windows of text, made of the training sets.

A window is about as long as a passage. Of each question the windows with its evidence are shown beside others: of the
same document, or the likest of the same source.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.text.sentences import Bounds
from graph.text.stemming import stems
from rag.answer.extractive.sentences import quotable_bounds
from tests.support.shared import DATA

EVERYDAY = DATA / "training" / "everyday"
QAMR = DATA / "training" / "qamr"
SOURCES = (
    "covidqa", "clapnq", "boolq", "tatqa", "wikitq", "fetaqa", "aitqa", "contractnli", "cuad", "qmsum", "qasper",
    "sharc_trees", "cdc_faq", "snli",
)  # fmt: skip
WINDOW_CHARS = 500
VERDICTS = ("yes", "no", "unclear")
_LABELS = {"yes": 0, "no": 1, "depends": 2, "entailment": 0, "contradiction": 1, "neutral": 2}
_FILE_NAME = re.compile(r"\S+\.\w{3,4}$|^arXiv |^Rule$")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_STATED = (
    (re.compile(r"^(.*?) (?:shall|may|must) not (.*?)\.?$"), ("May {} {}?", "Is {} allowed to {}?"), True),
    (re.compile(r"^(.*?) (?:shall|must) (.*?)\.?$"), ("Must {} {}?", "Does {} have to {}?"), False),
    (re.compile(r"^(.*?) may (.*?)\.?$"), ("May {} {}?", "Can {} {}?"), False),
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text with its title, the bounds of its sentences and of answers, and the sentences that answer."""

    title: str
    text: str
    sentences: tuple[Bounds, ...]
    gold: tuple[int, ...] = ()
    answers: tuple[Bounds, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its windows with an answer and those without, and the verdict (-1 where it asks for none).

    `marked` says whether the sentences that answer are known.
    """

    source: str
    question: str
    right: tuple[Window, ...]
    wrong: tuple[Window, ...]
    marked: bool = True
    verdict: int = -1


def read_examples(seed: int = 0) -> list[Example]:
    """Return every example of the training sets, in order."""
    chance = random.Random(seed)
    found = [example for source in SOURCES for example in _source_examples(source, chance)]
    return [*found, *_qamr_examples(chance)]


def _source_examples(source: str, chance: random.Random) -> Iterator[Example]:
    for line in (EVERYDAY / source / "train.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        windows = [window for i, item in enumerate(record["context"]) for window in _windows(record, i, item, chance)]
        verdict = _LABELS.get(record.get("label"), -1)
        question = record["question"]
        if source == "contractnli":
            question, verdict = _ask_statement(question, verdict, chance)
        marked = bool(record["spans"] or record["evidence"]) or record["kind"] == "unanswerable"
        right = tuple(window for window in windows if window.gold)
        if not marked and verdict >= 0:
            right = tuple(windows[:1])
        wrong = tuple(window for window in windows if window not in right)
        if source == "cuad" and record["kind"] == "unanswerable":
            verdict = 2 if record["question"].startswith(("Is ", "Are ", "Does ", "Do ", "May ", "Can ")) else -1
            right, wrong = wrong[:1], wrong[1:]
        if right or record["kind"] == "unanswerable":
            yield Example(source, question, right, wrong, marked, verdict)


def _windows(record: dict[str, Any], index: int, item: dict[str, str], chance: random.Random) -> Iterator[Window]:
    """Cut one text of a record into windows at sentence ends."""
    text, title = item["text"], "" if _FILE_NAME.search(item["title"]) else item["title"]
    spans = [(start, end) for place, start, end in record["spans"] if place == index]
    evidence = [(start, end) for place, start, end in record["evidence"] if place == index]
    sentences = quotable_bounds(text)
    names = ""
    if sentences and " | " in text[slice(*sentences[0])] and chance.random() < 0.5:
        names, sentences = text[slice(*sentences[0])], sentences[1:]
    for group in _groups(sentences):
        left, right = group[0][0], group[-1][1]
        gold = [i for i, (start, end) in enumerate(group) if any(s < end and start < e for s, e in (evidence or spans))]
        inside = tuple((start - left, end - left) for start, end in spans if left <= start and end <= right)
        heading = "\n".join(filter(None, (title, names)))
        yield Window(heading, text[left:right], tuple((a - left, b - left) for a, b in group), tuple(gold), inside)


def _groups(sentences: Sequence[Bounds]) -> Iterator[list[Bounds]]:
    group: list[Bounds] = []
    for bounds in sentences:
        if group and bounds[1] - group[0][0] > WINDOW_CHARS:
            yield group
            group = []
        group.append(bounds)
    if group:
        yield group


def _ask_statement(statement: str, verdict: int, chance: random.Random) -> tuple[str, int]:
    """Turn a statement into a yes-or-no question; what must not be done is asked for as what may be done."""
    for pattern, forms, turned in _STATED:
        match = pattern.match(statement)
        if match and chance.random() < 0.8:
            question = chance.choice(forms).format(match[1][0].lower() + match[1][1:], match[2])
            return question, {0: 1, 1: 0}.get(verdict, verdict) if turned else verdict
    return statement, verdict


def _qamr_examples(chance: random.Random) -> Iterator[Example]:
    """Return questions on single sentences, each shown among others of its article."""
    sentences: dict[str, str] = {}
    asked: list[tuple[str, str, str]] = []
    for name in ("dev", "test"):
        for line in (QAMR / f"{name}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            sentences[record["sentence_id"]] = _plain(record["sentence"])
            if chance.random() < 0.12:
                asked.append((record["sentence_id"], record["question"], _plain(record["answers"][0])))
    articles: dict[str, list[str]] = {}
    for name in sentences:
        articles.setdefault(name.rsplit(":", 2)[0], []).append(name)
    for name, question, answer in asked:
        near = [other for other in articles[name.rsplit(":", 2)[0]] if other != name]
        others = chance.sample(near, min(len(near), 6))
        right = join_sentences([sentences[name], *(sentences[other] for other in others[:3])], 0, answer, chance)
        wrong = [join_sentences([sentences[other] for other in others[3:]], -1, "", chance)] if others[3:] else []
        yield Example("qamr", question, (right,), tuple(wrong))


def join_sentences(texts: list[str], gold: int, answer: str, chance: random.Random) -> Window:
    """Return a window of sentences in another order, with the place of the answer in the gold one."""
    order = list(range(len(texts)))
    chance.shuffle(order)
    text, bounds = "", []
    for place in order:
        start = len(text) + bool(text)
        text = f"{text} {texts[place]}" if text else texts[place]
        bounds.append((start, len(text)))
    window = Window("", text, tuple(bounds))
    if gold < 0:
        return window
    start = f" {texts[gold]} ".find(f" {answer} ")
    begin = bounds[order.index(gold)][0] + start
    spans = ((begin, begin + len(answer)),) if start >= 0 else ()
    return replace(window, gold=(order.index(gold),), answers=spans)


def _plain(text: str) -> str:
    return " ".join(_BRACKETS.get(word, word) for word in text.split())


class Likest:
    """Finds windows of other questions of a source that are like a question."""

    def __init__(self, examples: Sequence[Example], chance: random.Random) -> None:
        self._chance = chance
        self._pool: dict[str, list[tuple[str, Window, frozenset[str]]]] = {}
        for example in examples:
            for window in (*example.right, *example.wrong)[:3]:
                kept = replace(window, gold=(), answers=())
                self._pool.setdefault(example.source, []).append(
                    (example.question, kept, frozenset(stems(window.text)))
                )

    def find(self, example: Example) -> Window:
        """Return of some windows by chance the one that shares most stems with the question."""
        said = set(stems(example.question))
        pool = self._pool[example.source]
        own = {window.text for window in (*example.right, *example.wrong)}
        some = [item for item in self._chance.sample(pool, min(24, len(pool))) if item[1].text not in own]
        return max(some, key=lambda item: len(item[2] & said))[1] if some else Window("", "–", ((0, 1),))
