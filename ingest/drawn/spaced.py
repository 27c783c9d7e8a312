"""Words whose letters are drawn with blanks between them, as in headings: I M P O R T A N T."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from statistics import median

from ingest.drawn.words import Word, join_boxes
from ingest.vocabulary import known_words

_MIN_LETTERS, _MIN_UNKNOWN = 4, 6
# A gap between words, in usual gaps between their letters; the largest usual gap, in heights of a letter.
_WORD_GAP, _MAX_GAP = 1.9, 1.0
_ENDS = ".,:;!?"
_VOWELS = frozenset("AEIOUYÄÖÜÉÈÁÀÍÓÚ")


def join_spaced(words: Sequence[Word]) -> list[Word]:
    """Return words with the letters that make a word, side by side on a line, joined to one."""
    found: list[Word] = []
    for run in _runs(words):
        found.extend(_joined(run) if len(run) >= _MIN_LETTERS else run)
    return found


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words in runs of single letters on a line, and the others alone."""
    run: list[Word] = []
    for word in words:
        if run and not (_follows(run[-1], word) and _is_letter(run[-1])):
            yield run
            run = []
        run.append(word)
        if not _is_letter(word):
            yield run
            run = []
    if run:
        yield run


def _is_letter(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isalpha()


def _follows(before: Word, word: Word) -> bool:
    letter = word.text.rstrip(_ENDS)
    beside = before.line == word.line and word.box[0] > before.box[2]
    return beside and (letter.isalpha() if len(letter) == 1 else word.text in _ENDS)


def _joined(run: Sequence[Word]) -> list[Word]:
    """Return the run as words, or as it is if its letters make none."""
    gaps = [after.box[0] - before.box[2] for before, after in pairwise(run)]
    usual = median(gaps)
    if usual > _MAX_GAP * (run[0].box[3] - run[0].box[1]):
        return list(run)
    pieces: list[list[Word]] = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > _WORD_GAP * usual:
            pieces.append([])
        pieces[-1].append(word)
    if not any(_is_word(piece) for piece in pieces):
        return list(run)
    return [_one(piece) for piece in pieces]


def _is_word(letters: Sequence[Word]) -> bool:
    """Return whether letters make a known word, or a capital one that is no row of the alphabet or of names."""
    text = "".join(letter.text for letter in letters).rstrip(_ENDS)
    if len(text) < _MIN_LETTERS:
        return False
    in_order = list(text) == sorted(text)
    return not in_order and (
        text.lower() in known_words()
        or (len(text) >= _MIN_UNKNOWN and text.isupper() and bool(_VOWELS & set(text)) and len(set(text)) > 3)
    )


def _one(letters: Sequence[Word]) -> Word:
    text = "".join(letter.text for letter in letters)
    return replace(letters[0], text=text, box=reduce(join_boxes, (letter.box for letter in letters)))
