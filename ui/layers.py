"""Layers of settings: the values of each source, their merging, and what an untrusted source may not set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.key_address import BOUND, address_in, may_send, place_of, value_in
from ui.settings_file import Values, read
from ui.trust import HARMLESS


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
        found: object = self.values
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                return False
            found = found[part]
        return True


@dataclass(frozen=True, slots=True)
class Ignored:
    """The keys of a file that were ignored because its folder is not trusted."""

    file: Path
    keys: tuple[str, ...]

    @property
    def note(self) -> str:
        """A line to show the user."""
        return f"note: {self.file} is not trusted, so it does not set {', '.join(self.keys)}; graphloop config trust"


def merge(layers: Iterable[Layer]) -> Values:
    """Merge layers into one set of values; the last layer takes precedence."""
    values: Values = {}
    for layer in layers:
        lay_over(values, layer.values)
    return values


def split_harmless(layer: Layer) -> tuple[Layer, tuple[str, ...]]:
    """Split a layer into the values an untrusted folder may set, and the keys of the rest."""
    kept: Values = {}
    left_out: list[str] = []
    for key, value in flatten(layer.values):
        if key in HARMLESS:
            lay_over(kept, nest(key, value))
        else:
            left_out.append(key)
    return Layer(layer.name, kept), tuple(left_out)


def withhold_foreign(values: Values, layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """Blank each secret set for another address than the current one; return a note on each."""
    told: list[str] = []
    for bound in BOUND:
        last = max((number for number, layer in enumerate(layers, 1) if layer.holds(bound.secret)), default=0)
        if not last or not value_in(values, bound.secret):
            continue
        set_for, sent_to = address_in(merge(layers[:last]), bound), address_in(values, bound)
        if sent_to and not may_send(set_for, sent_to):
            lay_over(values, nest(bound.secret, ""))
            told.append(f"note: {bound.secret} was set for {place_of(set_for)} and is not sent to {place_of(sent_to)}")
    return tuple(told)


def orphaned(file: Path, changes: Mapping[str, str | int | float | None]) -> list[str]:
    """Return the secrets in a settings file whose address these changes replace without setting the secret again."""
    before = read(file) if file.exists() else {}
    after = merge([Layer("", before), *(Layer("", nest(key, value or "")) for key, value in changes.items())])
    return [
        bound.secret
        for bound in BOUND
        if bound.secret not in changes
        and value_in(before, bound.secret)
        and not may_send(address_in(before, bound), address_in(after, bound))
    ]


def origin_of(layers: tuple[Layer, ...], key: str) -> str:
    """Return the name of the source that determines a dotted key."""
    return next((layer.name for layer in reversed(layers) if layer.holds(key)), "default")


def nest(key: str, value: object) -> Values:
    """Return the value under a dotted key as nested tables."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return {**value} if isinstance(value, dict) else {}


def flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its dotted key."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def lay_over(below: Values, above: Mapping[str, Any]) -> None:
    """Update values in place with those of a source that takes precedence."""
    for name, value in above.items():
        if isinstance(value, Mapping) and isinstance(below.get(name), dict):
            lay_over(below[name], value)
        else:
            below[name] = dict(value) if isinstance(value, Mapping) else value
