"""The causal language model that a training begins with: a transformers folder, or a GGUF file of this machine."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.tuning.quiet_libraries import quiet_libraries
from graph.errors import ModelError, UsageError
from rag.llm.protocol import Message

HINT = "pip install 'graphloop[tune]'"
GGUF_SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True, eq=False)
class BaseModel:
    """A causal model of transformers with its tokenizer."""

    model: Any
    tokenizer: Any

    def prompt(self, messages: Sequence[Message]) -> str:
        """Return what the model reads before its answer: its own chat form, else the texts in order."""
        if not messages:
            return str(self.tokenizer.bos_token or self.tokenizer.eos_token)
        if not self.tokenizer.chat_template:
            return "\n\n".join(message.content for message in messages) + "\n\nAnswer: "
        said = [{"role": message.role, "content": message.content} for message in messages]
        return str(self.tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True))

    def prompt_ids(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of a prompt."""
        return list(
            self.tokenizer(self.prompt(messages), add_special_tokens=not self.tokenizer.chat_template).input_ids
        )

    def answer_ids(self, answer: str) -> list[int]:
        """Return the tokens of an answer and of its end."""
        ids = self.tokenizer(answer, add_special_tokens=False).input_ids
        return [*ids, self.tokenizer.eos_token_id]


def check_packages() -> None:
    """Raise ModelError unless the packages of the extra are installed."""
    from importlib.util import find_spec

    missing = [name for name in ("accelerate", "datasets", "gguf", "peft", "trl") if find_spec(name) is None]
    if missing:
        raise ModelError(f"training a language model needs {', '.join(missing)}", HINT)


def load_base(path: Path, half: bool = False) -> BaseModel:
    """Load a model in float32, or with `half` in bfloat16. UsageError if there is none, ModelError if it is damaged."""
    import torch

    source = _source(path)
    # the bar of reading GGUF cannot be switched off
    with _faults(path), quiet_libraries(), redirect_stderr(io.StringIO()):
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer: Any = AutoTokenizer.from_pretrained(**source)
        dtype = torch.bfloat16 if half else torch.float32
        model: Any = AutoModelForCausalLM.from_pretrained(**source, **_unpacked(path), dtype=dtype)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return BaseModel(model, tokenizer)


def prefers_half() -> bool:
    """Return whether this machine multiplies bfloat16 faster than float32."""
    import torch

    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    found = torch.cpu.get_capabilities()
    return bool(found.get("amx_bf16") or found.get("avx512_bf16"))


def _source(path: Path) -> dict[str, Any]:
    if path.suffix == GGUF_SUFFIX and path.is_file():
        return {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
    if (path / "config.json").is_file():
        return {"pretrained_model_name_or_path": str(path), "local_files_only": True}
    raise UsageError(
        f"there is no language model in {path}", "give --base a GGUF file, or the folder of a transformers model"
    )


def _unpacked(path: Path) -> dict[str, Any]:
    """Return how a GGUF file is loaded as a model that can learn, rather than in its own whole numbers."""
    if path.suffix != GGUF_SUFFIX:
        return {}
    from transformers import GgufConfig

    return {"quantization_config": GgufConfig(dequantize=True)}


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError) as error:
        said = " ".join(str(error).split())[:200]
        raise ModelError(
            f"{path} cannot be trained: {said}", "give a llama-like model in GGUF, or a transformers folder"
        ) from error
