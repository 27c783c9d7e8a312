"""Distributions of someone else that bring a plug-in, laid out as an installer leaves them."""

from __future__ import annotations

from pathlib import Path

import pytest


def write_distribution(folder: Path, module: str, source: str, group: str, attribute: str, name: str = "") -> Path:
    """Write a module beside the metadata whose entry point names one of its attributes; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
    about = folder / f"{module}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{group}]\n{name or module} = {module}:{attribute}\n")
    return folder


def install_plugin(folder: Path, monkeypatch: pytest.MonkeyPatch, group: str, entry: str, code: str) -> None:
    """Write a distribution in a folder that is then imported from; its entry is `name = module:object`."""
    name, _, target = entry.partition("=")
    module, _, attribute = target.strip().partition(":")
    write_distribution(folder, module, code, group, attribute, name.strip())
    monkeypatch.syspath_prepend(str(folder))
