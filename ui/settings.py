"""Settings: defaults < graphloop.toml < .env < environment < flags. Nothing else reads the environment.

`graphloop.toml` is looked for in the current folder, then in a data folder that was named outright, then in the
user's configuration folder. `GRAPHLOOP_LLM__BASE_URL` in the environment is `base_url` under `[llm]` in the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as SourceError

from graph.errors import SettingsError
from ui.sections import LLM, Embedder, Ingest, Retrieval, Store
from ui.settings_file import FILE_NAME, Values, find, read, write

PREFIX = "GRAPHLOOP_"
SEPARATOR = "__"
TOKEN = "GRAPHLOOP_UI_TOKEN"  # noqa: S105 - the name of the variable
MASK = "********"


class Settings(BaseSettings):
    """Every setting, checked. Made by `load`; the constructor itself reads neither files nor the environment."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter=SEPARATOR,
        env_ignore_empty=True,
        dotenv_filtering="only_existing",
    )

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("graphloop"))
    collection: str = Field(default="default", min_length=1)
    llm: LLM = LLM()
    embedder: Embedder = Embedder()
    retrieval: Retrieval = Retrieval()
    ingest: Ingest = Ingest()
    store: Store = Store()
    _file: Path = PrivateAttr(default_factory=lambda: platformdirs.user_config_path("graphloop") / FILE_NAME)
    _layers: tuple[Layer, ...] = PrivateAttr(default=())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the constructor is given: `load` lays the sources over one another."""
        return (init_settings,)

    @property
    def file(self) -> Path:
        """The settings file: the one that was read, or where one will be written."""
        return self._file

    def origin(self, key: str) -> str:
        """Where a dotted key got its value: default, a file's path, environment or flag."""
        return _origin(self._layers, key)

    def rows(self) -> list[Row]:
        """Every setting with its value, secrets masked, and where it came from."""
        return [Row(key, _shown(value), self.origin(key)) for key, value in _leaves(self)]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting for people to read."""

    key: str
    value: str | int | float
    origin: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source of settings says."""

    name: str
    values: Values

    def holds(self, key: str) -> bool:
        """Whether this source sets the dotted key."""
        found: object = self.values
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                return False
            found = found[part]
        return True


def load(data_dir: Path | None = None, collection: str | None = None) -> Settings:
    """Settings from every source, the arguments being flags. Raises SettingsError naming the source and the key."""
    flags = {"data_dir": data_dir, "collection": collection}
    above = (
        _layer(".env", DotEnvSettingsSource(Settings, env_file=".env", env_file_encoding="utf-8")),
        _layer("environment", EnvSettingsSource(Settings)),
        Layer("flag", {name: value for name, value in flags.items() if value is not None}),
    )
    named = next((layer.values["data_dir"] for layer in reversed(above) if "data_dir" in layer.values), None)
    file, values = find(None if named is None else Path(named).expanduser())
    return build(file, (Layer(str(file), values), *above))


def build(file: Path, layers: tuple[Layer, ...]) -> Settings:
    """One checked object from layers, the last one strongest."""
    merged: Values = {}
    for layer in layers:
        _lay(merged, layer.values)
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        raise _explained(error, layers)
    folder = file.parent if _origin(layers, "data_dir") == str(file) else Path.cwd()
    settings = settings.model_copy(update={"data_dir": (folder / settings.data_dir.expanduser()).absolute()})
    settings._file, settings._layers = file, layers
    return settings


def save(settings: Settings, changes: Mapping[str, str | int | float | None]) -> Settings:
    """Write dotted keys to the settings file, None meaning the default, and return the settings that then hold.

    Nothing is written when a value is not usable. A value set in the environment or by a flag stays the stronger.
    """
    file = settings.file
    layer = Layer(str(file), {})
    for key, value in changes.items():
        if value is not None:
            _lay(layer.values, _nested(key, value))
        elif key not in dict(_leaves(settings)):
            raise SettingsError(f"there is no setting {key}", _nearest(key))
    checked = dict(_leaves(build(file, (layer,))))
    write(file, {key: None if value is None else _plain(checked[key]) for key, value in changes.items()})
    layers = tuple(item for item in settings._layers if item.name != layer.name)
    return build(file, (Layer(layer.name, read(file)), *layers))


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment for a program started on the same data folder and collection."""
    return {
        **os.environ,
        f"{PREFIX}DATA_DIR": str(settings.data_dir),
        f"{PREFIX}COLLECTION": settings.collection,
    }


def given_token() -> str:
    """The token of the pages that the environment fixes; empty when it leaves it to each start."""
    return os.environ.get(TOKEN, "")


def unknown_variables() -> list[str]:
    """Names in the environment that start like settings and are none."""
    known = {PREFIX + key.replace(".", SEPARATOR).upper() for key, _ in _leaves(Settings())} | {TOKEN}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _layer(name: str, source: PydanticBaseSettingsSource) -> Layer:
    try:
        return Layer(name, source())
    except SourceError as error:
        raise SettingsError(f"{name}: {error}", f"look at the variables that start with {PREFIX}")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} cannot be read: {error}", "make it a readable UTF-8 text file")


def _lay(below: Values, above: Mapping[str, Any]) -> None:
    for name, value in above.items():
        if isinstance(value, Mapping) and isinstance(below.get(name), dict):
            _lay(below[name], value)
        else:
            below[name] = dict(value) if isinstance(value, Mapping) else value


def _leaves(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _origin(layers: tuple[Layer, ...], key: str) -> str:
    return next((layer.name for layer in reversed(layers) if layer.holds(key)), "default")


def _nested(key: str, value: object) -> Values:
    for part in reversed(key.split(".")):
        value = {part: value}
    return {**value} if isinstance(value, dict) else {}


def _plain(value: object) -> str | int | float:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return value if isinstance(value, int | float) else str(value)


def _shown(value: object) -> str | int | float:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    return _plain(value)


def _explained(error: ValidationError, layers: tuple[Layer, ...]) -> SettingsError:
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    source = _origin(layers, key)
    name = PREFIX + key.replace(".", SEPARATOR).upper() if source in (".env", "environment") else key
    place = "" if source == "flag" else f"{source}: "
    if fault["type"] == "extra_forbidden":
        return SettingsError(f"{place}there is no setting {name}", _nearest(key))
    return SettingsError(f"{place}{name}: {fault['msg']}", f"change {name}, or remove it to get the default")


def _nearest(key: str) -> str:
    known = [name for name, _ in _leaves(Settings())]
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    section = key.rpartition(".")[0]
    return "known: " + ", ".join(name for name in known if name.rpartition(".")[0] == section or not section)
