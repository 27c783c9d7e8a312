"""The file `graphloop.toml`: finding, reading and changing it."""

from __future__ import annotations

import errno
import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from graph.errors import GraphloopError, SettingsError, UsageError

FILE_NAME = "graphloop.toml"
NO_HOME = Path("/no-home-folder")

Values = dict[str, Any]


def find_settings(named: Path | None, here: bool) -> tuple[Path, Values]:
    """Return the settings file and its values; if there is none, the path to write it to and no values.

    `named` is an explicitly chosen data folder and comes before the user's configuration folder. With `here`, the
    current folder comes before both.
    """
    candidates = [Path(FILE_NAME).absolute()] if here else []
    candidates += [named.absolute() / FILE_NAME] if named else []
    candidates.append(user_file())
    for candidate in candidates:
        if os.path.lexists(candidate):
            return candidate, read_settings(candidate)
    return (named.absolute() / FILE_NAME if named else candidates[-1]), {}


def user_file() -> Path:
    """Return the path of the settings file in the user's configuration folder."""
    return home_folder(platformdirs.user_config_path) / FILE_NAME


def home_folder(of: Callable[[str], Path]) -> Path:
    """Return a folder of the program in the user's home; NO_HOME for a user without a home."""
    try:
        return of("graphloop")
    except RuntimeError:
        return NO_HOME


def expand_home(path: Path) -> Path:
    """Return the path with ~ expanded; UsageError if there is no such home."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise UsageError(f"there is no home folder for {path}", "write the full path")


def current_folder() -> Path | None:
    """Return the current folder; None if it has been deleted."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def read_settings(file: Path) -> Values:
    """Return the values in a settings file."""
    return tomllib.loads(_text(file))


def write_settings(file: Path, changes: Mapping[str, str | int | float | None]) -> None:
    """Set dotted keys (None removes one) atomically; comments and order are preserved."""
    import tomlkit

    document = tomlkit.parse(_text(file) if file.exists() else "")
    for key, value in changes.items():
        *sections, name = key.split(".")
        table: Any = document
        for section in sections:
            if section not in table:
                table[section] = tomlkit.table()
            table = table[section]
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
    try:
        replace_file(file.resolve(), tomlkit.dumps(document))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise GraphloopError(f"cannot write {file}: {error.strerror}", "make room on the disk; nothing was changed")
        raise SettingsError(f"cannot write {file}: {error.strerror}", "check the permissions of its folder")


def _text(file: Path) -> str:
    if file.exists() and not file.is_file() and not file.is_dir():
        raise SettingsError(f"{file} cannot be read: it is not a regular file", "move it away")
    try:
        text = file.read_text(encoding="utf-8")
        tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}", "check its permissions")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}", "correct that line, or move the file away")
    return text


def replace_file(file: Path, text: str) -> None:
    """Write a file atomically, readable only by its owner. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes the file readable only by its owner: it may hold a key.
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
    finally:
        Path(temporary).unlink(missing_ok=True)
