"""Opens the models that the settings name."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from graph.errors import SettingsError
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.ner.protocol import Tagger
from rag.types import Answerer
from ui.key_address import may_send
from ui.settings import Settings

OFFLINE_MODEL = "offline"
"""The model name that means answering without a language model."""


def open_embedder(settings: Settings, cache: Path) -> Embedder:
    """Open the embedder of `embedder.name`."""
    chosen = settings.embedder
    if chosen.name == "minilm":
        from rag.embed.minilm import MiniLM

        return MiniLM(cache)
    if chosen.name == "remote":
        from rag.embed.remote import RemoteEmbedder

        address = chosen.base_url or settings.llm.base_url
        key = chosen.api_key.get_secret_value()
        if not key and may_send(settings.llm.base_url, address):
            key = settings.llm.api_key.get_secret_value()
        return RemoteEmbedder(address, chosen.model, key, deadline=settings.llm.deadline)
    from rag.embed.transformers import SentenceTransformerEmbedder

    _must_not_be_met_by_chance("embedder.name", chosen.name)
    return SentenceTransformerEmbedder(chosen.name)


def _must_not_be_met_by_chance(setting: str, name: str) -> None:
    """Raise SettingsError if a model name is also a path in the current folder: a model may contain code."""
    if not os.path.isabs(name) and not name.startswith((".", "~")) and os.path.exists(name):
        raise SettingsError(
            f"{setting} is {name}, and the current folder contains a folder with that name",
            f"write ./{name} to use that folder as the model, or change to another folder",
        )


def open_tagger(name: str) -> Tagger:
    """Open the tagger of that name; `auto` is the largest installed pipeline, else the rules."""
    from rag.ner.pipeline import PipelineTagger, installed_pipeline
    from rag.ner.rules import RuleTagger

    if name not in ("auto", "rules") and not (name.isidentifier() and find_spec(name)):
        _must_not_be_met_by_chance("ingest.tagger", name)
    pipeline = installed_pipeline() if name == "auto" else name
    return RuleTagger() if pipeline is None or pipeline == "rules" else PipelineTagger(pipeline)


def open_model(settings: Settings) -> LanguageModel | None:
    """Open the language model of the settings; None if none is set, SettingsError if only address or name is."""
    llm = settings.llm
    if not llm.base_url and not llm.model:
        return None
    for key, value, other in (("base_url", llm.base_url, "model"), ("model", llm.model, "base_url")):
        if not value:
            raise SettingsError(f"llm.{other} is set but llm.{key} is not", f"graphloop config set llm.{key} VALUE")
    from rag.llm.openai import OpenAIModel

    return OpenAIModel(llm.base_url, llm.model, llm.api_key.get_secret_value(), llm.timeout, deadline=llm.deadline)


def open_answerer(model: LanguageModel | None, embedder: Embedder, cache: Path, hidden: bool = False) -> Answerer:
    """Return the model's answerer, or the offline one without a model; with `hidden` it also reads hidden text."""
    if model is None:
        from rag.answer.extractive.offline import OfflineAnswerer
        from rag.answer.extractive.reader import Reader

        return OfflineAnswerer(embedder, Reader(cache), hidden=hidden)
    from rag.answer.pipeline import ModelAnswerer
    from rag.llm.protocol import Options

    return ModelAnswerer(model, options=Options(log_probabilities=True), hidden=hidden)


def open_named_model(settings: Settings, name: str) -> LanguageModel | None:
    """Open the named model at the address of the settings; None for `offline`, the configured model for no name."""
    if name == OFFLINE_MODEL:
        return None
    if not name:
        return open_model(settings)
    return open_model(settings.model_copy(update={"llm": settings.llm.model_copy(update={"model": name})}))
