"""Tries a connection to a language model before it is saved, and saves it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from graph.errors import UsageError
from rag.llm.address import redact_address
from rag.llm.providers import require_provider
from ui.key_address import may_send
from ui.layers import find_orphaned_secrets
from ui.models import llm_options
from ui.settings import Settings, save_settings
from ui.web.markup import escape_label
from ui.web.page_hints import reword_hint

if TYPE_CHECKING:
    from rag.llm.probe import Probe
    from rag.llm.spec import LLMOptions

TRIAL_SECONDS = 120.0
"""The time within which a model must answer when it is tried: a local server may have to load it first."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What is entered for a model: with `drop_key` a saved key is deleted, and an empty key keeps it."""

    provider: str
    address: str
    model: str
    key: str = field(default="", repr=False)
    drop_key: bool = False

    def base_url(self, settings: Settings) -> str:
        """Return the address with the user and password that are not shown, if it is the saved one."""
        saved = settings.llm.base_url
        return saved if self.address == redact_address(saved) else self.address


def connection_options(settings: Settings, connection: Connection) -> LLMOptions:
    """Return what the model is opened with; a saved key goes only to the address that it was set for."""
    saved, address = settings.llm, connection.base_url(settings)
    key = connection.key
    if not key and not connection.drop_key and saved.base_url and may_send(saved.base_url, address):
        key = saved.api_key.get_secret_value()
    return replace(llm_options(saved), model=connection.model, base_url=address, api_key=key)


def try_connection(settings: Settings, connection: Connection, seconds: float) -> Probe:
    """Ask the model for one word."""
    from rag.llm.probe import probe_model

    return probe_model(require_provider(connection.provider), connection_options(settings, connection), seconds)


def save_connection(settings: Settings, connection: Connection) -> None:
    """Save the connection; UsageError if an address has no model, or a model no address that it needs."""
    needs_address = require_provider(connection.provider).needs_address
    if bool(connection.address) != bool(connection.model) and (connection.address or needs_address):
        raise UsageError("an address needs a model, and a model an address", "fill in both, or neither")
    changes: dict[str, str | int | float | None] = {
        "llm.provider": connection.provider,
        "llm.base_url": connection.base_url(settings),
        "llm.model": connection.model,
    }
    if connection.drop_key or connection.key:
        changes["llm.api_key"] = None if connection.drop_key else connection.key
    orphans = find_orphaned_secrets(settings.file, changes)
    save_settings(settings, changes)
    if orphans:
        st.toast("The key belonged to the previous address and was deleted.", icon=":material/key_off:")


def show_failure(probe: Probe) -> None:
    """Show why a model did not answer, as one line with its hint."""
    hint = f"  \n*{escape_label(reword_hint(probe.hint), 300)}*" if probe.hint else ""
    st.error(f"{escape_label(reword_hint(probe.message), 300)}{hint}", icon=":material/error:")
