"""Fits the judges of `evals/judges/fitted.json`: `python -m tests.tools.train_metrics [FILE]`, minutes on one core.

Each is a logistic regression on the even-numbered questions of a set that people labelled: short answers on EVOUNA-NQ
(C. Wang et al., 2023; Apache-2.0), relevance on TrecQA dev (M. Wang et al., 2007), answers without a source on
HaluEval's general part (J. Li et al., 2023; MIT). The file keeps marks of these
questions, so that `graphloop eval validate` leaves them out of a judge's own figures. An answer is held against the
reference that the fit before found likeliest, in a few rounds (the EM of mixture models).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.files import read_json, read_lines, read_table
from evals.judges import relevance, short_answers, style_features
from evals.judges.cached_embedder import CachedEmbedder
from evals.judges.fitted import WEIGHTS_FILE, pack_fingerprints
from evals.meta_evaluation.evouna import system_answers
from evals.meta_evaluation.trecqa import join_tokens
from graph.text.citation_markers import strip_markers
from graph.types import Matrix
from rag.embed.minilm import MiniLM
from rag.embed.protocol import Embedder
from rag.linear_model import LinearModel, save_linear_models
from tests.support.shared import DATA
from tests.tools.train_scoring_model import fit_likelihood

EVOUNA = DATA / "judges" / "evouna" / "nq.json"
HALUEVAL = DATA / "judges" / "halueval" / "general_data.jsonl"
TRECQA = DATA / "judges" / "trecqa" / "dev.csv"
SYSTEMS = ("fid", "gpt35", "chatgpt", "gpt4", "newbing")
ROUNDS = 4
DECAY = 1e-3

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A judge's model, what it was fitted on, and the questions or claims of that."""

    model: LinearModel
    about: str
    items: Sequence[str]


def short(embedder: Embedder) -> Fitted:
    """The judge of short answers."""
    data = read_json(EVOUNA, list[dict[str, Any]])
    even = [one for system in SYSTEMS for one in system_answers(data, system, EVOUNA) if one.number % 2 == 0]
    rows = [
        short_answers.short_answer_features(one.question, strip_markers(one.text), one.references, embedder)
        for one in even
    ]
    right = np.array([one.right for one in even], np.float64)
    found, near = short_answers.FEATURES.index("found not asked"), short_answers.FEATURES.index("likeness")
    weights, bias = np.zeros(len(short_answers.FEATURES)), 0.0
    weights[[found, near]] = 1.0, 0.3
    for _ in range(ROUNDS):
        chosen = np.stack([row[int(np.argmax(row @ weights))] for row in rows]).astype(np.float64)
        weights, bias = fit_likelihood(chosen, right, np.ones(len(right)), DECAY)
    about = "even-numbered questions of EVOUNA-NQ, answers of five systems"
    return Fitted(LinearModel(short_answers.FEATURES, weights, bias), about, [one.question for one in even])


def relevant(embedder: Embedder) -> Fitted:
    """The judge of relevance."""
    data = read_table(TRECQA)
    questions = {question: place for place, question in enumerate(dict.fromkeys(row["qtext"] for row in data))}
    even = [row for row in data if questions[row["qtext"]] % 2 == 0]
    rows = np.stack([sentence(join_tokens(row["qtext"]), join_tokens(row["atext"]), embedder) for row in even])
    right = np.array([row["label"] == "1" for row in even], np.float64)
    weights, bias = fit_likelihood(rows.astype(np.float64), right, np.ones(len(right)), 10 * DECAY)
    about = "even-numbered questions of TrecQA dev"
    return Fitted(LinearModel(relevance.FEATURES, weights, bias), about, [row["qtext"] for row in even])


def unsourced() -> Fitted:
    """The judge of answers without a source."""
    even = read_lines(HALUEVAL, dict[str, Any])[::2]
    rows = np.stack([style_features.extract_style_features(row["user_query"], row["chatgpt_response"]) for row in even])
    wrong = np.array([row["hallucination"] == "yes" for row in even], np.float64)
    weights, bias = fit_likelihood(rows.astype(np.float64), wrong, np.ones(len(wrong)), 10 * DECAY)
    about = "even-numbered requests of HaluEval's general part, answers of ChatGPT"
    return Fitted(LinearModel(style_features.FEATURES, weights, bias), about, [row["user_query"] for row in even])


def sentence(question: str, text: str, embedder: Embedder) -> Matrix:
    """The features of a sentence."""
    own, other = embedder.embed([question], "query")[0], embedder.embed([text])[0]
    return relevance.relevance_features(question, "", text, float(own @ other))


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as cache:
        embedder = CachedEmbedder(MiniLM(Path(cache), threads=1))
        made = {"short_answers": short(embedder), "relevance": relevant(embedder), "sourceless": unsourced()}
    file = Path(arguments[0]) if arguments else WEIGHTS_FILE
    notes = {
        "made by": "python -m tests.tools.train_metrics",
        "about": {name: one.about for name, one in made.items()},
        "items": {name: pack_fingerprints(one.items) for name, one in made.items()},
    }
    save_linear_models(file, {name: one.model for name, one in made.items()}, notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
