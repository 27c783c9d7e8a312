"""Layers of settings: the values of each source, their merging, and what an untrusted source may not set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.key_address import SECRET_BINDINGS, describe_recipient, find_address, goes_elsewhere, lookup_value
from ui.settings_file import Values, read_settings
from ui.trust import HARMLESS_KEYS


@dataclass(frozen=True, slots=True)
class Layer:
    """The values of one source of settings."""

    name: str
    values: Values

    @property
    def is_file(self) -> bool:
        """Whether this source is a file."""
        return self.name not in ("environment", "flag")

    def holds(self, key: str) -> bool:
        """Whether this source sets the dotted key."""
        value: object = self.values
        for part in key.split("."):
            if not isinstance(value, dict) or part not in value:
                return False
            value = value[part]
        return True


@dataclass(frozen=True, slots=True)
class IgnoredSettings:
    """The keys of a file that were ignored because its folder is not trusted."""

    file: Path
    keys: tuple[str, ...]

    @property
    def note(self) -> str:
        """A line to show the user."""
        return f"note: {self.file} is not trusted and cannot set {', '.join(self.keys)}; graphloop config trust"


def merge_layers(layers: Iterable[Layer]) -> Values:
    """Merge layers into one set of values; the last layer takes precedence."""
    values: Values = {}
    for layer in layers:
        update_values(values, layer.values)
    return values


def split_harmless(layer: Layer) -> tuple[Layer, tuple[str, ...]]:
    """Split a layer into the values an untrusted folder may set, and the keys of the rest."""
    harmless: Values = {}
    left_out: list[str] = []
    for key, value in flatten_values(layer.values):
        if key in HARMLESS_KEYS:
            update_values(harmless, nest_key(key, value))
        else:
            left_out.append(key)
    return Layer(layer.name, harmless), tuple(left_out)


def withhold_foreign_secrets(values: Values, layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """Blank each secret set for another address than the current one; return a note on each."""
    notes: list[str] = []
    for bound in SECRET_BINDINGS:
        last = max((number for number, layer in enumerate(layers, 1) if layer.holds(bound.secret)), default=0)
        if not last or not lookup_value(values, bound.secret):
            continue
        known = merge_layers(layers[:last])
        if goes_elsewhere(known, values, bound):
            update_values(values, nest_key(bound.secret, ""))
            set_for, sent_to = describe_recipient(known, bound), describe_recipient(values, bound)
            notes.append(f"note: {bound.secret} was set for {set_for} and is not sent to {sent_to}")
    return tuple(notes)


def find_orphaned_secrets(file: Path, changes: Mapping[str, str | int | float | None]) -> list[str]:
    """Return the secrets in a settings file whose address these changes replace without setting the secret again."""
    before = read_settings(file) if file.exists() else {}
    after = merge_layers(
        [Layer("", before), *(Layer("", nest_key(key, value or "")) for key, value in changes.items())]
    )
    return [
        bound.secret
        for bound in SECRET_BINDINGS
        if bound.secret not in changes
        and lookup_value(before, bound.secret)
        and (goes_elsewhere(before, after, bound) or (find_address(before, bound) and not find_address(after, bound)))
    ]


def origin_of(layers: tuple[Layer, ...], key: str) -> str:
    """Return the name of the source that determines a dotted key."""
    return next((layer.name for layer in reversed(layers) if layer.holds(key)), "default")


def nest_key(key: str, value: object) -> Values:
    """Return the value under a dotted key as nested tables."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return {**value} if isinstance(value, dict) else {}


def flatten_values(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its dotted key."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from flatten_values(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def update_values(below: Values, above: Mapping[str, Any]) -> None:
    """Update values in place with those of a source that takes precedence."""
    for name, value in above.items():
        if isinstance(value, Mapping) and isinstance(below.get(name), dict):
            update_values(below[name], value)
        else:
            below[name] = dict(value) if isinstance(value, Mapping) else value
