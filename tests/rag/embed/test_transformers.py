from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from graph.errors import ModelError
from rag.embed.transformers import SentenceTransformerEmbedder
from rag.embed.weights import weights_folder

WITHOUT_THE_EXTRA = """
import sys
sys.modules["sentence_transformers"] = None
from graph.errors import ModelError
from rag.embed.transformers import SentenceTransformerEmbedder
try:
    SentenceTransformerEmbedder("some/model").embed(["text"])
except ModelError as error:
    print(error)
"""


def test_without_the_extra_the_command_is_named() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_THE_EXTRA], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("(pip install 'graphloop[models]')")


@pytest.mark.parametrize("source", ["no-such-owner/no-such-model", "/no/such/folder"])
def test_a_model_that_is_not_there(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="cannot be used"):
        SentenceTransformerEmbedder(source).embed(["text"])


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        SentenceTransformerEmbedder(str(tmp_path)).embed(["text"])


def test_prompts_are_given_by_role_and_spans_then_pooled_apart(
    tmp_path: Path, original: SentenceTransformerEmbedder
) -> None:
    from sentence_transformers import SentenceTransformer

    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(str(weights_folder()), device="cpu", prompts=prompts).save(str(tmp_path))
    prompted = SentenceTransformerEmbedder(str(tmp_path), device="cpu")
    text = "Lima is in Peru. It lies on the coast."
    for role, prompt in (("query", "query: "), ("passage", "passage: ")):
        expected = original.embed([prompt + text])
        np.testing.assert_allclose(prompted.embed([text], role), expected, atol=1e-5)  # type: ignore[arg-type]
    (rows,) = prompted.embed_spans([text], [[(0, 16), (17, len(text))]])
    np.testing.assert_array_equal(rows, prompted.embed([text[:16], text[17:]]))
    assert prompted.name.rpartition("/")[2] != original.name.rpartition("/")[2]


def test_late_pooling_differs_from_apart(original: SentenceTransformerEmbedder) -> None:
    text = "Lima is in Peru. It lies on the coast."
    (rows,) = original.embed_spans([text], [[(17, len(text))]])
    (apart,) = original.embed([text[17:]])
    assert rows[0] @ original.embed([text])[0] > apart @ original.embed([text])[0]
