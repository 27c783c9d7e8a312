"""Questions for the steps of a procedure: numbered instructions under a heading, all of them, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.actions import named_action
from evals.generate.prose.drafting import DraftQuestion, text_draft
from graph.blocks import Block, heading_path
from graph.types import Document, Passage
from rag.dependency_parser import dictionary_words, is_english, parse_texts

MIN_STEPS, MAX_STEPS = 3, 12
MAX_STEP_WORDS = 40
MAX_HEADING_WORDS = 8
MIN_INSTRUCTIONS = 0.6
"""Share of the steps that begin with what is to be done."""

_NUMBER = re.compile(r"(?:step\s+)?\(?(\d{1,2})[.):]\s+", re.IGNORECASE)
_HEADING_MARKS = re.compile(r"^#+\s*|^\d+(?:\.\d+)*[.)]?\s+|[:.]$")
_MARKUP = re.compile(r"\{[%{]|\]\(|</?\w+>")
_OPENING = re.compile(r"(?:(?:First|Then|Next|Now|Finally|Carefully|Gently|Slowly|Never|Always|Do not|Don['’]t),?\s+)+")


@dataclass(frozen=True, slots=True)
class _Procedure:
    """Numbered steps of a document at [start, end), and the heading above them with its place."""

    document: Document
    start: int
    end: int
    heading: str
    heading_start: int
    heading_end: int
    steps: tuple[str, ...]


def step_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each list of numbered instructions; its reference is all steps."""
    found = [one for document in parts.corpus.documents.values() for one in _procedures(document)]
    trees = parse_texts([procedure.heading for procedure in found])
    for procedure, tokens in zip(found, trees, strict=True):
        start, passage = _place(parts, procedure)
        if passage is None:
            continue
        action = named_action(list(tokens))
        asked = _ask(procedure.heading, action)
        quote = procedure.document.text[start : procedure.end]
        reference = "; ".join(procedure.steps)
        yield from text_draft(
            parts, passage, quote, DraftQuestion(asked, reference, "steps", "steps"), always_scoped=not action, least=1
        )


def _place(parts: DraftParts, procedure: _Procedure) -> tuple[int, Passage | None]:
    """Return where the gold text begins, with the heading if that stands right above, and its passage."""
    name = procedure.document.id
    if not procedure.document.text[procedure.heading_end : procedure.start].strip():
        whole = parts.corpus.passage_at(name, procedure.heading_start, procedure.end)
        if whole is not None:
            return procedure.heading_start, whole
    return procedure.start, parts.corpus.passage_at(name, procedure.start, procedure.end)


def _ask(heading: str, action: str) -> str:
    if heading.endswith("?"):
        return heading
    return f"How do I {action}?" if action else f"What are the steps of “{heading}”?"


def _procedures(document: Document) -> Iterator[_Procedure]:
    for is_item, group in groupby(document.meta.blocks, key=lambda block: block.kind == "item"):
        if is_item:
            for run in _runs(document, list(group)):
                steps = tuple(_step(document, block) for block in run)
                path = heading_path(document.meta.blocks, run[0].start)
                heading = _heading(document, path[-1]) if path else ""
                if heading and _are_instructions(steps) and not run[0].context.strip().endswith(":"):
                    above = path[-1]
                    yield _Procedure(document, run[0].start, run[-1].end, heading, above.start, above.end, steps)


def _runs(document: Document, items: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the items numbered from 1 on without a gap; nested ones end a run."""
    run: list[Block] = []
    for block in [*items, None]:
        match = _NUMBER.match(document.text, block.start, block.end) if block else None
        number = int(match[1]) if match else 0
        if run and number == len(run) + 1:
            run.append(block)  # type: ignore[arg-type]
            continue
        if run:
            yield run
        run = [block] if block and number == 1 else []


def _heading(document: Document, block: Block) -> str:
    heading = _HEADING_MARKS.sub("", " ".join(document.text[block.start : block.end].split())).strip()
    return heading if 0 < len(heading.split()) <= MAX_HEADING_WORDS and "”" not in heading else ""


def _step(document: Document, block: Block) -> str:
    text = " ".join(document.text[block.start : block.end].split())
    return _NUMBER.sub("", text, count=1).rstrip(" .;,")


def _are_instructions(steps: Sequence[str]) -> bool:
    sized = MIN_STEPS <= len(steps) <= MAX_STEPS and all(
        2 <= len(step.split()) <= MAX_STEP_WORDS and not _MARKUP.search(step) for step in steps
    )
    if not sized or not is_english(" ".join(steps)):
        return False
    verbs = dictionary_words("verb")
    first = (_OPENING.sub("", step).split()[0].strip(",:").casefold() for step in steps)
    return sum(word in verbs for word in first) >= MIN_INSTRUCTIONS * len(steps)


KIND = KindSpec("steps", "the steps of a procedure, in their order", 0.05, 36, step_drafts)
