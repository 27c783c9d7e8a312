"""Subtitles become what is said, without times, numbers and styles."""

from __future__ import annotations

from ingest.formats import read_texts

SRT = """1
00:00:01,000 --> 00:00:04,000
<i>The chimney was built</i>

2
00:00:04,200 --> 00:00:06,000
by {\\an8}Ada Moss in 1912.

3
00:00:12,000 --> 00:00:14,000
It fell in
a storm.
"""

VTT = """WEBVTT - Minutes

NOTE who speaks is known

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start
<v Ada Moss>We meet on <b>Friday</b> at 9:30.

00:03.100 --> 00:05.000
<v Bo Reed>I agree &amp; sign.

NOTE not said

00:05.100 --> 00:06.000
So be it.
"""


def text_of(source: str, suffix: str) -> tuple[str, str]:
    chosen, (loaded,) = read_texts(source.encode(), "talk", suffix)
    return chosen, loaded.text


def test_cues_are_joined_and_a_pause_parts_paragraphs() -> None:
    assert text_of(SRT, ".srt") == ("srt", "The chimney was built by Ada Moss in 1912.\n\nIt fell in a storm.")


def test_web_subtitles_keep_who_speaks_and_leave_notes_out() -> None:
    assert text_of(VTT, ".vtt")[1] == "Ada Moss: We meet on Friday at 9:30.\n\nBo Reed: I agree & sign. So be it."


def test_they_are_recognised_whatever_their_name() -> None:
    assert text_of(SRT.replace("\n", "\r\n"), ".txt")[0] == "srt"
    assert text_of("At 00:00:01,000 --> 00:00:04,000 nothing was said.\n", ".txt")[0] == "text"


def test_rolling_captions_are_taken_once() -> None:
    cues = ["we walked along", "we walked along the river", "the river until it was dark"]
    lines = [f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{cue}\n" for n, cue in enumerate(cues)]
    assert text_of("\n".join(lines), ".srt")[1] == "we walked along the river until it was dark"


def test_names_before_a_colon_are_speakers_and_dashes_part_two() -> None:
    first = "1\n00:00:01,000 --> 00:00:03,000\nADA: Who pays?\nBO: The club.\n\n"
    source = f"{first}2\n00:00:03,100 --> 00:00:05,000\n- All of it?\n- Yes.\n"
    assert text_of(source, ".srt")[1].split("\n\n")[:2] == ["ADA: Who pays?", "BO: The club. All of it? Yes."]
