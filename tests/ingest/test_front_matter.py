"""Tags as the front matter of notes writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.front_matter import MAX_FIELDS, read_front_matter


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
    assert len(read_front_matter(f"---\ntags: [{', '.join(f't{n}' for n in range(50_000))}]\n---").tags) == 50_000
    assert read_front_matter("---\ntags:" + "\n  - " * 50_000 + "\n---").tags == ()


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
        ("a: &a [x, y]\nb: *a", ("a: x, y", "b: x, y")),
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


def test_what_refers_to_itself_or_multiplies_ends() -> None:
    assert read_front_matter("---\na: &a [*a]\n---\n").lines == ("a: &a [*a]",)
    doubled = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 60))
    assert len(read_front_matter(f"---\na0: &a0 {{x: y}}\n{doubled}\n---\n").lines) <= MAX_FIELDS


@given(st.text(alphabet="ab:-[]{}&*!|>#'\",\n \t%@`", max_size=60))
def test_any_front_matter_is_read(fields: str) -> None:
    source = f"---\n{fields}\n---\nbody"
    assert source[read_front_matter(source).end :].endswith("body")
