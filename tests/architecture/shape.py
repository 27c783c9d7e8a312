"""How far the code base explains itself: `python -m tests.architecture.shape` prints what should be nothing.

Class names with more than one home within a top-level package, circles of imports, modules that are too long, private
words in the names of modules, classes and functions, commands whose help lists the retrievers by hand, and
tests that mirror no module.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "rag", "ingest", "evals", "ui")
MAX_LINES = 300
PRIVATE_WORDS = frozenset(
    """sight sights likeness calm overtaken steady guesses plainly respelled stepping bridging weighed judged sureness
    whereabouts gist sourceless words_again remembered told anew wish""".split()
)
"""Words that stood for what the field has a term for, as parts of names."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module outside the tests by its dotted name."""
    found: dict[str, ast.Module] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def shared_class_names() -> list[str]:
    """Class names that two modules of one top-level package define."""
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[module.partition(".")[0], node.name].append(module)
    return sorted(f"{name}: {', '.join(found)}" for (_, name), found in homes.items() if len(found) > 1)


def import_circles() -> list[str]:
    """Modules that import one another, imports within functions among them (strongly connected components)."""
    imported = {module: set(_imports(module, tree)) for module, tree in modules().items()}
    return sorted(" ↔ ".join(sorted(circle)) for circle in _components(imported) if len(circle) > 1)


def long_modules() -> list[str]:
    """Modules of more than `MAX_LINES` lines."""
    lines = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    return sorted(f"{path.relative_to(ROOT)}: {count}" for path, count in lines.items() if count > MAX_LINES)


def private_words() -> list[str]:
    """Modules, classes and functions whose names hold a private word."""
    names = set(modules())
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(f"{module}.{node.name}")
    return sorted(name for name in names if _words(name.rpartition(".")[2]) & PRIVATE_WORDS)


def retrievers_listed_by_hand() -> list[str]:
    """Lines of the command line's modules that name three retrievers or more."""
    from rag.retrieve import retriever_names

    found = []
    for path in sorted((ROOT / "ui" / "cli").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            named = set(re.findall(r"[a-z0-9+]+", line)) & set(retriever_names())
            if len(named) >= 3:
                found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def tests_that_mirror_nothing() -> list[str]:
    """Tests of a package that are named after no module of it, and do not lie in a folder `across` for several."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / "tests" / package).rglob("test_*.py")):
            module = path.relative_to(ROOT / "tests").with_name(path.stem.removeprefix("test_"))
            mirrored = (module.with_suffix(".py"), module / "__init__.py", module.parent / "__init__.py")
            own = module.name == module.parent.name
            if "across" not in path.parts and not any((ROOT / m).exists() for m in mirrored[: 3 if own else 2]):
                found.append(str(path.relative_to(ROOT)))
    return found


CHECKS = {
    "class names with more than one home": shared_class_names,
    "import circles": import_circles,
    f"modules over {MAX_LINES} lines": long_modules,
    "private words": private_words,
    "commands whose help lists the retrievers by hand": retrievers_listed_by_hand,
    "tests that mirror no module": tests_that_mirror_nothing,
}


def _words(name: str) -> set[str]:
    return {name.strip("_"), *(word.casefold() for word in _WORD.findall(name))}


def _imports(module: str, tree: ast.Module) -> Iterator[str]:
    for node in _runtime_nodes(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found = whole if whole in modules() else node.module
                if found in modules() and found != module:
                    yield found
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules() and alias.name != module)


def _runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker sees."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _runtime_nodes(node)


def _components(edges: Mapping[str, set[str]]) -> list[set[str]]:
    """Strongly connected components (R. Tarjan, 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        stack.append(node)
        for other in edges[node]:
            if other not in order:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], order[other])
        if lowest[node] == order[node]:
            component = set()
            while node not in component:
                component.add(stack.pop())
            found.append(component)

    for node in edges:
        if node not in order:
            visit(node)
    return found


def main() -> int:
    """Print what was found by each check; 1 when there is anything."""
    sys.setrecursionlimit(10_000)
    results = {name: check() for name, check in CHECKS.items()}
    for name, found in results.items():
        sys.stdout.write(f"{len(found):4d}  {name}\n")
        sys.stdout.writelines(f"      {one}\n" for one in found)
    return int(any(results.values()))


if __name__ == "__main__":
    sys.exit(main())
