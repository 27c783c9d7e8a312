"""reStructuredText becomes readable words with its structure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import read_texts
from ingest.load.rst import load
from ingest.types import LoadedText

HEAD = """=====
Guide
=====

:Date: 2024-05-03

Part
----

Under ``a*b_``, *it*, **bold**, `a link <http://example.org>`_, Site_, [1]_, :ref:`the part <p>`, |v|, my_var.

.. _Site: http://example.org/site
.. |v| replace:: 2.1
.. left out
   wholly
.. [1] The foot
   note.
"""


def read(source: str) -> LoadedText:
    name, (loaded,) = read_texts(source.encode(), "file", ".rst")
    assert name == "rst"
    return loaded


def test_headings_and_inline_marks() -> None:
    loaded = read(HEAD)
    assert (loaded.title, loaded.date) == ("Guide", "2024-05-03")
    assert loaded.text == (
        "Guide\n\nDate: 2024-05-03\n\nPart\n\nUnder a*b_, it, bold, a link (http://example.org), "
        "Site (http://example.org/site), [1], the part, 2.1, my_var.\n\n[1] The foot note."
    )
    assert [block.level for block in loaded.blocks if block.kind == "heading"] == [1, 2]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "To do:\n\n1. dig\n   deep\n\n   more\n\n   - inner\n2. fill",
            "To do:\n\n1. dig deep\nmore\n- inner\n2. fill",
        ),
        ("See::\n\n  x\n    y\n\n  z\n\nEnd", "See:\n\nx\n  y\n\nz\n\nEnd"),
        (".. note::\n\n   Careful.\n\n.. warning:: Hot\n   stuff", "Note: Careful.\n\nWarning: Hot stuff"),
        (".. code-block:: python\n   :linenos:\n\n   a = 1", "a = 1"),
        (".. figure:: a.png\n   :alt: A bridge\n\n   In May.", "Image: A bridge\n\nIn May."),
        ("term\n    its meaning", "- term: its meaning"),
        ("+---+----+\n| A | B  |\n+===+====+\n| 1 | to |\n|   | be |\n+---+----+", "A | B\n1 | to be"),
        ("=== ====\na   b\n=== ====\n1   2\n3   4 long\n=== ====\n", "a | b\n1 | 2\n3 | 4 long"),
        (".. list-table:: Cap\n   :header-rows: 1\n\n   * - x\n     - y\n   * - 1\n     - 2", "Cap\nx | y\n1 | 2"),
        ('.. csv-table::\n   :header: "x", "y"\n\n   1, "2, 3"', "x | y\n1 | 2, 3"),
    ],
)
def test_blocks(source: str, expected: str) -> None:
    assert read(source).text == expected


def test_tables_know_their_columns() -> None:
    (block,) = read("=== ====\na   b\n=== ====\n1   2\n=== ====\n").blocks
    assert (block.kind, block.context) == ("table", "a | b")


@given(st.lists(st.sampled_from(["==", "=== ==", "+--+", "| a", ".. x::", "  :a: b", "- a", "  b::", "", "a"])))
@settings(max_examples=60, deadline=None)
def test_any_lines_are_read(lines: list[str]) -> None:
    assert load("\n".join(lines).encode(), "file")


def test_items_that_number_themselves_are_counted() -> None:
    text = "#. one\n#. two\n\n   1. inner\n   #. next\n\n#. three\n\nText.\n\n5. five\n#. six\n\nText.\n\n#. again\n"
    _, (loaded,) = read_texts(text.encode(), "page", ".rst")
    items = [line for line in loaded.text.splitlines() if line[:1].isdigit()]
    assert items == ["1. one", "2. two", "1. inner", "2. next", "3. three", "5. five", "6. six", "1. again"]
