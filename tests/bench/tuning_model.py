"""What a small language model gains that is tuned: `python -m tests.bench.tuning_model DATA --method sft|dpo|kto|orpo`.

DATA is the folder of public data sets. SmolLM2-135M (or `--base`) learns from people's questions on papers and tables
(`training/everyday`: covidqa, qasper, tatqa), every fourth with passages that do not answer it, and is asked the odd
questions of HotpotQA, of which none is trained on, with their own passages and with others. For all but SFT, ratings
are simulated: of each question the untuned model's own answer, unless it shares half of its words with the right one,
is the bad one, and the right one the good one. Told are token F1, abstention, held-out preferences (those of
HotpotQA), the gate's verdict, the perplexity of unrelated text (abstracts of SciFact) before and after, and the time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.judges.matching import token_f1
from evals.tuning.base_model import BaseModel, load_base, prefers_half
from evals.tuning.model_export import export_model
from evals.tuning.model_gate import ModelMeasures, judge_model
from evals.tuning.model_measures import answer_all, log_probability, pair_margins, score_answers
from evals.tuning.model_rows import GatePair, GateQuestion, Method, ModelRow, require_method
from evals.tuning.model_training import ModelOptions, ModelTraining
from evals.tuning.templates import chat_messages
from graph.text.citation_markers import strip_markers
from graph.types import Passage
from rag.answer.abstain import ABSTAIN
from tests.support import servers

SOURCES = ("covidqa", "qasper", "tatqa")
WINDOW = 250
"""Characters of a passage on either side of the answer."""
SHORT = 60
"""Characters of the longest answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its right answer, passages that hold it, and others that do not."""

    question: str
    answer: str
    gold: tuple[Passage, ...]
    others: tuple[Passage, ...]


def trained_on(data: Path, count: int, seed: int) -> list[Asked]:
    """Questions on papers and tables, each with the text around its answer and that of another question."""
    rows = []
    for source in SOURCES:
        lines = (data / "training" / "everyday" / source / "train.jsonl").read_text(encoding="utf-8").splitlines()
        rows += [row for row in map(json.loads, lines) if row.get("spans") and len(row["answers"][0]) <= SHORT]
    random.Random(seed).shuffle(rows)
    rows = rows[: count + 1]
    cuts = [_around(row) for row in rows]
    return [
        Asked(row["question"], row["answers"][0], (cut,), (other,))
        for row, cut, other in zip(rows, cuts, cuts[1:], strict=False)
    ]


def measured_on(data: Path, count: int) -> list[Asked]:
    """The odd questions of HotpotQA with their passages, and the first of the others that were offered."""
    folder = data / "retrieval" / "hotpotqa_dev200"
    texts = {row["idx"]: row for row in json.loads((folder / "corpus.json").read_text(encoding="utf-8"))}
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    found = []
    for row in questions[1::2][:count]:
        others = [idx for idx in row["candidate_idx"] if idx not in row["gold_idx"]][: len(row["gold_idx"])]
        gold, rest = (tuple(_passage(texts[idx]) for idx in places) for places in (row["gold_idx"], others))
        found.append(Asked(row["question"], row["answer"], gold, rest))
    return found


def _passage(row: dict[str, Any]) -> Passage:
    text = row["text"][: 3 * WINDOW]
    return Passage(str(row["idx"]), str(row["idx"]), text, 0, title=row["title"])


def _around(row: dict[str, Any]) -> Passage:
    place, start, end = row["spans"][0]
    context = row["context"][place]
    first = max(0, start - WINDOW)
    return Passage(row["id"], row["id"], context["text"][first : end + WINDOW], first, title=context["title"])


def sft_rows(asked: Sequence[Asked]) -> list[ModelRow]:
    """Every fourth question with passages that do not answer it, the others with both, in turn first."""
    rows = []
    for number, one in enumerate(asked):
        if number % 4 == 3:
            rows.append(ModelRow(chat_messages(one.question, one.others, brief=True), ABSTAIN))
            continue
        passages = (*one.gold, *one.others) if number % 2 else (*one.others, *one.gold)
        cited = f"{one.answer} [{passages.index(one.gold[0]) + 1}]"
        rows.append(ModelRow(chat_messages(one.question, passages, brief=True), cited))
    return rows


def preferences(asked: Sequence[Asked], answers: Sequence[str]) -> list[ModelRow]:
    """The right answer before the model's own, where that is wrong."""
    return [
        ModelRow(chat_messages(one.question, one.gold, brief=True), f"{one.answer} [1]", answer)
        for one, answer in zip(asked, answers, strict=True)
        if answer and token_f1(strip_markers(answer), one.answer) < 0.5
    ]


def ratings(rows: Sequence[ModelRow]) -> list[ModelRow]:
    """Both answers of each preference, rated."""
    return [replace(row, answer=text, rejected="", good=good) for row in rows for text, good in _rated(row)]


def _rated(row: ModelRow) -> Iterator[tuple[str, bool]]:
    yield from ((row.answer, True), (row.rejected, False))


def perplexity(base: BaseModel, texts: Sequence[str]) -> float:
    """That of texts, by token."""
    logs = [(log_probability(base, ModelRow((), text)), len(base.answer_ids(text))) for text in texts]
    return math.exp(-sum(log for log, _ in logs) / sum(count for _, count in logs))


def unrelated(data: Path, count: int) -> list[str]:
    """The starts of abstracts."""
    with gzip.open(data / "retrieval" / "scifact" / "corpus.json.gz", "rt", encoding="utf-8") as stream:
        return [" ".join(row["abstract"])[:600] for row in json.load(stream)[:count]]


def gate_questions(asked: Sequence[Asked]) -> list[GateQuestion]:
    """Each with its own passages, then each with others."""
    with_gold = [GateQuestion(chat_messages(one.question, one.gold, brief=True), one.answer) for one in asked]
    return with_gold + [GateQuestion(chat_messages(one.question, one.others, brief=True), "") for one in asked]


def run(how: argparse.Namespace) -> None:
    method: Method = require_method(how.method)
    half = prefers_half()
    learned, held_out = trained_on(how.data, how.count, how.seed), measured_on(how.data, how.held_out)
    questions, texts = gate_questions(held_out), unrelated(how.data, how.texts)
    base = load_base(how.base, half)
    started = time.perf_counter()
    answers = answer_all(base, [question.messages for question in questions])
    print(f"asked {len(questions)} questions in {time.perf_counter() - started:.0f} s", flush=True)
    pairs = [
        GatePair(row, replace(row, answer=row.rejected)) for row in preferences(held_out, answers[: len(held_out)])
    ]
    pairs = pairs if method != "sft" else []
    before = ModelMeasures(*score_answers(questions, answers), pair_margins(base, pairs))
    lost = perplexity(base, texts)
    if method == "sft":
        rows = sft_rows(learned)
    else:
        own = answer_all(base, [chat_messages(one.question, one.gold, brief=True) for one in learned])
        rows = preferences(learned, own)
        rows = ratings(rows) if method == "kto" else rows
    options = ModelOptions(
        method, how.epochs, how.batch, how.rate, how.rank, tokens=how.tokens, seed=how.seed, half=half
    )
    with tempfile.TemporaryDirectory() as folder:
        training = ModelTraining(base, rows, options, Path(folder) / "checkpoints")
        forecast = training.forecast()
        print(f"{training.rows} rows ({training.left_out} too long), forecast {forecast}", flush=True)
        state = training.run()
        print(f"{state.step} steps in {state.seconds:.0f} s, losses {state.losses}", flush=True)
        export_model(training.model, how.base, Path(folder))
        tuned = load_base(Path(folder) / "model", half)
    written = answer_all(tuned, [question.messages for question in questions])
    after = ModelMeasures(*score_answers(questions, written), pair_margins(tuned, pairs))
    verdict = judge_model(before, after, method, 0.05)
    for row in verdict.rows:
        gain = row.interval
        print(
            f"{row.retriever}: {row.before:.3f} -> {row.after:.3f}, {gain.difference:+.3f} "
            f"({gain.low:+.3f} to {gain.high:+.3f})"
        )
    print(f"gate {'passed' if verdict.passed else 'failed'} on {verdict.cases}: {verdict.reason}; {len(pairs)} pairs")
    print(f"perplexity of unrelated text: {lost:.2f} -> {perplexity(tuned, texts):.2f}")
    if how.show:
        for question, one, other in list(zip(questions, answers, written, strict=True))[:: len(questions) // how.show]:
            print(f"{question.reference!r}: {one!r} -> {other!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--base", type=Path, default=servers.weights())
    parser.add_argument("--method", default="sft")
    for name, default in (("count", 240), ("held-out", 100), ("epochs", 2), ("batch", 8), ("rank", 16)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, default in (("tokens", 640), ("texts", 40), ("seed", 0), ("show", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rate", type=float, default=3e-4)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
