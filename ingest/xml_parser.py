"""Make the parsers of XML: none resolves entities, loads document types or uses the network."""

from __future__ import annotations

from typing import Any


def make_parser(**more: Any) -> Any:
    """Return a parser of lxml with these further settings."""
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, **more)
