"""What holds for every module: layers, size, documentation, and what none may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "rag", "ingest", "evals", "ui")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 8
# Every value of the graph stands in one file, so that a reader has them side by side.
LONGER = {"graph/types.py": 340}
# What a file of these folders offers is said once, where the folder is listed.
SEAMS = {"ingest/load": {"looks_like", "load"}}

UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill"}
UNSAFE_NAMES = {"torch.load", "joblib.load", "yaml.load", "yaml.unsafe_load", "os.system", "os.popen"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|opt/glv|root)/")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULES = {
    named(path): path.read_text(encoding="utf-8")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(text, name) for name, text in MODULES.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, Any]]:
    """Every node of some kinds, with the module it stands in."""
    for name, tree in TREES.items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, kinds))


def body_lines(function: Function) -> int:
    """Lines of a function from its first statement after the docstring to its end."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: Function) -> int:
    """How many arguments a caller may give; those of a command are its flags, as many as it needs."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    names = [one.arg for one in given]
    return 0 if names[:1] == ["context"] else len([name for name in names if name not in ("self", "cls")])


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 50


def test_imports_point_down() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


def test_modules_are_short() -> None:
    lengths = {name: len(text.splitlines()) for name, text in MODULES.items()}
    assert {name: n for name, n in lengths.items() if n > LONGER.get(name, LONGEST_MODULE)} == {}


def test_functions_are_short() -> None:
    found = {f"{name}:{one.lineno} {one.name}": body_lines(one) for name, one in nodes(ast.FunctionDef)}
    assert {name: n for name, n in found.items() if n > LONGEST_FUNCTION} == {}


def test_functions_take_few_parameters() -> None:
    found = {f"{name}:{one.lineno} {one.name}": parameters(one) for name, one in nodes(ast.FunctionDef)}
    assert {name: n for name, n in found.items() if n > MOST_PARAMETERS} == {}


def test_modules_say_what_they_are() -> None:
    assert [name for name, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_public_functions_and_classes_are_documented() -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in TREES.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name not in SEAMS.get(str(Path(name).parent), ())
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_unsafe_is_called() -> None:
    found = [
        f"{name}:{node.lineno} {node.func.id}"
        for name, node in nodes(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id in UNSAFE_CALLS
    ]
    found += [
        f"{name}:{node.lineno} {node.value.id}.{node.attr}"
        for name, node in nodes(ast.Attribute)
        if isinstance(node.value, ast.Name) and f"{node.value.id}.{node.attr}" in UNSAFE_NAMES
    ]
    for name, node in nodes(ast.Import, ast.ImportFrom):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        found += [f"{name}:{node.lineno} {one}" for one in modules if one.split(".")[0] in UNSAFE_MODULES]
    assert found == []


def test_only_the_settings_read_the_environment() -> None:
    read = [
        f"{name}:{node.lineno}"
        for name, node in nodes(ast.Attribute)
        if node.attr in ("environ", "environb", "getenv", "getenvb") and name != "ui/settings.py"
    ]
    assert read == []


def test_broad_excepts_say_why() -> None:
    silent = [
        f"{name}:{node.lineno}"
        for name, node in nodes(ast.ExceptHandler)
        if (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
        and "#" not in MODULES[name].splitlines()[node.lineno - 1]
    ]
    assert silent == []


def test_no_dictionaries_travel_between_parts() -> None:
    """What a part gets from another has names and types; a mapping by id is a value too, but cannot be changed."""
    found = [
        f"{name}:{field.lineno} {node.name}"
        for name, node in nodes(ast.ClassDef)
        if Path(name).stem in ("model", "protocol", "report")
        for field in node.body
        if isinstance(field, ast.AnnAssign) and ast.unparse(field.annotation).startswith(("dict", "list"))
    ]
    assert found == []


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    if listed.returncode:
        pytest.skip("SKIPPED: this is no git checkout, so that the tracked files are not known")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_nothing_names_the_machine_it_was_made_on() -> None:
    own = Path(__file__).resolve()
    found = [
        f"{named(path)}: {match.group()}"
        for path in tracked()
        if path.is_file() and path.resolve() != own
        for match in MACHINE.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-all.lock"])
def test_a_lock_holds_pins_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links)\b", text, re.MULTILINE)
    pins = re.findall(r"^[A-Za-z0-9][^\n]*?(?: \\)?\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)*", text, re.MULTILINE)
    assert pins
    assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash" not in pin] == []


def test_the_small_lock_is_within_the_large_one() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([A-Za-z0-9][\w.-]*==[^ \\]+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-all.lock")


def test_the_small_lock_is_light() -> None:
    heavy = {"torch", "transformers", "sentence-transformers", "ragas", "datasets", "langchain"}
    names = set(re.findall(r"^([A-Za-z0-9][\w.-]*)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert names & heavy == set()


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [named(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
