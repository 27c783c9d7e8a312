"""Distributions of someone else that bring plug-ins, as an installer leaves them."""

from __future__ import annotations

from pathlib import Path


def write_distribution(folder: Path, module: str, source: str, group: str, attribute: str) -> Path:
    """A module beside the metadata whose entry point names one of its attributes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.py").write_text(source)
    about = folder / f"{module}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{group}]\n{module} = {module}:{attribute}\n")
    return folder
