"""What a model can take, as far as its name tells; the settings override it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.llm.reasoning import is_reasoner

SMALL_BILLIONS = 4.0
"""Models up to this many billion parameters follow only a short prompt."""
THINKING_TOKENS = 4_096
"""The tokens that a reasoning model may think before its reply."""

_BILLIONS = re.compile(r"(?<![\d.])(\d+(?:[.]\d+)?)[ -]?(b|m)(?![a-z\d])", re.IGNORECASE)
_LARGE = re.compile(
    r"\bgpt-[45]|\bo[134]\b|claude|gemini|mistral-(?:large|medium|small)|command-[ar]|deepseek-(?:chat|v\d|reasoner)|grok",
    re.IGNORECASE,
)
_LOCAL_CONTEXT, _LARGE_CONTEXT = 4_096, 32_768
_RULE_TOKENS = 500
"""The tokens of a prompt besides its passages."""


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """The tokens of a model's whole context, of its reply, and of its thoughts before it; `small` models need a short
    prompt."""

    context: int = _LOCAL_CONTEXT
    reply: int = 1_024
    thoughts: int = 0
    small: bool = False

    @property
    def room(self) -> int:
        """The tokens left for passages and history."""
        most = 900 if self.small else 8_000
        return max(200, min(most, self.context - self.reply - _RULE_TOKENS))


def model_limits(model: str, context: int = 0, reply: int = 0) -> ModelLimits:
    """Return the limits of a model; a context or reply of 0 tokens is chosen by its name."""
    small = is_small(model)
    usual = 256 if small else 1_024
    found = context or (_LARGE_CONTEXT if _LARGE.search(model) else _LOCAL_CONTEXT)
    return ModelLimits(found, reply or min(usual, found // 4), THINKING_TOKENS if is_reasoner(model) else 0, small)


def is_small(model: str) -> bool:
    """Whether the name tells a size of few parameters, as in qwen2.5:0.5b or smollm2-135m."""
    sizes = [float(size) / (1 if unit in "bB" else 1000) for size, unit in _BILLIONS.findall(model)]
    return bool(sizes) and max(sizes) <= SMALL_BILLIONS
