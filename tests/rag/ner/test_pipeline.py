from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from graph.errors import ModelError
from rag.ner.pipeline import PipelineTagger, installed_pipeline
from rag.ner.protocol import Span


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import spacy

    language = spacy.blank("en")
    ruler = language.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "the marlow fund"}, {"label": "CARDINAL", "pattern": "seven"}])
    folder: Path = tmp_path_factory.mktemp("spacy") / "pipeline"
    language.to_disk(folder)
    return folder


def test_a_pipeline_finds_what_rules_cannot_and_rules_the_rest(pipeline: Path) -> None:
    text = "Ada Byron gave the marlow fund seven boats."
    spans = PipelineTagger(str(pipeline)).mentions(text)
    assert [(text[span.start : span.end], span.kind) for span in spans] == [
        ("Ada Byron", ""),
        ("the marlow fund", "organisation"),
    ]


def test_the_name_tells_pipeline_version_and_contents(pipeline: Path, tmp_path: Path) -> None:
    assert re.fullmatch(r"spacy/en_pipeline/0\.0\.0/[0-9a-f]{12}\+rules/4", PipelineTagger(str(pipeline)).name)
    copied = shutil.copytree(pipeline, tmp_path / "copied")
    assert PipelineTagger(str(copied)).name == PipelineTagger(str(pipeline)).name


def test_alone_a_pipeline_finds_what_it_finds(pipeline: Path) -> None:
    alone = PipelineTagger(str(pipeline), None)
    assert alone.mentions("Ada Byron gave the marlow fund seven boats.") == [Span(15, 30, "organisation")]
    assert "rules" not in alone.name


def test_a_folder_that_is_no_pipeline_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load the spaCy pipeline"):
        PipelineTagger(str(tmp_path)).mentions("text")


def test_a_pipeline_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ModelError, match="cannot load the spaCy pipeline"):
        PipelineTagger("no_such_pipeline").mentions("text")


def test_installed_names_a_package_or_none() -> None:
    assert installed_pipeline() is None or str(installed_pipeline()).startswith("en_core_web_")


def test_the_largest_package_is_found_and_a_mere_folder_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "en_core_web_trf").mkdir()
    for name in ("en_core_web_md", "en_core_web_lg"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert installed_pipeline() == "en_core_web_lg"
