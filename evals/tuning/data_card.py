"""The dataset card: what the data is made from, how, and what it holds, in Markdown with the header of a data hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from evals.tuning.dataset import HELD_OUT, TRAIN, TuningData
from evals.tuning.negatives import BELOW_POSITIVE, NEAR_DUPLICATE
from evals.tuning.rows import ContextRow, RatingRow
from evals.tuning.types import Example, documents_of

_LOADERS = {
    "chat": "`messages`: OpenAI's fine-tuning form, and TRL's `SFTTrainer`",
    "instructions": "`prompt`, `completion`: TRL's `SFTTrainer`",
    "raft": "`prompt`, `completion`, `has_gold`: TRL's `SFTTrainer`, which ignores the last",
    "preferences": "`prompt`, `chosen`, `rejected`: TRL's `DPOTrainer` and `RewardTrainer`",
    "ratings": "`prompt`, `completion`, `label`: TRL's `KTOTrainer`",
    "pairs": "`anchor`, `positive`: sentence-transformers' `MultipleNegativesRankingLoss`",
    "triplets": "`anchor`, `positive`, `negative`: the same loss, or `TripletLoss`",
}


def render_card(data: TuningData, name: str, command: str = "tune data") -> str:
    """Return the card of the data that a collection gave by a command."""
    return "\n".join([*_header(data), f"# Training data of the collection {name}", "", *_body(data, command)]) + "\n"


def _header(data: TuningData) -> Iterator[str]:
    """Yield the part between dashes, by which `datasets` finds the files."""
    yield from ("---", "license: other", "license_name: private-documents", "configs:")
    held_out = {file.name for file in data.held_out if file.rows}
    for file in data.train:
        if file.rows:
            yield from (f"- config_name: {file.name}", "  data_files:")
            yield from ("  - split: train", f"    path: {TRAIN}/{file.name}.jsonl")
            if file.name in held_out:
                yield from ("  - split: test", f"    path: {HELD_OUT}/{file.name}.jsonl")
    yield from ("---", "")


def _body(data: TuningData, command: str) -> Iterator[str]:
    train, options = data.split.train, data.options
    documents = {name for example in train.examples for name in documents_of(example)}
    yield (
        f"{len(train.examples)} examples of {len(documents)} documents to train on; {len(data.cases)} cases of "
        f"{len(data.split.documents)} other documents are held out. Made by `graphloop {command}` with "
        f"seed {options.seed} and the prompt template `{options.template}`. The texts are those of private documents: "
        "their owners' terms apply."
    )
    yield from ("", "| file | form | rows | held out | tokens: median, 95%, longest | over the limit |")
    yield "|---|---|---|---|---|---|"
    held_out = {file.name: len(file.rows) for file in data.held_out}
    for line in data.lengths:
        yield (
            f"| {line.name} | {_LOADERS[line.name]} | {line.rows} | {held_out.get(line.name, 0)} "
            f"| {line.median}, {line.high}, {line.longest} | {line.truncated} over {line.limit} |"
        )
    yield from ("", "## How it was made", "", *_method(data))
    yield from ("", "## Balance", "", *_balance(data))


def _method(data: TuningData) -> Iterator[str]:
    options = data.options
    yield (
        f"- Negatives are retrieved for the question, at most {options.negatives} each, with a similarity below "
        f"{BELOW_POSITIVE} of the positive's, from documents that are not held out."
    )
    yield f"- Passages whose vectors have a cosine of {NEAR_DUPLICATE} or more are one passage."
    yield (
        f"- `raft` shows up to {options.distractors} distractors, and leaves the gold passage out of "
        f"{options.without_gold:.0%} of the prompts, where abstaining is right."
    )
    yield f"- Nothing repeats a held-out question or document: {data.leaks} questions that did were left out."
    yield f"- {data.split.mixed} items need documents of both halves and are in neither."
    masked = "contact data, numbers and names of persons are masked" if data.masked else "not masked"
    yield f"- Personal data: {masked}."
    yield "- Tokens are those of the default embedder's tokenizer."
    for reason, count in data.left_out:
        yield f"- Left out: {count} × {reason}."


def _balance(data: TuningData) -> Iterator[str]:
    examples = data.split.train.examples
    yield f"- Kinds: {_shares(example.kind for example in examples)}"
    yield f"- Origin: {_shares(_origin(example) for example in examples)}"
    yield f"- Answers: {_shares('given' if example.answer else 'none: abstain' for example in examples)}"
    most = Counter(name for example in examples for name in documents_of(example)).most_common(1)
    if most:
        yield f"- The document with most examples has {most[0][1]} of {len(examples)}"
    rows = {file.name: file.rows for file in data.train}
    ratings = [row.label for row in rows["ratings"] if isinstance(row, RatingRow)]
    yield f"- Ratings: {_shares('good' if label else 'bad' for label in ratings)}"
    gold = [row.has_gold for row in rows["raft"] if isinstance(row, ContextRow)]
    yield f"- RAFT prompts: {_shares('with gold' if has_gold else 'without gold' for has_gold in gold)}"


def _origin(example: Example) -> str:
    return example.origin.partition(":")[0]


def _shares(values: Iterable[str]) -> str:
    counted = Counter(values)
    total = sum(counted.values())
    return ", ".join(f"{name} {count} ({count / total:.0%})" for name, count in counted.most_common()) or "none"
