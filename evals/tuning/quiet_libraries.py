"""Keeps what the training libraries print out of the lines of a command."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rag.embed.transformers import without_progress_bars

_KNOWN_WARNINGS: tuple[tuple[str, type[Warning]], ...] = (
    ("`is_gradient_checkpointing` is deprecated", FutureWarning),  # peft asks for it
    ("Could not find a config file", UserWarning),  # peft looks beside a GGUF file; no words are added
    ("You are importing from 'trl.experimental'", UserWarning),  # its version is locked
)


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Show no progress bars and notes of transformers, datasets and TRL, nor their warnings about one another."""
    import datasets
    from transformers.utils import logging

    switch: Any = logging
    level = switch.get_verbosity()
    bars = datasets.is_progress_bar_enabled()
    switch.set_verbosity_error()
    datasets.disable_progress_bars()
    try:
        with without_progress_bars(), warnings.catch_warnings():
            for message, kind in _KNOWN_WARNINGS:
                warnings.filterwarnings("ignore", message, kind)
            yield
    finally:
        switch.set_verbosity(level)
        if bars:
            datasets.enable_progress_bars()
