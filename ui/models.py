"""Opens the models that the settings name."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SettingsError
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.ner.protocol import Tagger
from rag.types import Answerer, Rewriter
from ui.key_address import may_send
from ui.settings import Settings
from ui.settings_schema import LLMSettings
from ui.tuned_models import TunedModels

if TYPE_CHECKING:
    from rag.embed.spec import EmbedderOptions
    from rag.llm.spec import LLMOptions

REWRITE_SECONDS = 30.0
"""The time after which a follow-up question is left to the rules."""

OFFLINE_MODEL = "offline"
"""The model name that means answering without a language model."""


def open_embedder(settings: Settings, cache: Path, version: str | None = None) -> Embedder:
    """Open the embedder of `embedder.name`, or what was tuned from it; it embeds each question once.

    Without a version it is the one in use.
    """
    from rag.embed.query_memo import QueryMemo
    from rag.embed.tuned import open_tuned

    models = TunedModels(settings)
    version = models.current() if version is None else version
    return QueryMemo(open_tuned(models.folder_of(version)) if version else _open_embedder(settings, cache))


def asks_server(settings: Settings) -> bool:
    """Return whether the embedder of the settings sends the texts to a server."""
    from rag.embed.embedders import embedder_specs

    spec = embedder_specs().get(settings.embedder.name)
    return spec is not None and spec.asks_server


def open_local_embedder(settings: Settings, cache: Path, own: Callable[[], Embedder]) -> Embedder:
    """Return the settings' own embedder, or if that asks a server the built-in one, which runs on this machine."""
    if not asks_server(settings):
        return own()
    from rag.embed.minilm import EMBEDDER
    from rag.embed.query_memo import QueryMemo

    return QueryMemo(EMBEDDER.open(_embedder_options(settings, cache)))


def _open_embedder(settings: Settings, cache: Path) -> Embedder:
    """Open the embedder alone; a name that no embedder has is that of a sentence-transformers model."""
    from rag.embed.embedders import embedder_specs

    name = settings.embedder.name
    spec = embedder_specs().get(name)
    if spec is not None:
        return spec.open(_embedder_options(settings, cache))
    from rag.embed.transformers import SentenceTransformerEmbedder

    _must_not_be_met_by_chance("embedder.name", name)
    return SentenceTransformerEmbedder(name)


def _embedder_options(settings: Settings, cache: Path) -> EmbedderOptions:
    """Return what the settings say of the embedder; address and key default to those of the language model."""
    from rag.embed.spec import EmbedderOptions

    own, llm = settings.embedder, settings.llm
    address = own.base_url or llm.base_url
    key = own.api_key.get_secret_value()
    if not key and may_send(llm.base_url, address):
        key = llm.api_key.get_secret_value()
    return EmbedderOptions(cache, address, own.model, key, llm.deadline)


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


def llm_options(llm: LLMSettings) -> LLMOptions:
    """Return what the settings say of the language model."""
    from rag.llm.spec import LLMOptions

    return LLMOptions(llm.model, llm.base_url, llm.api_key.get_secret_value(), llm.timeout, llm.deadline)


def open_model(settings: Settings) -> LanguageModel | None:
    """Open the language model of the settings; None if none is set, SettingsError if address or name is missing."""
    llm = settings.llm
    if not llm.base_url and not llm.model:
        return None
    from rag.llm.providers import require_provider

    provider = require_provider(llm.provider)
    if not llm.model:
        raise _unset("base_url", "model")
    if not llm.base_url and provider.needs_address:
        raise _unset("model", "base_url")
    return provider.open(llm_options(llm))


def _unset(key: str, other: str) -> SettingsError:
    return SettingsError(f"llm.{key} is set but llm.{other} is not", f"graphloop config set llm.{other} VALUE")


def describe_endpoint(llm: LLMSettings) -> str:
    """Return where the language model is, without credentials; the provider's name if it has no address."""
    from rag.llm.address import redact_address

    return redact_address(llm.base_url) if llm.base_url else llm.provider


def open_answerer(model: LanguageModel | None, embedder: Embedder, cache: Path, settings: Settings) -> Answerer:
    """Return the model's answerer, or the offline one without a model."""
    if model is None:
        return open_offline_answerer(embedder, cache, settings)
    from rag.answer.extractive.passage_reader import PassageReader
    from rag.answer.model_answerer import ModelAnswerer
    from rag.llm.families import model_limits
    from rag.llm.protocol import Options

    limits = model_limits(model.name, settings.llm.context, settings.llm.max_tokens)
    options = Options(max_tokens=limits.reply, log_probabilities=True)
    brief, reader = is_asked_briefly(model, settings), PassageReader(cache)
    return ModelAnswerer(model, limits.room, options, hidden=settings.answer.hidden, brief=brief, reader=reader)


def is_asked_briefly(model: LanguageModel, settings: Settings) -> bool:
    """Return whether a model gets the short prompt: as set, else if its name tells that it is small."""
    from rag.llm.families import is_small

    return is_small(model.name) if settings.llm.prompt == "auto" else settings.llm.prompt == "brief"


def add_fallback(answerer: Answerer, embedder: Embedder, cache: Path, settings: Settings) -> Answerer:
    """Return an answerer that answers offline where the given one's model fails."""
    from functools import lru_cache

    from rag.answer.fallback import FallbackAnswerer

    return FallbackAnswerer(answerer, lru_cache(lambda: open_offline_answerer(embedder, cache, settings)))


def open_offline_answerer(embedder: Embedder, cache: Path, settings: Settings) -> Answerer:
    """Return the answerer that needs no language model."""
    from rag.answer.extractive.offline import OfflineAnswerer
    from rag.answer.extractive.passage_reader import PassageReader
    from rag.answer.extractive.reader import Reader
    from rag.changes.answer import ChangeAnswerer
    from rag.summary.answer import SummaryAnswerer

    chosen = settings.answer
    readers = Reader(cache), PassageReader(cache)
    answerer = OfflineAnswerer(embedder, *readers, hidden=chosen.hidden, caution=chosen.caution)
    summarizer = SummaryAnswerer(answerer, embedder, answerer.name, chosen.hidden)
    return ChangeAnswerer(summarizer, answerer.name, chosen.hidden)


def open_rewriter(settings: Settings) -> Rewriter:
    """Return the model's rewriter of follow-up questions, which may take `REWRITE_SECONDS`; without a model, none."""
    from rag.types import leave_to_rules

    deadline = min(settings.llm.deadline, REWRITE_SECONDS)
    llm = settings.llm.model_copy(update={"deadline": deadline})
    model = open_model(settings.model_copy(update={"llm": llm}))
    if model is None:
        return leave_to_rules
    from rag.question_rewriter import ModelRewriter

    return ModelRewriter(model)


def open_named_model(settings: Settings, name: str) -> LanguageModel | None:
    """Open the named model at the address of the settings; None for `offline`, the configured model for no name."""
    if name == OFFLINE_MODEL:
        return None
    if not name:
        return open_model(settings)
    return open_model(settings.model_copy(update={"llm": settings.llm.model_copy(update={"model": name})}))
