"""The tables of the settings file: their fields, validation and defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from graph.errors import UsageError
from rag.llm.api_key import clean_key


def _http(address: str) -> str:
    if address and not address.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return address.rstrip("/")


def _store(name: str) -> str:
    from graph.stores import require_store

    return _registered(name, require_store)


def _provider(name: str) -> str:
    from rag.llm.providers import require_provider

    return _registered(name, require_provider)


def _registered(name: str, require: Callable[[str], object]) -> str:
    try:
        require(name)
    except UsageError as error:
        raise ValueError(f"{error.message}; {error.hint}") from error
    return name


def _server(address: str) -> str:
    from graph.stores import find_store_by_scheme

    found = urlsplit(address)
    if not find_store_by_scheme(found.scheme) or not found.hostname:
        raise ValueError("must be an address such as bolt://localhost:7687 or neo4j+s://example.org")
    if "@" in found.netloc:
        raise ValueError("must not contain a user or password: set store.user and store.password")
    return address.rstrip("/")


def _key(key: SecretStr) -> SecretStr:
    return SecretStr(clean_key(key.get_secret_value()))


def _password(password: SecretStr) -> SecretStr:
    return SecretStr(password.get_secret_value().rstrip("\r\n"))


Key = Annotated[SecretStr, AfterValidator(_key)]
"""A key as sent in a header; surrounding whitespace is stripped."""
Password = Annotated[SecretStr, AfterValidator(_password)]
Address = Annotated[str, AfterValidator(_http)]
ProviderName = Annotated[str, AfterValidator(_provider)]
StoreName = Annotated[str, AfterValidator(_store)]
PromptName = Literal["auto", "brief", "full"]
"""How a language model is asked: `auto` briefly if its name tells that it is small."""
ServerAddress = Annotated[str, AfterValidator(_server)]


class SettingsSection(BaseModel):
    """A table of the settings file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class LLMSettings(SettingsSection):
    """The language model's provider and endpoint; without address and model, the offline answerer is used."""

    provider: ProviderName = "openai"
    base_url: Address = ""
    model: str = ""
    prompt: PromptName = "auto"
    api_key: Key = SecretStr("")
    timeout: float = Field(default=120.0, gt=0, le=3600)  # seconds without data
    deadline: float = Field(default=600.0, gt=0, le=86_400)  # seconds for a whole reply, retries included
    max_tokens: int = Field(default=0, ge=0, le=1_000_000)  # of a reply; 0: chosen by the model's name
    context: int = Field(default=0, ge=0, le=10_000_000)  # tokens of prompt and reply; 0: chosen by the model's name
    price_read: float = Field(default=0.0, ge=0)  # US dollars per million input tokens
    price_written: float = Field(default=0.0, ge=0)


class EmbedderSettings(SettingsSection):
    """The embedder: `name` is that of an embedder, or the name or folder of a sentence-transformers model.

    An embedder on a server uses `model` at `base_url`.
    """

    name: str = Field(default="minilm", min_length=1)
    base_url: Address = ""
    model: str = ""
    api_key: Key = SecretStr("")


class RetrievalSettings(SettingsSection):
    """The retriever, and how many passages it returns for a question."""

    retriever: str = Field(default="graph", min_length=1)
    k: int = Field(default=8, ge=1, le=100)


class AnswerSettings(SettingsSection):
    """What an answer may be based on: with `hidden`, also text that a reader of the document does not see.

    Offline, a short answer is given from a chance of `caution` on that it is right.
    """

    hidden: bool = False
    caution: float = Field(default=0.85, ge=0.0, le=1.0)


class IngestSettings(SettingsSection):
    """The passage size in characters, the tagger that finds names, and the limits for one file.

    `tagger` is `auto` (an installed spaCy pipeline, else rules), `rules`, or the name of a pipeline. With `merge`, the
    surest proposals of entities that are the same are taken without asking.
    """

    tagger: str = Field(default="auto", min_length=1)
    passage_size: int = Field(default=1000, ge=100, le=8000)
    merge: bool = False
    max_megabytes: float = Field(default=200.0, gt=0)
    max_seconds: float = Field(default=30.0, gt=0)
    max_memory_megabytes: int = Field(default=1500, ge=256)


class StoreSettings(SettingsSection):
    """Where the graph is stored: `backend` names a store, which reads those of the other settings that it needs.

    `graph` is its name within a database of a server; graphs with other names are not touched.
    """

    backend: StoreName = "sqlite"
    uri: ServerAddress = "bolt://localhost:7687"
    user: str = Field(default="neo4j", min_length=1)
    password: Password = SecretStr("")
    database: str = Field(default="neo4j", min_length=1)
    graph: str = Field(default="graphloop", min_length=1)
    patience: float = Field(default=15.0, gt=0, le=600)  # seconds
