"""Notebooks: their text with its structure, code, and outputs as text and tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.types import LoadedText

TABLE = "<table><tr><th>Site</th><th>Tonnes</th></tr><tr><td>Sandnes</td><td>60</td></tr></table>"


def notebook(*cells: dict[str, Any], version: int = 4) -> bytes:
    whole: dict[str, Any] = {"nbformat": version, "nbformat_minor": 0, "metadata": {}}
    whole |= {"cells": list(cells)} if version == 4 else {"worksheets": [{"cells": list(cells), "metadata": {}}]}
    return json.dumps(whole).encode()


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": list(outputs)}


def shown(**data: str) -> dict[str, Any]:
    kinds = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": kinds}


def load(data: bytes) -> LoadedText:
    chosen, (loaded,) = read_texts(data, "study", ".json")
    assert chosen == "ipynb"
    return loaded


def test_text_code_and_outputs_keep_their_order_and_structure() -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": ["# Harbours\n", "\n", "Weighed in **May**."]}
    printed = {"output_type": "stream", "name": "stdout", "text": ["two rows\n"]}
    loaded = load(notebook(markdown, code("frame", printed, shown(text_html=TABLE, text_plain="?", image_png="iVBO"))))
    assert loaded.title == "Harbours"
    lines = [line for line in loaded.text.split("\n") if line]
    assert lines == ["Harbours", "Weighed in May.", "frame", "two rows", "Site | Tonnes", "Sandnes | 60"]
    assert [block.kind for block in loaded.blocks] == ["heading", "paragraph", "code", "code", "table"]
    assert loaded.notes == ("1 picture not read",)


def test_a_long_output_is_cut_and_that_is_said() -> None:
    loaded = load(notebook(code("run()", shown(text_plain="9" * 6_000))))
    assert loaded.notes == ("1 output longer than 5,000 characters cut",)


def test_an_error_is_one_line() -> None:
    failed = {"output_type": "error", "ename": "KeyError", "evalue": "'site'", "traceback": ["\x1b[31m…"]}
    assert load(notebook(code("frame['site']", failed))).text.endswith("KeyError: 'site'")


def test_notebooks_of_the_third_version_are_read() -> None:
    cells: list[dict[str, Any]] = [
        {"cell_type": "heading", "level": 2, "metadata": {}, "source": "Weights"},
        {"cell_type": "code", "language": "python", "metadata": {}, "input": "weigh()", "outputs": []},
    ]
    assert load(notebook(*cells, version=3)).text == "Weights\n\nweigh()"


@pytest.mark.parametrize("cells", ["[", "[{}]}", "3}"])
def test_what_is_no_whole_notebook_is_refused(cells: str) -> None:
    with pytest.raises(Refused) as refused:
        read_texts(f'{{"nbformat": 4, "cells": {cells}'.encode(), "study", ".ipynb")
    assert refused.value.reason == Reason.CORRUPT
