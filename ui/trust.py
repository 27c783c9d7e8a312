"""Folders whose settings the user trusts: their files may set where keys and passages are sent.

A folder that was unpacked or cloned from elsewhere is not trusted until the user says so. Trust covers the current
content of the files: after a change it has to be given again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from graph.errors import SettingsError
from ui.settings_file import FILE_NAME, replace_file, user_file

ENV_NAME = ".env"
_LIST = "trusted.json"
# All that files in an untrusted folder may set: nothing that decides where anything is sent, stored or run.
HARMLESS_KEYS = frozenset({"collection", "retrieval.retriever", "retrieval.k", "ingest.passage_size"})


def list_settings_files(folder: Path) -> tuple[Path, ...]:
    """Return the settings files in a folder."""
    return tuple(file for name in (FILE_NAME, ENV_NAME) if (file := folder / name).exists())


def is_trusted(folder: Path) -> bool:
    """Whether the user trusts the current content of the settings files in a folder."""
    return trusted_folders().get(str(folder.resolve())) == _digest(folder)


def trust_folder(folder: Path) -> None:
    """Trust the current content of the settings files in a folder. Raises SettingsError."""
    _write({**trusted_folders(), str(folder.resolve()): _digest(folder)})


def distrust_folder(folder: Path) -> bool:
    """Stop trusting a folder; False if it was not trusted. Raises SettingsError."""
    known = dict(trusted_folders())
    if known.pop(str(folder.resolve()), None) is None:
        return False
    _write(known)
    return True


def trusted_folders() -> Mapping[str, str]:
    """Return the trusted folders, each with the digest of its files; none if the list is corrupt."""
    try:
        known = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {str(folder): str(digest) for folder, digest in known.items()}


def _digest(folder: Path) -> str:
    state = hashlib.blake2b(digest_size=16)
    for name in (FILE_NAME, ENV_NAME):
        try:
            # Reading anything but a regular file, such as a pipe, could block.
            data = (folder / name).read_bytes() if (folder / name).is_file() else b""
        except OSError:
            data = b""
        state.update(len(data).to_bytes(8, "big") + data)
    return state.hexdigest()


def _place() -> Path:
    return user_file().with_name(_LIST)


def _write(known: Mapping[str, str]) -> None:
    try:
        replace_file(_place(), json.dumps(known, indent=1, sort_keys=True) + "\n")
    except OSError as error:
        raise SettingsError(f"cannot write {_place()}: {error.strerror}", "check the permissions of its folder")
