"""Reads one-line texts in the charsets of their languages: `python -m tests.bench.charsets`.

Each line of `charsets.tsv` is stored in each charset that holds all its characters, and read without being told which.
The table shows by language and charset how many come back to the letter: of even-numbered lines, on which the guess was
tuned, and of odd ones. With the public data sets beside the repository, the questions of XQuAD follow, one line each,
which nothing was tuned on. Exit code 1 when fewer than 98% of the odd Western lines come back from Windows-1252.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.decode import decode
from tests.support.shared import DATA

WESTERN = ("cp1252", "latin-1", "iso8859-15", "mac-roman", "cp850")
UNSEEN = {"de": "cp1252", "es": "cp1252", "ru": "cp1251", "zh": "gb18030", "ar": "cp1256"}
LEAST = 0.98
Lines = dict[tuple[str, str], list[str]]


def own_lines() -> Lines:
    """The lines of a language by charset; those without one are Western."""
    found: Lines = defaultdict(list)
    for row in (Path(__file__).parent / "charsets.tsv").read_text(encoding="utf-8").splitlines():
        language, line, *charset = row.split("\t")
        for name in charset or WESTERN:
            found[language, name].append(line)
    return found


def unseen_lines() -> Lines:
    """The questions of XQuAD by language and charset; none without the public data sets."""
    return {
        (f"XQuAD {language}", charset): list(_questions(file))
        for language, charset in UNSEEN.items()
        if (file := DATA / "retrieval" / "xquad" / f"xquad.{language}.json").exists()
    }


def _questions(file: Path) -> Iterator[str]:
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield from (asked["question"] for asked in paragraph["qas"] if not asked["question"].isascii())


def count_right(lines: list[str], charset: str, half: int) -> tuple[int, int]:
    """How many lines of a half come back, and how many of it the charset can hold."""
    right = held = 0
    for line in lines[half::2]:
        try:
            data = line.encode(charset)
        except UnicodeEncodeError:
            continue
        held += 1
        right += decode(data) == line
    return right, held


def main() -> int:
    totals: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    print(f"{'language':24}{'charset':12}{'even':>10}{'odd':>10}")
    for (language, charset), lines in (own_lines() | unseen_lines()).items():
        counts = [count_right(lines, charset, half) for half in (0, 1)]
        print(f"{language:24}{charset:12}" + "".join(f"{f'{right}/{held}':>10}" for right, held in counts))
        group = "XQuAD" if language.startswith("XQuAD") else charset if charset in WESTERN else "other charsets"
        for half, (right, held) in enumerate(counts):
            totals[group, half][0] += right
            totals[group, half][1] += held
    for group in dict.fromkeys(group for group, _ in totals):
        shares = [totals[group, half][0] / totals[group, half][1] for half in (0, 1)]
        print(f"{group:36}" + "".join(f"{share:10.3f}" for share in shares))
    right, held = totals["cp1252", 1]
    return 0 if right >= LEAST * held else 1


if __name__ == "__main__":
    sys.exit(main())
