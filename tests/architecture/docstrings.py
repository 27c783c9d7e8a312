"""Prints docstrings for reading, drawn by a seed: `python -m tests.architecture.docstrings [--seed 0] [--count 60]`.

Public modules, classes and functions of the program are drawn from, each equally likely; those without are counted.
"""

from __future__ import annotations

import argparse
import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.shape import PACKAGES, ROOT


@dataclass(frozen=True, slots=True)
class Documented:
    """A public definition, where it is, and its docstring (empty if there is none)."""

    where: str
    docstring: str


def list_documented() -> Iterator[Documented]:
    """Yield every public module, class, function and method of the program, by path and line."""
    for path in sorted(file for folder in PACKAGES for file in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT).as_posix()
        if path.name != "__init__.py":
            yield Documented(name, ast.get_docstring(tree) or "")
        yield from _within(tree, name)


def _within(parent: ast.Module | ast.ClassDef, where: str) -> Iterator[Documented]:
    for node in parent.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            place = f"{where}:{node.lineno} {node.name}"
            yield Documented(place, ast.get_docstring(node) or "")
            if isinstance(node, ast.ClassDef):
                yield from _within(node, place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    everything = list(list_documented())
    documented = [definition for definition in everything if definition.docstring]
    chosen = random.Random(options.seed).sample(documented, min(options.count, len(documented)))
    for definition in sorted(chosen, key=lambda definition: definition.where):
        print(f"{definition.where}\n    {definition.docstring.replace(chr(10), chr(10) + '    ')}\n")
    print(f"{len(chosen)} of {len(documented)} docstrings, seed {options.seed}; {len(everything)} public definitions")


if __name__ == "__main__":
    main()
