"""Tags as the front matter of notes writes them."""

from __future__ import annotations

import pytest

from ingest.front_matter import find_tags


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
    assert find_tags(fields) == tags


def test_long_front_matter_is_read_in_linear_time() -> None:
    assert len(find_tags("tags: [" + ", ".join(f"t{n}" for n in range(50_000)))) == 50_000
    assert find_tags("tags:" + "\n  - " * 50_000) == ()
