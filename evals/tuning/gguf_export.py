"""Write a tuned llama as GGUF: the file that it was tuned from, with the tuned weights in 8 bits (Q8_0)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from evals.tuning.base_model import GGUF_SUFFIX, BaseModel

if TYPE_CHECKING:
    from gguf import GGUFReader, GGUFWriter

Weights = npt.NDArray[np.float32]

ARCHITECTURE = "llama"
_ARCHITECTURE_KEY, _FILE_TYPE_KEY, _ALIGNMENT_KEY = "general.architecture", "general.file_type", "general.alignment"
_Q8_FILE = 7
"""What GGUF calls a file whose weights are mostly Q8_0."""
_BLOCK = 32
"""Weights of a row that share a scale in Q8_0."""

_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_BLOCK_NAME = re.compile(r"blk\.(\d+)\.(\w+)\.(weight|bias)")


def export_gguf(tuned: BaseModel, source: Path, file: Path) -> bool:
    """Write the file, and tell whether it could be: only a llama that was tuned from GGUF can. Raises OSError."""
    if source.suffix != GGUF_SUFFIX or tuned.model.config.model_type != ARCHITECTURE:
        return False
    import gguf

    reader = gguf.GGUFReader(source)
    state = tuned.model.state_dict()
    names = {tensor.name: _name_of(tensor.name) for tensor in reader.tensors}
    # what transformers computes anew, as the frequencies of positions, stays as it was
    if any(name not in state for name in names.values() if name):
        return False
    part = file.with_name(f"{file.name}.part")
    writer = gguf.GGUFWriter(part, ARCHITECTURE)
    _copy_fields(reader, writer)
    for tensor in reader.tensors:
        name = names[tensor.name]
        if not name:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
            continue
        weights = state[name].float().cpu().numpy()
        _add(writer, tensor.name, _in_pairs(weights, tensor.name, tuned.model.config))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(file)
    return True


def _name_of(name: str) -> str:
    """Return what transformers calls a tensor; empty for one that is no weight."""
    if name.startswith("rope_"):
        return ""
    found = _BLOCK_NAME.fullmatch(name)
    if found:
        return f"model.layers.{found[1]}.{_NAMES.get(found[2], found[2])}.{found[3]}"
    stem, _, kind = name.rpartition(".")
    return f"{_NAMES.get(stem, stem)}.{kind}"


def _in_pairs(weights: Weights, name: str, config: Any) -> Weights:
    """Return the rows of a head in the order of llama.cpp, which turns neighbours, not halves, by the position."""
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    found = _BLOCK_NAME.fullmatch(name)
    if found is None or found[2] not in heads:
        return weights
    halves = weights.reshape(heads[found[2]], 2, -1, *weights.shape[1:])
    return halves.swapaxes(1, 2).reshape(weights.shape)


def _add(writer: GGUFWriter, name: str, weights: Weights) -> None:
    from gguf import GGMLQuantizationType, quants

    kind = GGMLQuantizationType.F32
    if weights.ndim > 1:
        kind = GGMLQuantizationType.F16 if weights.shape[-1] % _BLOCK else GGMLQuantizationType.Q8_0
    writer.add_tensor(name, quants.quantize(np.ascontiguousarray(weights), kind), raw_dtype=kind)


def _copy_fields(reader: GGUFReader, writer: GGUFWriter) -> None:
    from gguf import GGUFValueType

    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in (_ARCHITECTURE_KEY, _FILE_TYPE_KEY, _ALIGNMENT_KEY):
            continue
        part = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=part)
    writer.add_file_type(_Q8_FILE)
