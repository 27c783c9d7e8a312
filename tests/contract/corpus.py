"""A small made-up corpus: a seed decides every word of it."""

from __future__ import annotations

import random

from graph.types import Meta, Subgraph
from tests.contract.parts import part

NAMES = [
    f"{first} {last}" for first in ("Ada", "Bo", "Cy", "Di", "Eli", "Fay") for last in ("Moss", "Reed", "Stone", "Lake")
]
DATES = ("", "2023", "2024-02", "2024-03", "2024-03-15", "2024", "2023-12-31")
WORDS = "river bridge engine school letter battle garden market winter signal copper harbour queen paper".split()


def document(seed: int, number: int, meta: Meta = Meta()) -> Subgraph:
    """One of the documents of a seed: one to four passages that name a few of the NAMES."""
    chance = random.Random(f"{seed} {number}")
    paragraphs: list[str] = []
    for _ in range(chance.randint(1, 4)):
        sentences = [
            " ".join(chance.choices([*chance.sample(WORDS, 5), *chance.sample(NAMES, 2)], k=chance.randint(3, 8))) + "."
            for _ in range(chance.randint(1, 4))
        ]
        paragraphs.append(" ".join(sentences))
    title = chance.choice(["", chance.choice(NAMES), "notes"])
    ends = chance.sample(NAMES, 2)
    paragraphs.append(f"{ends[0]} knew {ends[1]}.")
    relations = [(ends[0], "knew", ends[1])]
    return part(f"{number:03}.txt", paragraphs, NAMES, title, relations, meta)


def corpus(seed: int, size: int) -> list[Subgraph]:
    """Documents, every fourth with an access label, in three languages and two formats, of several dates or none."""
    return [
        document(
            seed,
            number,
            Meta(
                format=("text", "pdf")[number % 2],
                language=("en", "de", "he")[number % 3],
                tags=("even",) if number % 2 == 0 else (),
                access=(("red", "blue")[number % 8 == 0],) if number % 4 == 0 else (),
                date=DATES[number % len(DATES)],
            ),
        )
        for number in range(size)
    ]


def joined(parts: list[Subgraph]) -> Subgraph:
    whole = Subgraph()
    for found in parts:
        whole = whole + found
    return whole
