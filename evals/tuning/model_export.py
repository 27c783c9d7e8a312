"""Write a tuned language model: its adapter, and the whole model with the adapter merged into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evals.tuning.base_model import BaseModel, load_base
from evals.tuning.quiet_libraries import quiet_libraries
from graph.private_files import make_folder

ADAPTER_FOLDER, MODEL_FOLDER = "adapter", "model"


def export_model(trained: Any, source: Path, folder: Path) -> BaseModel:
    """Write what was trained from `source`, and return the whole model in float32. Raises OSError.

    An adapter is merged into the source's own float32 weights: those it was trained on may be rounded.
    """
    make_folder(folder)
    base = load_base(source)
    with quiet_libraries():
        from peft import PeftModel

        model = base.model
        if isinstance(trained, PeftModel):
            trained.save_pretrained(str(folder / ADAPTER_FOLDER))
            model = PeftModel.from_pretrained(model, str(folder / ADAPTER_FOLDER)).merge_and_unload()
        else:
            model.load_state_dict(trained.state_dict())
        model.save_pretrained(str(folder / MODEL_FOLDER))
        base.tokenizer.save_pretrained(str(folder / MODEL_FOLDER))
    return BaseModel(model, base.tokenizer)
