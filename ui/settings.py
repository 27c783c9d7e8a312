"""Settings: defaults < graphloop.toml < .env < environment < flags. Nothing else reads the environment.

`graphloop.toml` is looked for in the current folder, then in an explicitly given data folder, then in the user's
configuration folder. Files of a current folder that the user does not trust may only set harmless settings, and a key
is only sent to the address that it was set for. `GRAPHLOOP_LLM__BASE_URL` in the environment is `base_url`
under `[llm]` in the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import platformdirs
from pydantic import BaseModel, Field, PrivateAttr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as SourceError

from graph.errors import SettingsError
from ui.key_address import SECRET_BINDINGS, lookup_value
from ui.layers import (
    IgnoredSettings,
    Layer,
    find_orphaned_secrets,
    merge_layers,
    nest_key,
    origin_of,
    split_harmless,
    update_values,
    withhold_foreign_secrets,
)
from ui.settings_file import (
    FILE_NAME,
    NO_HOME,
    current_folder,
    expand_home,
    find_settings,
    home_folder,
    read_settings,
    user_file,
    write_settings,
)
from ui.settings_schema import (
    AnswerSettings,
    EmbedderSettings,
    IngestSettings,
    LLMSettings,
    RetrievalSettings,
    StoreSettings,
)
from ui.settings_values import MASKED_VALUE, displayed_value, plain_value, without_password
from ui.trust import ENV_NAME, is_trusted, trust_folder

ENV_PREFIX = "GRAPHLOOP_"
ENV_SEPARATOR = "__"
TOKEN_VARIABLE = "GRAPHLOOP_UI_TOKEN"  # noqa: S105 - the name of the variable


class Settings(BaseSettings):
    """Every setting, validated. The constructor reads neither files nor the environment."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=ENV_SEPARATOR,
        env_ignore_empty=True,
        dotenv_filtering="only_existing",
    )

    data_dir: Path = Field(default_factory=lambda: home_folder(platformdirs.user_data_path))
    collection: str = Field(default="default", min_length=1)
    llm: LLMSettings = LLMSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
    ingest: IngestSettings = IngestSettings()
    store: StoreSettings = StoreSettings()
    _file: Path = PrivateAttr(default_factory=user_file)
    _layers: tuple[Layer, ...] = PrivateAttr(default=())
    _ignored: tuple[IgnoredSettings, ...] = PrivateAttr(default=())
    _withheld: tuple[str, ...] = PrivateAttr(default=())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Use only the constructor's arguments: the sources are merged before."""
        return (init_settings,)

    @property
    def file(self) -> Path:
        """The settings file that was read, or the path where one will be written."""
        return self._file

    @property
    def ignored(self) -> tuple[IgnoredSettings, ...]:
        """The keys in files of the current folder that were ignored because the folder is not trusted."""
        return self._ignored

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that set any value."""
        return tuple(Path(layer.name).absolute() for layer in self._layers if layer.values and layer.is_file)

    def notes(self) -> list[str]:
        """Return notes for the user on ignored and withheld settings, a line each."""
        return [*(ignored.note for ignored in self._ignored), *self._withheld]

    def origin(self, key: str) -> str:
        """Return the source of a dotted key's value: default, a file's path, environment or flag."""
        return origin_of(self._layers, key)

    def rows(self) -> list[SettingRow]:
        """Return every setting with its value, secrets masked, and its source."""
        return [SettingRow(key, displayed_value(value), self.origin(key)) for key, value in _leaves(self)]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting for display."""

    key: str
    value: str | int | float
    origin: str


def load_settings(data_dir: Path | None = None, collection: str | None = None, user_chosen: bool = True) -> Settings:
    """Load settings from every source; the arguments are the flags. Raises SettingsError naming source and key.

    The settings file of a data folder is read only if the user chose that folder: `user_chosen` is about `data_dir`.
    """
    flags = {"data_dir": data_dir, "collection": collection}
    explicit = (
        _layer("environment", EnvSettingsSource(Settings)),
        Layer("flag", {name: value for name, value in flags.items() if value is not None}),
    )
    current = current_folder()
    trusted = current is not None and is_trusted(current)
    dotenv = _dotenv()
    trusted_layers = (dotenv, *explicit) if trusted else explicit
    naming = trusted_layers if user_chosen else trusted_layers[:-1]
    named = next((layer.values["data_dir"] for layer in reversed(naming) if "data_dir" in layer.values), None)
    folder = None if named is None else expand_home(Path(named))
    file, values = find_settings(folder, here=trusted)
    layers = [Layer(str(file), values)]
    ignored: list[IgnoredSettings] = []
    if not trusted:
        for layer in (*(_untrusted_file(file) if current else ()), dotenv):
            harmless, left_out = split_harmless(layer)
            layers.append(harmless)
            ignored += [IgnoredSettings(Path(layer.name).absolute(), left_out)] if left_out else []
    settings = build_settings(file, (*layers, *trusted_layers))
    settings._ignored = tuple(ignored)
    return settings


def list_untrusted_settings() -> list[SettingRow]:
    """Return the settings in files of the current folder that need trust, secrets masked. Raises SettingsError."""
    rows: list[SettingRow] = []
    dotenv = _dotenv()
    here = Path(FILE_NAME).absolute()
    for layer in (*([Layer(str(here), read_settings(here))] if here.exists() else []), dotenv):
        for key in split_harmless(layer)[1]:
            secret = any(key == bound.secret for bound in SECRET_BINDINGS)
            value = MASKED_VALUE if secret else without_password(lookup_value(layer.values, key))
            rows.append(SettingRow(key, value, str(Path(layer.name).absolute())))
    return rows


def _dotenv() -> Layer:
    """Read `.env` of the current folder; anything but a regular file is skipped, as reading a pipe would block."""
    if not Path(ENV_NAME).is_file():
        return Layer(ENV_NAME, {})
    return _layer(ENV_NAME, DotEnvSettingsSource(Settings, env_file=ENV_NAME, env_file_encoding="utf-8"))


def _untrusted_file(file: Path) -> Iterator[Layer]:
    """Yield the settings file of the current folder, unless it is the user's own file."""
    here = Path(FILE_NAME).absolute()
    if here.exists() and not (file.exists() and here.samefile(file)):
        yield Layer(str(here), read_settings(here))


def build_settings(file: Path, layers: tuple[Layer, ...]) -> Settings:
    """Return validated settings from layers; the last one takes precedence."""
    values = merge_layers(layers)
    withheld = withhold_foreign_secrets(values, layers)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _explain_validation(error, layers)
    settings = settings.model_copy(update={"data_dir": _resolve_data_dir(settings.data_dir, file, layers)})
    settings._file, settings._layers, settings._withheld = file, layers, withheld
    return settings


def _resolve_data_dir(data_dir: Path, file: Path, layers: tuple[Layer, ...]) -> Path:
    """Return the data folder as an absolute path, resolved from the folder of the file that sets it."""
    if data_dir == NO_HOME:
        raise SettingsError("there is no home folder for the data", "name a folder: --data-dir, or set HOME")
    path = expand_home(data_dir)
    if path.is_absolute():
        return path
    folder = file.parent if origin_of(layers, "data_dir") == str(file) else current_folder()
    if folder is None:
        raise SettingsError("the current folder no longer exists", "change to an existing folder: cd")
    return folder / path


def save_settings(settings: Settings, changes: Mapping[str, str | int | float | None]) -> Settings:
    """Write dotted keys to the settings file (None removes one) and return the resulting settings.

    Nothing is written if a value is invalid. Values from the environment and flags still take precedence. If an address
    changes, the key set for it is removed. A folder that was trusted stays trusted.
    """
    file = settings.file
    here = file.parent == current_folder() and is_trusted(file.parent)
    changes = {**changes, **dict.fromkeys(find_orphaned_secrets(file, changes))}
    layer = Layer(str(file), {})
    for key, value in changes.items():
        if value is not None:
            update_values(layer.values, nest_key(key, value))
        elif key not in dict(_leaves(settings)):
            raise SettingsError(f"there is no setting {key}", _suggest_setting(key))
    checked = dict(_leaves(build_settings(file, (layer,))))
    write_settings(file, {key: None if value is None else plain_value(checked[key]) for key, value in changes.items()})
    if here:
        trust_folder(file.parent)
    layers = tuple(item for item in settings._layers if item.name != layer.name)
    return build_settings(file, (Layer(layer.name, read_settings(file)), *layers))


def environment_token() -> str:
    """Return the token of the pages set in the environment; empty if each start is to generate one."""
    return os.environ.get(TOKEN_VARIABLE, "")


def find_unknown_variables() -> list[str]:
    """Return the environment variables that have the prefix of settings but are not settings."""
    known = {ENV_PREFIX + key.replace(".", ENV_SEPARATOR).upper() for key, _ in _leaves(Settings())} | {TOKEN_VARIABLE}
    return sorted(name for name in os.environ if name.upper().startswith(ENV_PREFIX) and name.upper() not in known)


def _layer(name: str, source: PydanticBaseSettingsSource) -> Layer:
    try:
        return Layer(name, source())
    except SourceError as error:
        raise SettingsError(f"{name}: {error}", f"check the variables that start with {ENV_PREFIX}")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} cannot be read: {error}", "make it a readable UTF-8 text file")


def _leaves(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _explain_validation(error: ValidationError, layers: tuple[Layer, ...]) -> SettingsError:
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    source = origin_of(layers, key)
    name = ENV_PREFIX + key.replace(".", ENV_SEPARATOR).upper() if source in (".env", "environment") else key
    prefix = "" if source == "flag" else f"{source}: "
    if fault["type"] == "extra_forbidden":
        return SettingsError(f"{prefix}there is no setting {name}", _suggest_setting(key))
    return SettingsError(
        f"{prefix}{name}: {fault['msg'].removeprefix('Value error, ')}",
        f"change {name}, or remove it to use the default",
    )


def _suggest_setting(key: str) -> str:
    known = [name for name, _ in _leaves(Settings())]
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    section = key.rpartition(".")[0]
    return "known: " + ", ".join(name for name in known if name.rpartition(".")[0] == section or not section)
