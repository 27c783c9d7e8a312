"""Choose the evidence to show: the stretches of the passages that answer best, within so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph.text.dates import LINE_STAMP
from graph.text.words import words
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.read_sentences import (
    OPEN_END,
    ReadSentence,
    find_empty,
    order_sentences,
    place_of,
    place_sentences,
)
from rag.answer.extractive.sentences import LIST_ITEM
from rag.answer.extractive.surroundings import column_names, is_row, neighbour, stands_above

MAX_SHOWN_WORDS = 110
"""Words of the evidence; a reader takes in no more at once."""

MAX_ROW_BEHIND, MAX_BEHIND = 4.5, 3.5
"""How far, in score, a row of a table may be behind the best row, and other sentences behind the best, to be shown.

Set on even-numbered everyday questions: prose that is further behind adds many words and few gold texts.
"""

MIN_MORE_WORDS, MAX_SENTENCES = 5, 4
"""Words from which a line without a mark at its end is shown after the best sentence, and sentences of prose shown."""

MAX_PARTS = 5
"""Lines over which a sentence is followed that they break off."""

MAX_ITEMS, MAX_LIST_WORDS, MAX_BEST_LIST_WORDS = 12, 60, 100
"""Items and words of a list that is shown whole; more words if the best sentence is one of it."""

MAX_BELOW = 3
"""Sentences of prose shown below a heading."""

MAX_ENTRY_WORDS = 40
"""Words of a line with several sentences that is shown whole."""

_ENTRY = re.compile(
    rf"{LINE_STAMP}|(?:mon|tue|wed|thu|fri|sat|sun)\w*\.?,?\s+\d|[^\W\d_][\w .'’-]{{0,30}}:\s", re.IGNORECASE
)
_ITEM_LETTER = re.compile(r"[a-z][.)]\s")


def select_evidence(
    sentences: Sequence[ReadSentence], first: Sequence[Candidate] = (), most: int = MAX_SHOWN_WORDS
) -> list[Candidate]:
    """Return the stretches to show: those given, then the best others within so many words, neighbours joined.

    What introduces a list is shown with its items, and a heading with what stands below it.
    """
    by_place = place_sentences(sentences)
    first = _unfold(first, by_place)
    shown = list(first)
    left = most - sum(_count_words(candidate) for candidate in first)
    empty = find_empty(sentences)
    ranked = order_sentences(sentences, empty)
    said = {_spoken(candidate.text) for candidate in first}
    prose = len(first)
    for sentence in ranked:
        if shown and place_of(sentence) in empty:
            break
        if shown and not _adds(sentence, ranked[0], prose):
            continue
        list_words = MAX_LIST_WORDS if shown else MAX_BEST_LIST_WORDS
        around = _with_lead_in(sentence.candidate, by_place, list_words)
        group = [candidate for candidate in around if not any(overlap(candidate, other) for other in shown)]
        size = sum(map(_count_words, group))
        repeated = any(_spoken(sentence.candidate.text) in text for text in said)
        if not repeated and (size <= left or not shown):
            shown += group
            prose += not is_row(sentence.candidate)
            said |= {_spoken(candidate.text) for candidate in group}
            left -= size
    chosen = shown[len(first) :]
    best = () if first else _with_best(ranked, chosen, by_place)
    return [*first, *_group_by_passage(join_neighbours(chosen, by_place), best)]


def _unfold(given: Sequence[Candidate], by_place: dict[tuple[int, int], Candidate]) -> Sequence[Candidate]:
    """Return the given stretches, those of an entry or a list as all of it and a heading with what stands below it; no
    heading of which that is not known."""
    found: list[Candidate] = []
    for candidate in given:
        own = next((one for one in by_place.values() if overlap(one, candidate)), None)
        if not stands_above(candidate):
            alone = own is not None and own.text == candidate.text
            found += join_neighbours(_whole_part(own, by_place), by_place) if own and alone else [candidate]
        elif own and (below := list(_below(own, by_place, MAX_BEST_LIST_WORDS))):
            found += join_neighbours([own, *below], by_place)
    return found


def _whole_part(own: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> list[Candidate]:
    """Return a sentence with its list and what stands above that, or with the entry that it belongs to."""
    if kind_of_item(own):
        return list(_with_lead_in(own, by_place, MAX_BEST_LIST_WORDS))
    return _whole_entry(own, by_place)


def _with_best(
    ranked: Sequence[ReadSentence], chosen: Sequence[Candidate], by_place: Mapping[tuple[int, int], Candidate]
) -> Sequence[Candidate]:
    """Return what is shown with the best sentence."""
    group = _with_lead_in(ranked[0].candidate, by_place, MAX_BEST_LIST_WORDS) if ranked else ()
    return [candidate for candidate in group if candidate in chosen]


def _adds(sentence: ReadSentence, best: ReadSentence, prose: int) -> bool:
    """Whether a sentence is close to the best one, and more than a fragment, to be shown after `prose` others."""
    if is_row(sentence.candidate):
        return sentence.score >= best.score - (MAX_ROW_BEHIND if is_row(best.candidate) else MAX_BEHIND)
    whole = _count_words(sentence.candidate) >= MIN_MORE_WORDS or not OPEN_END.search(sentence.candidate.text)
    return whole and prose < MAX_SENTENCES and sentence.score >= best.score - MAX_BEHIND


def _group_by_passage(chosen: Sequence[Candidate], best: Sequence[Candidate]) -> list[Candidate]:
    """Return the best stretches first, then the others of their passage as they follow each other there, then those of
    other passages."""
    order = {rank: number for number, rank in enumerate(dict.fromkeys(candidate.rank for candidate in chosen))}

    def place(candidate: Candidate) -> tuple[int, bool, int]:
        leads = any(overlap(candidate, one) for one in best)
        return order[candidate.rank], not leads, candidate.start

    return sorted(chosen, key=place)


def overlap(one: Candidate, other: Candidate) -> bool:
    """Whether two stretches of a passage share any of it."""
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end


def _with_lead_in(
    candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate], list_words: int
) -> Iterator[Candidate]:
    """Yield a sentence with the rest of it where lines break it off, or with its list of at most so many words, and
    before it what introduces it, the heading of its list or the names of its columns, after it what it introduces."""
    parts = [candidate]
    while len(parts) < MAX_PARTS and (before := neighbour(parts[0], by_place, -1)) and _goes_on(before, parts[0]):
        parts.insert(0, before)
    while len(parts) < MAX_PARTS and (after := neighbour(parts[-1], by_place, 1)) and _goes_on(parts[-1], after):
        parts.append(after)
    alone = len(parts) == 1
    parts = _whole_entry(candidate, by_place) if alone else parts
    before, after = neighbour(parts[0], by_place, -1), neighbour(parts[-1], by_place, 1)
    if alone and (whole := _whole_list(candidate, by_place, list_words)):
        parts = whole
        before, after = neighbour(parts[0], by_place, -1), None
    if before and _introduces(before, parts[0]):
        yield before
    if (header := column_names(candidate, by_place)) is not None:
        yield header
    yield from parts
    if alone and stands_above(candidate):
        if list_words > MAX_LIST_WORDS or (after and _is_listed(after)):
            yield from _below(candidate, by_place, list_words)
    elif parts[-1].text.endswith(":") and after:
        yield after


def _introduces(before: Candidate, first: Candidate) -> bool:
    """Whether a sentence leads into the next one, or is the heading of the list that this begins."""
    return before.text.endswith(":") or (bool(kind_of_item(first)) and stands_above(before))


def _below(heading: Candidate, by_place: Mapping[tuple[int, int], Candidate], most_words: int) -> Iterator[Candidate]:
    """Yield what stands below a heading up to the next one: a list or a table of at most so many words, of prose the
    first sentences."""
    below = neighbour(heading, by_place, 1)
    prose = 0
    while below and not stands_above(below):
        most_words -= _count_words(below)
        prose += not _is_listed(below)
        if most_words < 0 or prose > MAX_BELOW:
            return
        yield below
        below = neighbour(below, by_place, 1)


def _is_listed(candidate: Candidate) -> bool:
    return is_row(candidate) or bool(LIST_ITEM.match(candidate.text))


def _whole_entry(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> list[Candidate]:
    """Return the sentences of the line that a sentence stands in, if that is short and begins with who or when: a
    message, or an entry of a plan."""
    text, start = candidate.passage.text, _line_start(candidate)
    end = text.find("\n", candidate.end)
    end = len(text) if end < 0 else end
    found = [candidate]
    while (before := neighbour(found[0], by_place, -1)) and start <= before.start:
        found.insert(0, before)
    while (after := neighbour(found[-1], by_place, 1)) and after.end <= end:
        found.append(after)
    short = sum(map(_count_words, found)) <= MAX_ENTRY_WORDS and "\n" not in candidate.text
    return found if short and not is_row(candidate) and _ENTRY.match(found[0].text) else [candidate]


def _whole_list(
    candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate], most_words: int
) -> list[Candidate]:
    """Return the sentences of the list that a sentence stands in, if it is short; else nothing."""
    kind = kind_of_item(candidate)
    found = [candidate]
    for step in (-1, 1):
        sentence = candidate
        while kind and (beside := neighbour(sentence, by_place, step)) and kind_of_item(beside) == kind:
            sentence = beside
            found.append(sentence)
    items = len({_line_start(sentence) for sentence in found})
    short = items <= MAX_ITEMS and sum(map(_count_words, found)) <= most_words
    return sorted(found, key=lambda sentence: sentence.place) if kind and short else []


def kind_of_item(candidate: Candidate) -> str:
    """Return the mark of the item in whose line a sentence stands, any figure or letter as one kind; empty if none."""
    if is_row(candidate):
        return ""  # of a table whose rows are numbered
    mark = LIST_ITEM.match(candidate.passage.text[_line_start(candidate) : candidate.end].lstrip(" \t"))
    return re.sub(r"\w+", "1", mark[0].strip()) if mark else ""


def _line_start(candidate: Candidate) -> int:
    return candidate.passage.text.rfind("\n", 0, candidate.start) + 1


def _goes_on(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence goes on in the next one, on the next line."""
    between = one.passage.text[one.end : other.start]
    goes_on = other.text[0] in ",;)" or (other.text[0].islower() and not _ITEM_LETTER.match(other.text))
    return between.count("\n") == 1 and goes_on and bool(OPEN_END.search(one.text))


def _spoken(text: str) -> str:
    """Return the words of a text, to see what was said already."""
    return f" {' '.join(words(text))} "


def join_neighbours(chosen: Sequence[Candidate], by_place: dict[tuple[int, int], Candidate]) -> list[Candidate]:
    """Join chosen sentences that follow each other in a passage; what is joined stands where its first one did."""
    kept = {(candidate.rank, candidate.place) for candidate in chosen}
    joined: list[Candidate] = []
    taken: set[tuple[int, int]] = set()
    for candidate in chosen:
        rank, place = candidate.rank, candidate.place
        if (rank, place) in taken:
            continue
        start = end = place
        while (rank, start - 1) in kept and (rank, start - 1) not in taken and (rank, start - 1) in by_place:
            start -= 1
        while (rank, end + 1) in kept and (rank, end + 1) not in taken and (rank, end + 1) in by_place:
            end += 1
        taken |= {(rank, number) for number in range(start, end + 1)}
        joined.append(replace(candidate, start=by_place[rank, start].start, end=by_place[rank, end].end))
    return joined


def _count_words(candidate: Candidate) -> int:
    return len(candidate.text.split())
