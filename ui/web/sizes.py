"""Sizes of files for people."""

from __future__ import annotations


def format_size(size: int) -> str:
    """Return a number of bytes in kB or MB."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
