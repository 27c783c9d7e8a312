"""The extras: they fit together, they import in one process, and nothing of them goes out."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: wanted for name, wanted in PROJECT["optional-dependencies"].items() if name != "all"}
MODULES = {
    "models": ("sentence_transformers", "torch"),
    "langchain": ("langchain", "langchain_openai", "langchain_neo4j"),
    "ragas": ("ragas.metrics.collections",),
    "ocr": ("rapidocr_onnxruntime",),
    "metrics": ("sacrebleu", "rouge_score.rouge_scorer"),
    "local": ("xllamacpp",),
    "tune": ("accelerate", "datasets", "gguf", "peft", "trl"),
}


@pytest.mark.parametrize("name", EXTRAS)
def test_what_an_extra_asks_for_is_installed_in_a_version_that_fits(name: str) -> None:
    for line in EXTRAS[name]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(version(wanted.name), prereleases=True), line


def test_all_holds_every_extra() -> None:
    (everything,) = PROJECT["optional-dependencies"]["all"]
    assert Requirement(everything).extras == set(EXTRAS) == set(MODULES)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_extra_imports_beside_the_others() -> None:
    lines = [f"import {module}" for modules in MODULES.values() for module in modules]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr[-2000:]
