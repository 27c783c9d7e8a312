"""Trains the passage reader's correction: `python -m tests.tools.train_passage_reader [FILE] [--steps N] [--seed N]`.

Rows are those of `everyday_rows`: none of a set that is measured. One pass over a question and a window gives each
token three scores, whether an answer starts there, ends there, and whether its sentence answers; the first token's
state gives the verdict of a yes-or-no question. The encoder is all-MiniLM-L6-v2 (Apache-2.0) with a low-rank
correction, begun from the reader's. Needs the extra `models`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.answer.extractive.pairs import TokenPair, encode_pair
from rag.answer.extractive.reader import READER_FILE
from rag.embed.weights import weights_folder
from tests.tools.everyday_rows import VERDICTS, Example, Likest, Window, read_examples
from tests.tools.train_reader import Trained

BATCH = 10
"""Questions of one step."""

REPORTED = 10
"""Steps between two lines of losses."""

RATE = 8e-4
WARM_UP = 60
MOST_RIGHT, MOST_WINDOWS = 2, 3
STORY, WITHOUT_TITLE, LOWER = 0.15, 0.2, 0.25
SHARES = {"boolq": 0.5, "snli": 0.35, "qamr": 0.45, "tatqa": 1.3, "covidqa": 1.5, "contractnli": 2.0, "cuad": 1.3,
          "qmsum": 1.2, "clapnq": 2.0, "cdc_faq": 2.5, "sharc_trees": 3.0, "fetaqa": 0.5, "wikitq": 0.8}  # fmt: skip
"""How often a source's examples are drawn; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question with one window: the tokens of each sentence, the gold ones, the answer's tokens and the verdict."""

    pair: TokenPair
    sentences: tuple[tuple[int, int], ...]
    gold: tuple[int, ...]
    answer: tuple[int, int]
    spans: bool
    verdict: int


class Rows:
    """Makes lists of rows, one list a question, without end."""

    def __init__(self, tokenizer: Any, seed: int) -> None:
        self.tokenizer = tokenizer
        self.random = random.Random(seed)
        self.examples = read_examples(seed)
        self.likest = Likest(self.examples, self.random)
        self.weights = [SHARES.get(example.source, 1.0) for example in self.examples]

    def batches(self) -> Iterator[list[list[Row]]]:
        """Batches of lists, of about one length each."""
        while True:
            lists = [self.rows(example) for example in self.random.choices(self.examples, self.weights, k=8 * BATCH)]
            lists.sort(key=lambda rows: max(len(row.pair.tokens) for row in rows))
            batches = [lists[i : i + BATCH] for i in range(0, len(lists), BATCH)]
            self.random.shuffle(batches)
            yield from batches

    def rows(self, example: Example) -> list[Row]:
        """The rows of a question: windows that answer, then others."""
        chance = self.random
        right = chance.sample(example.right, min(MOST_RIGHT, len(example.right)))
        if not example.marked:
            return [self._row(example, example.question, right[0], example.verdict)]
        wrong = chance.sample(example.wrong, min(MOST_WINDOWS - 1, len(example.wrong)))
        wrong = wrong[: max(1, MOST_WINDOWS - len(right))]
        if len(right) + len(wrong) < MOST_WINDOWS:
            wrong.append(self.likest.find(example))
        question = example.question
        if chance.random() < STORY and example.source != "qamr":
            question = f"{question} {self._story()}"
        if chance.random() < LOWER:
            question = question[0].lower() + question[1:].rstrip("?")
        kept = [
            self._row(example, question, window, example.verdict if i == 0 else -1) for i, window in enumerate(right)
        ]
        return [*kept, *(self._row(example, question, window, -1) for window in wrong)]

    def _story(self) -> str:
        """Sentences that tell something before a question, made of other texts."""
        window = self.random.choice(self.random.choice(self.examples).right or [Window("", "–", ((0, 1),))])
        start = self.random.choice(window.sentences)[0]
        return window.text[start : start + 200]

    def _row(self, example: Example, question: str, window: Window, verdict: int) -> Row:
        heading = "" if self.random.random() < WITHOUT_TITLE else window.title
        lead = f"{' '.join(heading.split())}. " if heading else ""
        pair = encode_pair(self.tokenizer, question, lead + window.text)
        offset = len(lead)
        sentences = [_inside(pair, start + offset, end + offset) for start, end in window.sentences]
        there = tuple(i for i in window.gold if sentences[i][0] < sentences[i][1])
        answer = (
            _inside(pair, *(place + offset for place in self.random.choice(window.answers)))
            if window.answers
            else (0, 0)
        )
        gold = tuple(range(answer[0], answer[1]))
        span = (answer[0], answer[1] - 1) if gold else (0, 0)
        has_spans = bool(window.answers) or not window.gold
        return Row(pair, tuple(sentences), there, span, has_spans and example.marked, verdict)


def _inside(pair: TokenPair, start: int, end: int) -> tuple[int, int]:
    """The first token of a stretch of text and the one after its last; alike when none lies in it."""
    inside = np.flatnonzero((pair.bounds[:, 0] >= start) & (pair.bounds[:, 1] <= end))
    return (pair.first + int(inside[0]), pair.first + int(inside[-1]) + 1) if len(inside) else (0, 0)


class PassageModel(nn.Module):
    """The corrected encoder with a head of three scores a token and three verdicts of the first."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.base = Trained(folder)
        self.base.resume(READER_FILE)
        for layer in self.base.modules():
            if isinstance(layer, nn.Dropout):
                layer.p = 0.0
        for layer in self.base.encoder.encoder.layer:
            layer.attention.self.dropout.p = 0.0
        size = self.base.head.in_features
        spans = self.base.head
        self.base.head = nn.Linear(size, 3 + len(VERDICTS))
        with torch.no_grad():
            self.base.head.weight[:2], self.base.head.bias[:2] = spans.weight, spans.bias
            self.base.head.weight[2:] *= 0.3

    def forward(self, rows: Sequence[TokenPair]) -> Tensor:
        longest = max(len(row.tokens) for row in rows)
        tokens, segments, there = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
        for place, row in enumerate(rows):
            size = len(row.tokens)
            tokens[place, :size] = torch.from_numpy(row.tokens)
            segments[place, :size] = torch.from_numpy(row.segments)
            there[place, :size] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.base.encoder(tokens, attention_mask=there, token_type_ids=segments).last_hidden_state
        scores: Tensor = self.base.head(states.float())
        return scores


def loss_of(lists: Sequence[Sequence[Row]], scores: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of relevance, of spans and of verdicts; each a mean over what has it."""
    relevance, spans, verdicts = [], [], []
    place = 0
    for rows in lists:
        logits, targets = [scores.new_zeros(1)], [0.0]
        for row in rows:
            its = scores[place]
            if row.spans:
                first, last = row.pair.first, row.pair.first + len(row.pair.bounds)
                for side in (0, 1):
                    choices = torch.cat([its[:1, side], its[first:last, side]])
                    gold = row.answer[side] - first + 1 if row.answer[0] else 0
                    spans.append(functional.cross_entropy(choices[None], torch.tensor([gold])))
            if row.verdict >= 0:
                verdicts.append(functional.cross_entropy(its[:1, 3:], torch.tensor([row.verdict])))
            for number, (start, end) in enumerate(row.sentences):
                if start < end:
                    logits.append(its[start:end, 2].mean()[None])
                    targets.append(float(number in row.gold))
            place += 1
        if len(rows) > 1 or rows[0].gold:
            wanted = torch.tensor(targets)
            if not wanted.any():
                wanted[0] = 1.0
            every = torch.cat(logits)
            relevance.append(-(functional.log_softmax(every, 0) * wanted).sum() / wanted.sum())
            relevance.append(0.7 * functional.binary_cross_entropy_with_logits(every[1:], wanted[1:]))
    nothing = scores.new_zeros(())
    return tuple(torch.stack(part).mean() if part else nothing for part in (relevance, spans, verdicts))  # type: ignore[return-value]


def train(folder: Path, steps: int, seed: int, rate: float, file: Path) -> None:
    """Train and save; prints the mean losses of every fifty steps."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model = PassageModel(folder).train()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    losses: list[list[float]] = []
    started = time.perf_counter()
    for step, lists in zip(range(1, steps + 1), Rows(tokenizer, seed).batches(), strict=False):
        scores = model([row.pair for rows in lists for row in rows])
        parts = loss_of(lists, scores)
        loss = parts[0] + 0.7 * parts[1] + 0.7 * parts[2]
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        losses.append([float(part.detach()) for part in parts])
        if step % REPORTED == 0:
            print(
                f"step {step} losses {np.mean(losses[-50:], 0).round(3)} {time.perf_counter() - started:.0f} s",
                flush=True,
            )
        if step % 200 == 0 or step == steps:
            save(model, file, steps, seed)


def save(model: PassageModel, file: Path, steps: int, seed: int) -> None:
    """Save the correction with where it comes from."""
    from safetensors.numpy import save_file

    about = {
        "data": "the training sets of everyday questions (their README states licences) and QAMR, MIT",
        "base": "all-MiniLM-L6-v2, Apache-2.0",
        "script": "train_passage_reader",
        "steps": str(steps),
        "seed": str(seed),
    }
    save_file(model.base.correction(), file, metadata=about)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=RATE)
    chosen = parser.parse_args()
    train(weights_folder(), chosen.steps, chosen.seed, chosen.rate, chosen.file)


if __name__ == "__main__":
    main()
