"""Tags as the front matter of notes writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.front_matter import FrontMatter, read_front_matter


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ("title: x\ntags: [board, Annual Report]\ndate: 2024", ("board", "Annual Report")),
        ("tags:\n  - board\n  - 'annual, report'  # two\n  -\ntitle: - no", ("board", "annual, report")),
        ("tags:\n- board\n- Board\n- BOARD\nauthor: me", ("board",)),
        ('Tags: board, draft,"c" # three', ("board", "draft", "c")),
        ("tags: '#draft'", ("draft",)),
        ('tags = [\n  "a",\n  "b",\n]\ntitle = "tags: no"', ("a", "b")),
        ("tags: [2024, true]", ("2024", "true")),
        ("tags: [a,\n  b]", ("a", "b")),
        ("tags: cafe\u0301", ("café",)),
        ("tags: {a: b}", ()),
        ("tags:\ntitle: none", ()),
        ("tags: []", ()),
        (f"tags: [{'x' * 61}, ok]", ("ok",)),
        ("metatags: [no]\nnotes: 'tags: no'", ()),
    ],
)
def test_tags_are_read_in_every_usual_form(fields: str, tags: tuple[str, ...]) -> None:
    fence = "+++" if " = [" in fields else "---"
    assert read_front_matter(f"{fence}\n{fields}\n{fence}\n").tags == tags


def test_many_tags_are_read() -> None:
    assert len(read_front_matter(f"---\ntags: [{', '.join(f't{n}' for n in range(5_000))}]\n---").tags) == 5_000
    assert read_front_matter("---\ntags:" + "\n  - " * 10_000 + "\n---").tags == ()


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            "author: [Ada Byron, 'Carl Gauss']\nstatus: in force  # since May",
            ("author: Ada Byron, Carl Gauss", "status: in force"),
        ),
        ("owner:\n  name: Facilities\n  phone: 0221 4477", ("owner.name: Facilities", "owner.phone: 0221 4477")),
        ("steps:\n- who: Ada\n- who: Carl", ("steps.who: Ada", "steps.who: Carl")),
        (
            "description: >\n  How to claim\n  what you spent\nreviewed: 2025-03-14",
            ("description: How to claim what you spent", "reviewed: 2025-03-14"),
        ),
        ("layout: handbook\nslug: /a/b\nredirect_from:\n  - /c/\nnav-order: 3\nversion: 3", ("version: 3",)),
        (
            "room: {{ site.room }}\nlayout: x\nnote: see: below\nby: [A, B]",
            ("room: {{ site.room }}", "note: see: below", "by: A, B"),
        ),
        ("a: &a [x, y]\nb: *a", ("a: x, y", "b: *a")),
        ("", ()),
    ],
)
def test_fields_stand_as_a_reader_sees_them(fields: str, lines: tuple[str, ...]) -> None:
    front = read_front_matter(f"---\ntitle: A\n{fields}\n---\nbody")
    assert [line for line in front.lines if not line.startswith("title")] == list(lines)
    assert front.title == "A"


def test_fields_of_toml_are_read() -> None:
    front = read_front_matter('+++\ntitle = "A"\ndate = 2024-05-06\nlevel = 2\n[owner]\nname = "B"\n+++\nbody')
    assert front.lines == ("date: 2024-05-06", "level: 2", "owner.name: B")


@pytest.mark.parametrize(
    "block",
    [
        "The board met on 3 May.",
        "\n# Minutes\n\nThe board met at nine.\n",
        "- one thing\n- another",
        "status: open\nThe board met on 3 May.",
        f"note: {'x' * 70_000}",
    ],
)
def test_what_is_no_list_of_fields_is_read_as_the_page(block: str) -> None:
    for fence in ("---", "+++"):
        assert read_front_matter(f"{fence}\n{block}\n{fence}\nSecond part.") == FrontMatter()


def test_nothing_that_is_said_is_lost() -> None:
    said = "Alice: first\nBob: second\nAlice: third\n"
    assert read_front_matter(f"---\n{said}---\n").lines == ("Alice: first", "Bob: second", "Alice: third")
    assert read_front_matter("---\ntitle:\n  en: Hello\n---\n").lines == ("title.en: Hello",)
    (line,) = read_front_matter(f"---\nabstract: {'word ' * 5_000}\n---\n").lines
    assert line.count("word") == 5_000
    assert read_front_matter("+++\na = 1\na = 2\n+++\n").lines == ("a = 1", "a = 2")


@pytest.mark.parametrize(
    "field",
    [
        "a: &a [*a]",
        "a: [&a [{}], " + "*a, " * 3_000 + "]",
        "a: " + "[" * 60_000,
        "a: " + "- " * 30_000,
        "a:\n" + "- " * 30_000,
    ],
)
def test_what_would_keep_or_break_a_parser_stays_as_written(field: str) -> None:
    assert read_front_matter(f"---\n{field}\n---\n").lines == tuple(field.split("\n"))


def test_a_deep_key_of_toml_stays_as_written() -> None:
    line = ".".join("a" * 9_000) + " = 1"
    assert read_front_matter(f"+++\n{line}\n+++\n").lines == (line,)


@given(st.text(alphabet="ab:-[]{}&*!|>#'\",\n \t%@`", max_size=60))
def test_any_front_matter_is_read(fields: str) -> None:
    source = f"---\n{fields}\n---\nbody"
    assert source[read_front_matter(source).end :].endswith("body")


VALUES = [
    "b",
    "'b'",
    '"b" b',
    "[b, 'b']",
    "- b",
    "{b: b}",
    "b: b",
    "*b*",
    ">\n  b\n  b",
    "b\n  b",
    "\n- b\n- [b]",
    "{{ b }}",
]


@given(st.lists(st.tuples(st.sampled_from(["key", "key-2", "other"]), st.sampled_from(VALUES)), min_size=1, max_size=6))
def test_every_word_of_the_values_is_kept(fields: list[tuple[str, str]]) -> None:
    written = "\n".join(f"{key}: {value}" for key, value in fields)
    front = read_front_matter(f"---\n{written}\n---\nbody")
    assert " ".join(front.lines).count("b") == written.count("b")
