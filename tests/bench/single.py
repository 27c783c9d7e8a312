"""Sets whose questions have one piece of evidence each, written as folders that the benches take."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from tests.support.shared import DATA

LANGUAGES = ("en", "de", "es", "ru", "zh", "ar", "hi")
Claims = Literal["train", "validation"]


def scifact(folder: Path, claims: Claims) -> Path:
    """SciFact: every abstract, and the claims that cite one; `validation` is BEIR's test set."""
    source = DATA / "retrieval" / "scifact"
    abstracts = json.loads(gzip.decompress((source / "corpus.json.gz").read_bytes()))
    corpus = [{"idx": row["doc_id"], "title": row["title"], "text": _joined(row["abstract"])} for row in abstracts]
    known = {str(row["idx"]) for row in corpus}
    rows = json.loads((source / f"claims_{claims}.json").read_text(encoding="utf-8"))
    cited = [(row["text"], [str(idx) for idx in row["cited_doc_ids"] if str(idx) in known]) for row in rows]
    return _written(folder, corpus, [{"question": text, "gold_idx": gold} for text, gold in cited if gold])


def xquad(folder: Path, language: str) -> Path:
    """XQuAD: 240 paragraphs, and the questions on each."""
    file = DATA / "retrieval" / "xquad" / f"xquad.{language}.json"
    articles = json.loads(file.read_text(encoding="utf-8"))["data"]
    paragraphs = [(article["title"], part) for article in articles for part in article["paragraphs"]]
    corpus = [{"idx": idx, "title": title, "text": part["context"]} for idx, (title, part) in enumerate(paragraphs)]
    asked = [
        {"question": item["question"], "gold_idx": [idx]}
        for idx, (_, part) in enumerate(paragraphs)
        for item in part["qas"]
    ]
    return _written(folder, corpus, asked)


def _joined(abstract: str) -> str:
    return abstract.strip("[]'").replace("'\n '", " ")


def _written(folder: Path, corpus: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True)
    (folder / "corpus.json").write_text(json.dumps(corpus), encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    return folder
