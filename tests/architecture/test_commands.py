"""The command line as a whole: quick, light, documented."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from ui.cli.main import app
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "spacy", "streamlit", "ragas", "scipy", "onnxruntime", "openai", "transformers", "pypdfium2", "docx")


def commands() -> Iterator[tuple[str, object]]:
    """Every command with its words, groups included."""

    def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, object]]:
        for name, below in getattr(command, "commands", {}).items():
            yield " ".join((*words, name)), below
            yield from walk(below, (*words, name))

    return walk(typer.main.get_command(app), ())


COMMANDS = dict(commands())


def test_there_are_commands() -> None:
    assert {"ingest", "ask", "chat", "eval run", "eval compare", "feedback promote", "config set"} <= set(COMMANDS)


def test_every_command_and_parameter_has_help() -> None:
    assert [name for name, command in COMMANDS.items() if not getattr(command, "help", "")] == []
    silent = [
        f"{name} {one.name}"
        for name, command in COMMANDS.items()
        for one in getattr(command, "params", [])
        if one.name != "help" and not getattr(one, "help", "")
    ]
    assert silent == []


def test_every_command_is_in_the_documentation() -> None:
    pages = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.exists()]
    assert pages, "there is no README"
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in COMMANDS if f"graphloop {name}" not in text] == []


def test_every_setting_is_in_the_documentation_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z._]+)` \| ([^|]+) \|", text, re.MULTILINE))
    known = {row.key: row.value for row in Settings().rows()}
    assert told.keys() == known.keys()
    choices = {key: str(value).lower() for key, value in known.items() if isinstance(value, bool)}
    assert {key: told[key] for key in choices} == choices
    numbers = {key: float(value) for key, value in known.items() if not isinstance(value, str | bool)}
    assert {key: float(told[key]) for key in numbers} == numbers
    names = {key: value for key, value in known.items() if isinstance(value, str) and told[key].startswith("`")}
    assert {key: told[key].strip("`") for key in names} == names


def processor_seconds(command: list[str]) -> float:
    """What the best of three runs took of the processor, which does not depend on what else the machine does."""
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def test_help_is_quick() -> None:
    """Against the smallest program of the same library that prints help: machines differ, and so do their hours."""
    smallest = "import typer\ntyper.run(lambda: None)"
    floor = processor_seconds([sys.executable, "-c", smallest, "--help"])
    assert processor_seconds([str(Path(sys.executable).parent / "graphloop"), "--help"]) < 3 * floor


@pytest.mark.parametrize("arguments", [["--help"], ["eval", "--help"], ["config", "show"], ["config", "path"]])
def test_light_commands_import_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    program = (
        "import json, sys\n"
        "from ui.cli.main import main\n"
        "try:\n    main(json.loads(sys.argv[1]))\n"
        "except SystemExit as end:\n    code = end.code\n"
        "print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)\n"
    )
    environment = {**os.environ, "GRAPHLOOP_DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        timeout=60,
    )
    code, modules = json.loads(run.stderr.splitlines()[-1])
    assert code == 0, run.stderr
    assert [name for name in HEAVY if name in modules] == []
