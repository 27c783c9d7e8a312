"""Which parts of a causal language model learn."""

from __future__ import annotations

import re
from typing import Any

_LAYER = re.compile(r"\blayers?\.(\d+)\.|\bh\.(\d+)\.")


def _last_layers(model: Any, last: int) -> list[int]:
    numbers = sorted({_layer_of(name) for name, _ in model.named_parameters()} - {-1})
    return numbers[-last:] if last else []


def adapted_parts(model: Any, last: int) -> str | list[str]:
    """Return which matrices get an adapter: all, or those of the last layers."""
    from torch.nn import Linear

    kept = set(_last_layers(model, last))
    named = [name for name, part in model.named_modules() if isinstance(part, Linear) and _layer_of(f"{name}.") in kept]
    return named or "all-linear"


def freeze_model(model: Any, last: int) -> None:
    """Let only the last layers learn; the whole model if `last` is 0."""
    kept = set(_last_layers(model, last))
    for name, value in model.named_parameters():
        value.requires_grad = not kept or _layer_of(name) in kept


def _layer_of(name: str) -> int:
    found = _LAYER.search(name)
    return int(found[1] or found[2]) if found else -1
