"""No query is made of anything but what is written in the source: values are bound as parameters."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from graph.errors import StoreError
from graph.neo4j import schema

FOLDER = Path(__file__).parents[4] / "graph" / "neo4j"
TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.py"))}
# Who may send a text: a name of the call, and the place of the text among its arguments.
SENDERS = {"rows": 0, "columns": 0, "_each": 1}
# These hand on a text that their caller is checked for.
# and this one sends the entries of a table.
HANDS_ON = {"rows": "text", "columns": "text", "_each": "text", "_counted": "text"}


def is_constant(node: ast.expr) -> bool:
    """A name in capitals, here or of a module, or an entry of a table of such a name."""
    if isinstance(node, ast.Subscript):
        return is_constant(node.value)
    if isinstance(node, ast.IfExp):
        return is_constant(node.body) and is_constant(node.orelse)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.strip("_").isupper()


def is_fixed(node: ast.expr) -> bool:
    """A text that is decided when its module is read."""
    if isinstance(node, ast.JoinedStr):
        return all(
            isinstance(part, ast.Constant) or (isinstance(part, ast.FormattedValue) and is_constant(part.value))
            for part in node.values
        )
    if isinstance(node, ast.Dict):
        return all(is_fixed(value) for value in node.values)
    return isinstance(node, ast.Constant) or is_constant(node)


def functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (name, node) for name, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]


def called(node: ast.AST) -> str:
    """The name of the function that a node calls."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def sent(function: ast.FunctionDef) -> list[ast.expr]:
    """The texts that a function sends."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and called(node) in SENDERS]
    return [node.args[SENDERS[called(node)]] for node in calls]


def test_every_text_that_is_sent_is_a_constant() -> None:
    texts = [(f"{name}:{text.lineno}", text, function) for name, function in functions() for text in sent(function)]
    assert len(texts) > 40
    loose = [
        place
        for place, text, function in texts
        if not is_constant(text) and not (isinstance(text, ast.Name) and HANDS_ON.get(function.name) == text.id)
    ]
    assert loose == []


def test_every_constant_is_made_of_constants() -> None:
    made = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        if name != "schema.py"
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.JoinedStr | ast.Dict | ast.BinOp)
        if not is_fixed(node.value)
    ]
    assert [place for place in made if not place.startswith("faults.py")] == []


def test_the_driver_is_only_called_where_texts_are_known() -> None:
    """`run` sends what `rows` was given, and the statements of the schema."""
    calls = {
        (name, function.name)
        for name, function in functions()
        for node in ast.walk(function)
        if called(node) in ("run", "execute_query")
    }
    assert sorted(calls) == [("connect.py", "_make"), ("connect.py", "_once"), ("connect.py", "rows")]
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    altered = [ast.unparse(node.args[0]) for node in nodes if isinstance(node, ast.Call) and called(node) == "ensure"]
    assert set(altered) == {"schema.SCHEMA_STATEMENTS", "schema.vector_statements(dimensions)"}


@pytest.mark.parametrize("dimensions", [0, -1, 4097])
def test_only_sound_dimensions_become_part_of_a_name(dimensions: int) -> None:
    with pytest.raises(StoreError, match="4096"):
        schema.vector_statements(dimensions)


def test_labels_and_types_are_those_of_the_schema() -> None:
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    texts = " ".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    assert set(re.findall(r"\(\w*:([A-Z]\w+)", texts)) == set(schema.NODE_LABELS)
    assert set(re.findall(r"\[\w*:([A-Z]\w+)", texts)) == set(schema.RELATIONSHIP_TYPES)
