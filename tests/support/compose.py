"""`docker-compose.yml` as Compose reads it, and what the `Dockerfile` says, for tests without a Docker engine."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\})")

Service = dict[str, Any]


class Missing(Exception):
    """A variable that must be set is not."""


def services(environment: Mapping[str, str]) -> dict[str, Service]:
    """Every service by name, merged and interpolated. Raises Missing."""
    found: dict[str, Service] = composed(environment)["services"]
    return found


def composed(environment: Mapping[str, str]) -> dict[str, Any]:
    """The whole file. Raises Missing."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = _interpolated(yaml.safe_load(text), environment)
    return found


def selected(environment: Mapping[str, str], profiles: Iterable[str] = ()) -> set[str]:
    """The services that `docker compose --profile … up` starts; without one, those of `COMPOSE_PROFILES`."""
    wanted = set(profiles) or set(environment.get("COMPOSE_PROFILES", "").split(","))
    every = services(environment).items()
    return {name for name, service in every if not service.get("profiles") or wanted & set(service["profiles"])}


def variables(name: str) -> dict[str, str]:
    """What a file such as `.env` sets."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key: value for key, _, value in pairs}


def _interpolated(value: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _interpolated(held, environment) for key, held in value.items()}
    if isinstance(value, list):
        return [_interpolated(held, environment) for held in value]
    return VARIABLE.sub(lambda found: _value(found, environment), value) if isinstance(value, str) else value


def _value(found: re.Match[str], environment: Mapping[str, str]) -> str:
    if found["escaped"]:
        return "$"
    held = environment.get(found["name"], "")
    if not held and found["kind"] == ":?":
        raise Missing(f"{found['name']}: {found['rest']}")
    return held or (found["rest"] if found["kind"] == ":-" else "")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The words of the list form, or of a line."""
        found: list[str] = json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)
        return found


def stages() -> list[list[Instruction]]:
    """The instructions of each stage, the last one being the image."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, rest.strip()))
    return found


def image() -> dict[str, Instruction]:
    """The last instruction of each name in the image's own stage."""
    return {one.name: one for one in stages()[-1]}


def image_environment() -> dict[str, str]:
    """What the image sets."""
    pairs = (word.partition("=") for one in stages()[-1] if one.name == "ENV" for word in one.words)
    return {name: value for name, _, value in pairs}
