"""Trains the reader's correction on QAMR: `python -m tests.tools.train_reader [FILE] [--steps N] [--seed N]`.

QAMR (J. Michael et al., "Crowdsourcing Question-Answer Meaning Representations", 2018; MIT licence): questions about
single Wikipedia and Wikinews sentences, answered by spans. Rows come in twos: a question with its sentence or with a
neighbour beside it, and a near miss without an answer (`near_misses`); some are made of `records`.
The encoder is all-MiniLM-L6-v2 (Apache-2.0); trained are a low-rank correction of its matrices, biases,
normalisations, the segments and the head. Needs the extra `models`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

from graph.text.stemming import stems
from rag.answer.extractive.encoder import SEGMENT_EMBEDDINGS
from rag.answer.extractive.pairs import TokenPair, encode_pair
from rag.answer.extractive.reader import READER_FILE
from rag.embed.minilm import MiniLM
from rag.embed.weights import weights_folder
from tests.support.shared import DATA
from tests.tools.near_misses import NearMisses, cut, names_of
from tests.tools.records import Records

QAMR = DATA / "training" / "qamr"
RANK = 32
BATCH = 24
RATE = 1.5e-3
WARM_UP = 60
ELSEWHERE, CUT, NEIGHBOUR, SAID_OTHERWISE = 0.35, 0.12, 0.2, 0.25
RECORDS, RANKED = 0.15, 0.5
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a text with the tokens at which the answer starts and ends; 0 and 0 when there is none."""

    pair: TokenPair
    start: int
    end: int


class Rows:
    """Makes rows out of QAMR, without end."""

    def __init__(self, tokenizer: Any, seed: int, cache: Path) -> None:
        self.tokenizer = tokenizer
        self.random = random.Random(seed)
        self.sentences: dict[str, str] = {}
        self.asked: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        self.articles: dict[str, list[str]] = defaultdict(list)
        for name in ("dev", "test"):
            for line in (QAMR / f"{name}.jsonl").read_text("utf-8").splitlines():
                self._add(json.loads(line))
        self.ids = sorted(self.sentences)
        questions = [question for asked in self.asked.values() for question, _ in asked]
        self.misses = NearMisses([*self.sentences.values(), *questions], MiniLM(cache), self.random)
        self.records = Records(self.sentences.values(), self.random)
        self.names = {article: self._names(ids) for article, ids in self.articles.items()}

    def _add(self, record: dict[str, Any]) -> None:
        name = record["sentence_id"]
        if name not in self.sentences:
            self.articles[_article(name)].append(name)
        self.sentences[name] = _plain(record["sentence"])
        self.asked[name].append((record["question"], [_plain(answer) for answer in record["answers"]]))

    def batches(self) -> Iterator[list[Row]]:
        """Batches of rows of about one length; each answered row is followed by one of the same without an answer."""
        while True:
            twos = sorted((self.two() for _ in range(8 * BATCH)), key=lambda rows: len(rows[0].pair.tokens))
            batches = [twos[i : i + BATCH // 2] for i in range(0, len(twos), BATCH // 2)]
            self.random.shuffle(batches)
            yield from ([row for rows in batch for row in rows] for batch in batches)

    def two(self) -> tuple[Row, Row]:
        """A question with its sentence, and a near miss."""
        if self.random.random() < RECORDS:
            return self._record()
        name = self.random.choice(self.ids)
        question, answers = max(
            (self.random.choice(self.asked[name]) for _ in range(2)), key=lambda asked: len(stems(asked[0]))
        )
        missed = self._missed(name, question, answers) or (question, self.sentences[self._other(name)])
        without = Row(encode_pair(self.tokenizer, *missed), 0, 0)
        text, place = self.sentences[name], 0
        if self.random.random() < NEIGHBOUR:
            other = self.sentences[self._other(name)]
            before = self.random.random() < 0.5
            place = len(other) + 1 if before else 0
            text = f"{other} {text}" if before else f"{text} {other}"
        if self.random.random() < 0.3:
            question = question[0].lower() + question[1:]
        if self.random.random() < SAID_OTHERWISE:
            question = self.misses.alike(question)
        answered = self._answered(question, text, f" {self.sentences[name]} ", place, self.random.choice(answers))
        return answered, without

    def _record(self) -> tuple[Row, Row]:
        asked = self.records.asked()
        row = self._answered(asked.question, asked.text, f" {asked.answer} ", asked.start, asked.answer)
        return row, Row(encode_pair(self.tokenizer, asked.missed, asked.text), 0, 0)

    def _answered(self, question: str, text: str, sentence: str, place: int, answer: str) -> Row:
        row = encode_pair(self.tokenizer, question, text)
        start = place + sentence.find(f" {answer} ")
        inside = (row.bounds[:, 0] >= start) & (row.bounds[:, 1] <= start + len(answer))
        tokens = np.flatnonzero(inside) if start >= place else np.zeros(0, np.int64)
        return Row(row, row.first + int(tokens[0]), row.first + int(tokens[-1])) if len(tokens) else Row(row, 0, 0)

    def _other(self, name: str) -> str:
        near = [other for other in self.articles[_article(name)] if other != name]
        if near and self.random.random() < 0.8:
            return self.random.choice(near)
        return self.random.choice([other for other in self.random.sample(self.ids, 2) if other != name])

    def _missed(self, name: str, question: str, answers: list[str]) -> tuple[str, str] | None:
        """A question and a text that does not answer it."""
        text = self.sentences[name]
        chance = self.random.random()
        if chance < ELSEWHERE:
            other = self._other(name)
            nearest = self._nearest(other, text)
            return (nearest, text) if nearest else (question, self.sentences[other])
        if chance < ELSEWHERE + CUT:
            left = cut(text, answers)
            return (question, left) if left else None
        changed = self.misses.missed(question, text, self.names[_article(name)])
        return (changed, text) if changed else None

    def _nearest(self, name: str, text: str) -> str:
        """Of some questions about a sentence the one that shares most words with another text; empty at random."""
        if self.random.random() < 0.3:
            return ""
        said = set(stems(text))
        some = self.random.sample(self.asked[name], min(8, len(self.asked[name])))
        return max((question for question, _ in some), key=lambda question: len(said & set(stems(question))))

    def _names(self, ids: list[str]) -> list[str]:
        """The names in an article and, as it may have few, some of another."""
        other = self.random.choice(sorted(self.articles))
        return [found for name in [*ids, *self.articles[other][:3]] for found in names_of(self.sentences[name])]


class LowRank(nn.Module):
    """W + BA, with B zero at first."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        rows, columns = weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / columns**0.5)
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, weight: Tensor) -> Tensor:
        return weight + self.up @ self.down


class Trained(nn.Module):
    """The encoder with its correction, and the head that scores starts and ends."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel

        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.head = nn.Linear(self.encoder.config.hidden_size, 2)
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        for layer in list(self.encoder.encoder.modules()):
            if isinstance(layer, nn.Linear):
                parametrize.register_parametrization(layer, "weight", LowRank(layer.weight))
                layer.bias.requires_grad = True
            elif isinstance(layer, nn.LayerNorm):
                layer.weight.requires_grad = layer.bias.requires_grad = True
        old = self.encoder.embeddings.token_type_embeddings.weight.data
        self.encoder.embeddings.token_type_embeddings = nn.Embedding(3, old.shape[1], _weight=old[[0, 1, 1]])

    def forward(self, rows: Sequence[TokenPair]) -> Tensor:
        """Scores (rows × tokens × 2) of starts and ends; tokens that are no part of the text are shut out."""
        longest = max(len(row.tokens) for row in rows)
        tokens, segments, there = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
        text = torch.zeros(len(rows), longest, dtype=torch.bool)
        text[:, 0] = True
        for place, row in enumerate(rows):
            size = len(row.tokens)
            tokens[place, :size] = torch.from_numpy(row.tokens)
            segments[place, :size] = torch.from_numpy(row.segments)
            there[place, :size] = 1
            text[place, row.first : row.first + len(row.bounds)] = True
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(tokens, attention_mask=there, token_type_ids=segments).last_hidden_state
        scores: Tensor = self.head(states.float()).masked_fill(~text[:, :, None], -1e4)
        return scores

    def resume(self, file: Path) -> None:
        """Go on from a correction that was saved."""
        from safetensors.torch import load_file

        known = load_file(file)
        self.head.load_state_dict({name: known[f"head.{name}"].float() for name in ("weight", "bias")})
        self.encoder.embeddings.token_type_embeddings.weight.data = known[SEGMENT_EMBEDDINGS].float()
        for name, parameter in self.encoder.named_parameters():
            if parameter.requires_grad and "token_type" not in name:
                parameter.data = known[name.replace("parametrizations.weight.0.", "weight.")].float()

    def correction(self) -> dict[str, np.ndarray[Any, Any]]:
        """What the reader adds to the encoder's weights, in half precision."""
        kept: dict[str, Tensor] = {"head.weight": self.head.weight, "head.bias": self.head.bias}
        kept[SEGMENT_EMBEDDINGS] = self.encoder.embeddings.token_type_embeddings.weight
        for name, parameter in self.encoder.named_parameters():
            if parameter.requires_grad and "token_type" not in name:
                kept[name.replace("parametrizations.weight.0.", "weight.")] = parameter
        return {name: value.detach().numpy().astype(np.float16) for name, value in kept.items()}


def train(folder: Path, steps: int, seed: int, rate: float, start: Path | None) -> Trained:
    """A trained model, from the saved correction on if one is given; prints the mean loss of every hundred steps."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model = Trained(folder).train()
    if start:
        model.resume(start)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    losses: list[float] = []
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        made = Rows(tokenizer, seed, Path(cache))
    for step, rows in zip(range(1, steps + 1), made.batches(), strict=False):
        scores = model([row.pair for row in rows])
        gold = torch.tensor([(row.start, row.end) for row in rows])
        loss = functional.cross_entropy(scores.transpose(1, 2).reshape(-1, scores.shape[1]), gold.reshape(-1))
        loss = loss + RANKED * ranked(scores, gold)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if step % 100 == 0:
            print(f"step {step} loss {np.mean(losses[-100:]):.3f} {time.perf_counter() - started:.0f} s", flush=True)
    return model.eval()


def ranked(scores: Tensor, gold: Tensor) -> Tensor:
    """The loss of a near miss (odd rows) that is as likely answered as the question it was made of (even rows)."""
    margins = (scores[:, 1:].logsumexp(1) - scores[:, 0]).sum(1)
    answered = gold[0::2, 0] > 0
    lost = functional.softplus(margins[1::2] - margins[0::2])
    return (lost * answered).sum() / answered.sum().clamp(min=1)


def _plain(text: str) -> str:
    return " ".join(_BRACKETS.get(word, word) for word in text.split())


def _article(sentence_id: str) -> str:
    return sentence_id.rsplit(":", 2)[0]


def main() -> None:
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=READER_FILE)
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", type=Path, help="a saved correction to go on from")
    chosen = parser.parse_args()
    model = train(weights_folder(), chosen.steps, chosen.seed, chosen.rate, chosen.start)
    about = {"data": "QAMR dev and test, MIT", "base": "all-MiniLM-L6-v2, Apache-2.0", "script": "train_reader"}
    numbers = {"steps": str(chosen.steps), "seed": str(chosen.seed), "rank": str(RANK)}
    save_file(model.correction(), chosen.file, metadata=about | numbers)


if __name__ == "__main__":
    main()
