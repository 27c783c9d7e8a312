"""Files that people have, and what is right: `python -m tests.bench.cases DIR [NAMES...]`.

A case is a folder of files with a description: `case.json` in the folder, else `tests/bench/ingest_cases/<case>.json`.
Each case is ingested into a data folder of its own with the default settings, and its questions are asked offline. A
case fails "silently" if something is missing or wrong in the stored text and neither a note nor a refusal says so.
Exit code 1 if fewer than 95% pass or any case fails silently.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graph.errors import Refused
from graph.types import Document, Passage
from ingest.formats import read_texts
from ingest.report import Report
from ingest.split import split_sentences
from rag.embed.protocol import Embedder
from rag.types import Answer, Question
from ui.models import open_embedder
from ui.settings import Settings
from ui.workspace import Workspace

DESCRIPTIONS = Path(__file__).parent / "ingest_cases"
LEAST_PASSED = 0.95
SOURCES = 3
_SPACE = re.compile(r"\s+")


class _Description(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedDocument(_Description):
    """A document that must be stored; empty fields are not compared."""

    title: str = ""
    locator: str = ""
    date: str = ""


class ExpectedAnswer(_Description):
    """A question, strings of which one must stand in a cited source, and what the answer must say."""

    question: str
    cites: tuple[str, ...]
    answer: str = ""


class CaseDescription(_Description):
    """What is right; a string that may be written in several ways is a list of them.

    `together` stand in one passage with its context, `sentences` each within one sentence, `stored_or_noted` are in the
    text or a note says that something was left out; `noted` stand in a note or refusal.
    """

    stored: tuple[str | tuple[str, ...], ...] = ()
    stored_or_noted: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    at_most: dict[str, int] = {}
    together: tuple[tuple[str, ...], ...] = ()
    sentences: tuple[str, ...] = ()
    documents: tuple[ExpectedDocument, ...] = ()
    noted: tuple[str, ...] = ()
    questions: tuple[ExpectedAnswer, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a case; `silent` if the user is not told."""

    text: str
    silent: bool


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What a case became: its documents and passages, its notes and refusals, and the dates that its files state."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return squeeze("\n".join(f"{document.title}\n{document.text}" for document in self.documents))

    @property
    def in_context(self) -> list[str]:
        return [squeeze(f"{one.title} {one.context} {one.text}") for one in self.passages]

    @property
    def sentences(self) -> list[str]:
        return [
            squeeze(passage.text[sentence.start : sentence.end])
            for passage in self.passages
            for sentence in split_sentences(passage)
        ]


def squeeze(text: str) -> str:
    """Return the text with single blanks."""
    return _SPACE.sub(" ", text).strip()


def stands_in(wanted: str, text: str) -> bool:
    """Return whether a string stands in a text as words of its own, not as a part of longer ones."""
    wanted = squeeze(wanted)
    before = r"(?<![^\W_])" if wanted[:1].isalnum() else ""
    after = r"(?![^\W_])" if wanted[-1:].isalnum() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def read_description(folder: Path) -> CaseDescription | None:
    """Return the description of a case; None if it has none."""
    for path in (folder / "case.json", DESCRIPTIONS / f"{folder.name}.json"):
        if path.exists():
            return CaseDescription.model_validate_json(path.read_text(encoding="utf-8"))
    return None


def check_text(case: CaseDescription, stored: StoredCase) -> Iterator[Fault]:
    """Yield what is wrong with the stored text."""
    text, silent = stored.text, not stored.notes
    for wanted in case.stored:
        ways = (wanted,) if isinstance(wanted, str) else wanted
        if not any(squeeze(way) in text for way in ways):
            yield Fault(f"not stored: {' / '.join(ways)}", silent)
    for one in case.stored_or_noted:
        if squeeze(one) not in text and silent:
            yield Fault(f"neither stored nor noted: {one}", True)
    for one, most in (dict.fromkeys(case.absent, 0) | case.at_most).items():
        if (count := text.count(squeeze(one))) > most:
            yield Fault(f"stored {count} times: {one}", True)


def check_passages(case: CaseDescription, stored: StoredCase) -> Iterator[Fault]:
    """Yield what does not stand together in a passage, or whole in a sentence."""
    passages, sentences = stored.in_context, stored.sentences
    for group in case.together:
        if not any(all(stands_in(one, passage) for one in group) for passage in passages):
            yield Fault(f"not in one passage: {', '.join(group)}", not stored.notes)
    for one in case.sentences:
        if not any(squeeze(one) in sentence for sentence in sentences):
            yield Fault(f"in no one sentence: {one}", True)


def check_records(case: CaseDescription, stored: StoredCase) -> Iterator[Fault]:
    """Yield which documents, notes and refusals are missing."""
    for expected in case.documents:
        found = [one for one in stored.documents if expected.title in ("", one.title)]
        if not any(expected.locator in ("", one.locator) for one in found):
            yield Fault(f"no document: {expected.title} {expected.locator}", not stored.notes)
        if expected.date and (expected.title, expected.date) not in stored.dates:
            yield Fault(f"not dated {expected.date}: {expected.title}", False)
    for one in case.noted:
        if not any(one.casefold() in note.casefold() for note in stored.notes):
            yield Fault(f"not noted: {one}", True)


def check_answer(expected: ExpectedAnswer, answer: Answer) -> Iterator[Fault]:
    """Yield what is wrong with an answer; its sources are the cited passages, in the order of the citations."""
    if answer.abstained:
        yield Fault(f"abstains: {expected.question}", False)
        return
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    cited = list(dict.fromkeys(one.passage_id for one in answer.citations if one.passage_id in passages))[:SOURCES]
    sources = [squeeze(f"{passages[one].context} {passages[one].text}") for one in cited]
    sources += [squeeze(one.quote) for one in answer.citations]
    if not any(stands_in(one, source) for one in expected.cites for source in sources):
        yield Fault(f"cites none of {', '.join(expected.cites)}: {expected.question} - {answer.text[:100]!r}", False)
    elif expected.answer and not stands_in(expected.answer, squeeze(answer.text)):
        yield Fault(f"answers {answer.text[:100]!r}, not {expected.answer}: {expected.question}", False)


def run_case(folder: Path, case: CaseDescription, embedder: Embedder) -> list[Fault]:
    """Ingest the files of a case, ask its questions, and return what is wrong."""
    files = [path for path in sorted(folder.iterdir()) if path.name != "case.json"]
    with tempfile.TemporaryDirectory() as data, Workspace(Settings(data_dir=Path(data))) as workspace:
        workspace._once("embedder", lambda: embedder)
        report = workspace.ingest(files)
        stored = _stored(workspace, report, files)
        faults = [*check_text(case, stored), *check_passages(case, stored), *check_records(case, stored)]
        for expected in case.questions if stored.documents else ():
            faults.extend(check_answer(expected, workspace.ask(Question(expected.question))))
        return faults


def _stored(workspace: Workspace, report: Report, files: Sequence[Path]) -> StoredCase:
    notes = [note for outcome in report.outcomes for note in outcome.notes]
    notes += [f"{one.message} {one.hint}" for one in report.outcomes if one.state == "refused"]
    dates = [date for path in files if path.is_file() for date in _dates(path)]
    documents, passages = tuple(workspace.store.documents()), tuple(workspace.store.passages())
    return StoredCase(documents, passages, tuple(notes), tuple(dates))


def _dates(path: Path) -> list[tuple[str, str]]:
    try:
        return [(one.title, one.date) for one in read_texts(path.read_bytes(), path.stem, path.suffix)[1]]
    except Refused:
        return []


def main() -> int:
    """Print a line for each case and kind of file, and a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only these cases")
    options = parser.parse_args()
    folders = [path for path in sorted(options.folder.iterdir()) if path.is_dir()]
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as cache:
        embedder = open_embedder(Settings(), Path(cache))
        for folder in folders:
            if options.names and folder.name not in options.names:
                continue
            case = read_description(folder)
            state = _run_and_print(folder, case, embedder)
            kinds = {path.suffix.lstrip(".") for path in folder.iterdir() if path.name != "case.json"}
            outcomes["+".join(sorted(kinds))][state] += 1
    return _summarise(outcomes)


def _run_and_print(folder: Path, case: CaseDescription | None, embedder: Embedder) -> str:
    """Run a case, print its faults, and return pass, fail, silent or skipped."""
    if case is None or case.skipped:
        print(f"{folder.name:6} skipped: {case.skipped if case else 'no description'}", flush=True)
        return "skipped"
    faults = run_case(folder, case, embedder)
    state = "silent" if any(fault.silent for fault in faults) else "fail" if faults else "pass"
    print(f"{folder.name:6} {state}", flush=True)
    for fault in faults:
        print(f"       {'silently ' if fault.silent else ''}{fault.text}")
    return state


def _summarise(outcomes: dict[str, Counter[str]]) -> int:
    for kind, counts in sorted(outcomes.items()):
        print(f"{kind:12} " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    total = sum(outcomes.values(), Counter[str]())
    run = total.total() - total["skipped"]
    print(f"{total['pass']} of {run} pass; {total['silent']} silently wrong; {total['skipped']} skipped")
    return int(not run or total["pass"] < LEAST_PASSED * run or total["silent"] > 0)


if __name__ == "__main__":
    sys.exit(main())
