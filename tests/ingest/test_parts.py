"""A very long text becomes several documents, cut by its own words, so that most of them stay when it changes."""

from __future__ import annotations

import io

import pytest

from graph.errors import Reason, Refused
from graph.text.clean import clean
from ingest.decode import ReadBytes, decode, decode_pieces
from ingest.load import text
from ingest.parts import MAX_DOCUMENT_CHARS, MAX_PART_CHARS, cut_parts, limit_texts, split_text
from ingest.types import LoadedText

PARAGRAPHS = [f"Paragraph {number} speaks of the village of Elmford {number % 97}.\n\n" * 2 for number in range(30_000)]
LONG = "".join(PARAGRAPHS)


def in_pieces(whole: str, size: int) -> list[str]:
    return [whole[place : place + size] for place in range(0, len(whole), size)]


def test_a_text_that_is_not_too_long_stays_whole() -> None:
    whole = LONG[:MAX_DOCUMENT_CHARS]
    assert list(cut_parts(in_pieces(whole, 100_001))) == [whole]
    assert list(split_text(LoadedText("a", whole, "3"))) == [LoadedText("a", whole, "3")]


@pytest.mark.parametrize("size", [77_777, 1_000_000, 10_000_000])
def test_parts_join_to_the_text_however_it_comes(size: int) -> None:
    parts = list(cut_parts(in_pieces(LONG, size)))
    assert "".join(parts) == LONG
    assert parts == list(cut_parts([LONG]))
    assert all(MAX_PART_CHARS // 2 <= len(part) <= MAX_PART_CHARS + 100 for part in parts[:-1])
    assert all(part.endswith("\n\n") for part in parts[:-1])


@pytest.mark.parametrize("unit", ["x", " ", "\n", "a\n", "漢", "e\u0301", "👩\u200d", "word "])
def test_parts_are_bounded_whatever_the_text(unit: str) -> None:
    whole = unit * (3 * MAX_DOCUMENT_CHARS // 2 // len(unit))
    parts = list(cut_parts([whole]))
    assert "".join(parts) == whole
    assert max(map(len, parts)) <= MAX_PART_CHARS + 100


def test_a_change_at_one_place_leaves_the_other_parts() -> None:
    before = list(cut_parts([LONG]))
    middle = len(LONG) // 2
    after = list(cut_parts([LONG[:middle] + "\n\nA new paragraph stands here.\n\n" + LONG[middle:]]))
    assert len(set(before) & set(after)) >= len(before) - 3


def test_a_text_that_grows_keeps_all_parts_but_the_last() -> None:
    before = list(cut_parts([LONG]))
    after = list(cut_parts([LONG + LONG[:400_000]]))
    assert after[: len(before) - 1] == before[:-1]


def test_pages_go_on_in_every_part() -> None:
    starts = tuple(range(0, len(LONG), 30_000))
    number = {start: page for page, start in enumerate(starts, 1)}
    place = 0
    for part, whole in zip(split_text(LoadedText("a", LONG, pages=starts)), cut_parts([LONG]), strict=True):
        assert part.text == whole.rstrip()
        for start in (one for one in starts if place <= one < place + len(whole)):
            assert part.pages[number[start] - 1] == start - place
        assert sum(page <= 0 for page in part.pages) == sum(start <= place for start in starts)
        place += len(whole)


def test_the_parts_of_a_file_are_clean_and_told_apart() -> None:
    raw = LONG.replace("\n", "\r\n").replace("Elmford 5.", "Elmford\u200b 5.   ").encode()
    texts = list(text.stream_text(lambda start, count: raw[start : start + count], "name"))
    assert [one.locator for one in texts] == [f"part {number}" for number in range(1, len(texts) + 1)]
    assert "".join("".join(one.text.split()) for one in texts) == "".join(clean(decode(raw)).split())
    assert texts == text.load(raw, "name")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain\r\rtext",
        "é\u20ac\U0001f600 漢".encode(),
        "\ufeffmarked ü".encode(),
        "wide ü text".encode("utf-16"),
        "wide text".encode("utf-16-le"),
        b"caf\xe9 au lait " * 20_000,
        b"<meta charset=windows-1251>" + "привет ".encode("cp1251") * 90_000,
        b"a" * 1_048_575 + "é漢".encode(),
        b"charset=punycode \xff" + b"a" * 50_000,
        b"charset=rot13 \xff",
        b"charset=utf-16 \xff\xfe\xff",
    ],
)
def test_bytes_read_piece_by_piece_are_the_same_characters(data: bytes) -> None:
    assert "".join(decode_pieces(io_read(data))) == decode(data)


def io_read(data: bytes) -> ReadBytes:
    file = io.BytesIO(data)

    def read(start: int, count: int) -> bytes:
        file.seek(start)
        return file.read(count)

    return read


def test_a_bomb_of_text_is_refused_and_an_honest_file_is_not() -> None:
    honest = [LoadedText("a", "x" * 1_500_000)]
    assert list(limit_texts(honest, 100_000)) == honest
    for bomb in ([LoadedText("a", "x" * 1_000_000)] * 40, [LoadedText("a", "x")] * 60_000):
        with pytest.raises(Refused) as caught:
            list(limit_texts(bomb, 121_000))
        assert (caught.value.reason, bool(caught.value.hint)) == (Reason.TOO_LARGE, True)
