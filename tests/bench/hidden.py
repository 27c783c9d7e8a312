"""Text that a reader does not see: how much of it is told, by kind, and how often text that is seen is taken for it.

python -m tests.bench.hidden FOLDER...    # measures false alarms on the files there: look at each
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from graph.errors import Refused
from ingest.sandbox import Sandbox
from ingest.types import LoadedText
from tests.ingest.concealed import UNSEEN, Case, cases

SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".eml", ".md")


def parted(text: LoadedText) -> tuple[str, str]:
    """What is seen and what is hidden, in single lines."""
    seen, hidden = text.text, "\n".join(text.text[start:end] for start, end in text.hidden)
    for start, end in reversed(text.hidden):
        seen = seen[:start] + seen[end:]
    return " ".join(seen.split()), " ".join(hidden.split())


def verdict(case: Case, text: LoadedText) -> str:
    """What became of the text in question: told as hidden, taken as seen, both, or lost."""
    seen, hidden = (UNSEEN in part for part in parted(text))
    return {(True, True): "both", (True, False): "seen", (False, True): "hidden", (False, False): "lost"}[seen, hidden]


def by_kind(sandbox: Sandbox, folder: Path) -> Iterator[tuple[Case, str]]:
    for case in cases():
        file = folder / f"case{case.suffix}"
        file.write_bytes(case.data)
        yield case, verdict(case, sandbox.load(file).texts[0])


def alarms(sandbox: Sandbox, folders: list[Path]) -> None:
    """Every file of which some text is hidden, with the text."""
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES)
    read: Counter[str] = Counter()
    marked: defaultdict[str, int] = defaultdict(int)
    for file in files:
        try:
            texts = sandbox.load(file).texts
        except Refused:
            continue
        read[file.suffix.lower()] += 1
        for text in texts:
            for start, end in text.hidden:
                marked[file.suffix.lower()] += 1
                print(f"  {file.name}: {text.notes[-1]}: {' '.join(text.text[start:end].split())[:100]!r}")
    for suffix, count in read.most_common():
        print(f"{suffix}: {count} files read, {marked[suffix]} stretches marked")


def main() -> None:
    import tempfile

    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as made:
        if sys.argv[1:]:
            alarms(sandbox, [Path(name) for name in sys.argv[1:]])
            return
        for case, found in by_kind(sandbox, Path(made)):
            right = found == ("seen" if case.visible else "hidden")
            print(f"| {case.name} | {'seen' if case.visible else 'hidden'} | {found}{'' if right else ' ✗'} |")


if __name__ == "__main__":
    main()
