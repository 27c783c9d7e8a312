"""The data as a whole: its files load as they are, nothing of what is held out is in them, and the card is right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from evals.casefile import read_cases
from evals.human.feedback import make_feedback
from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions, build_data, write_data
from evals.tuning.personal_data import make_mask
from evals.types import Case, Feedback, Gold
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from rag.answer.abstain import ABSTAIN
from rag.embed.protocol import Embedder
from tests.evals.parts import answered
from tests.evals.tuning.parts import TOWNS, MayorTagger, town_cases, town_passage, town_sources

COLUMNS: Mapping[str, set[str]] = {
    "chat": {"messages"},
    "instructions": {"prompt", "completion"},
    "raft": {"prompt", "completion", "has_gold"},
    "preferences": {"prompt", "chosen", "rejected"},
    "ratings": {"prompt", "completion", "label"},
    "pairs": {"anchor", "positive"},
    "triplets": {"anchor", "positive", "negative"},
}


def feedback() -> list[Feedback]:
    """A correction for every town, and a rating."""
    return [
        replace(
            make_feedback(
                f"Who led {name} at first?", answered("The pilot.", town_passage(name)), "down", expected=mayor
            ),
            gold=(Gold(town_passage(name).id, f"its first mayor was {mayor}"),),
        )
        for name, (_, _, mayor) in TOWNS.items()
    ]


def count(text: str) -> int:
    return len(text.split())


@pytest.fixture(scope="module")
def folder(towns: SqliteStore, minilm: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    unknown = [Case.make(f"Who was the {number}th wizard?", "", kind="unanswerable") for number in range(2, 6)]
    sources = town_sources(towns, minilm, [*town_cases(), *unknown], feedback(), [])
    data = build_data(sources, DataOptions(held_out=0.25, without_gold=0.4, embedder_tokens=12), count)
    write_data(data, made, render_card(data, "towns"))
    return made


def read(folder: Path, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_every_file_loads_with_datasets_by_the_card(folder: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    for name, columns in COLUMNS.items():
        found = load_dataset(str(folder), name, cache_dir=str(tmp_path))
        assert set(found["train"].column_names) == columns
        assert len(found["train"]) == len(read(folder, f"train/{name}.jsonl")) > 0
    assert {message["role"] for message in found_messages(folder)} == {"system", "user", "assistant"}


def found_messages(folder: Path) -> list[dict[str, str]]:
    rows = read(folder, "train/chat.jsonl")
    return [message for row in rows for message in row["messages"]]  # type: ignore[misc]


def test_sentence_transformers_computes_its_loss_on_the_triplets(folder: Path, tmp_path: Path) -> None:
    from datasets import load_dataset
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    from rag.embed.weights import weights_folder

    model = SentenceTransformer(str(weights_folder()), device="cpu")
    rows = load_dataset(str(folder), "triplets", cache_dir=str(tmp_path))["train"][:3]
    features = [model.preprocess(rows[name]) for name in ("anchor", "positive", "negative")]
    loss = MultipleNegativesRankingLoss(model)(features, None)
    assert 0 < loss.item() < 5


def test_nothing_of_held_out_documents_is_trained_on(folder: Path) -> None:
    cases = read_cases(folder / "held_out" / "cases.jsonl")
    assert len(cases) >= 8
    text = "".join(path.read_text(encoding="utf-8") for path in (folder / "train").iterdir())
    for case in cases:
        assert case.question not in text
        assert case.gold[0].source.removesuffix(".txt") not in text


def test_contexts_without_gold_ask_to_abstain(folder: Path) -> None:
    rows = read(folder, "train/raft.jsonl")
    answerable = [row for row in rows if "wizard" not in row["prompt"]]
    counted = Counter(row["has_gold"] for row in answerable)
    assert 0.2 < counted[False] / len(answerable) < 0.6  # type: ignore[index]
    for row in rows:
        assert (row["completion"] == ABSTAIN) == (not row["has_gold"])
        if row["has_gold"]:
            answer, _, number = row["completion"].rpartition(" ")
            shown = row["prompt"].split(f"\n{number} ")[1].split("\n\n")[0]
            assert answer in shown


def test_a_question_has_so_many_triplets_and_distractors(towns: SqliteStore, minilm: Embedder) -> None:
    options = DataOptions(held_out=0.25, negatives=1, distractors=3, without_gold=0.0)
    data = build_data(town_sources(towns, minilm, town_cases(), [], []), options, count)
    rows = {file.name: file.rows for file in data.train}
    assert len(rows["triplets"]) == len(rows["pairs"]) == len(data.split.train.examples)
    assert {str(row).count(" lives on ") for row in rows["raft"]} == {4}


def test_the_card_counts_what_is_there(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    for name in COLUMNS:
        assert f"| {name} | " in card
    pairs, held_out = (len(read(folder, f"{half}/pairs.jsonl")) for half in ("train", "held_out"))
    assert f"loss` | {pairs} | {held_out} |" in card.replace("Loss`", "loss`")
    assert "over 12" in card
    assert "Personal data: not masked." in card


def test_data_is_the_same_for_the_same_seed(towns: SqliteStore, minilm: Embedder) -> None:
    sources = town_sources(towns, minilm, town_cases(), [], [])
    first, again = (build_data(sources, DataOptions(held_out=0.25), count) for _ in range(2))
    other = build_data(sources, DataOptions(held_out=0.25, seed=1), count)
    assert first == again
    assert first.train != other.train


def test_masked_data_names_nobody(towns: SqliteStore, minilm: Embedder) -> None:
    sources = town_sources(towns, minilm, town_cases(), feedback(), [])
    plain, masked = (build_data(sources, DataOptions(), count, mask) for mask in (None, make_mask(MayorTagger())))
    told = [str((data.train, data.held_out, data.cases)) for data in (plain, masked)]
    assert all(mayor in told[0] for _, _, mayor in TOWNS.values())
    assert not any(mayor in told[1] for _, _, mayor in TOWNS.values())
    assert "contact data, numbers and names of persons are masked" in render_card(masked, "towns")


def test_cases_of_saved_versions_only_measure(towns: SqliteStore, minilm: Embedder) -> None:
    cases = town_cases()
    with pytest.raises(UsageError, match=r"examples to train on.*saved versions"):
        build_data(town_sources(towns, minilm, cases, [], cases[4:]), DataOptions(), count)
    leaking = [replace(case, id=case.id[::-1], question=f"{case.question} ") for case in cases[:6]]
    with pytest.raises(UsageError, match="leak"):
        build_data(town_sources(towns, minilm, cases, [], leaking), DataOptions(), count)
    options = DataOptions(drop_leaks=True)
    data = build_data(town_sources(towns, minilm, cases, [], leaking), options, count)
    assert data.leaks > 0
    assert {case.question for case in cases[:6]}.isdisjoint(example.question for example in data.split.train.examples)


def test_too_little_is_refused(towns: SqliteStore, minilm: Embedder) -> None:
    with pytest.raises(UsageError, match="at least 10"):
        build_data(town_sources(towns, minilm, town_cases()[:10], [], []), DataOptions(), count)
    with pytest.raises(UsageError, match="prompt template 'poem'"):
        build_data(town_sources(towns, minilm, town_cases(), [], []), DataOptions(template="poem"), count)
