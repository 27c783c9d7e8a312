"""Hints for people in a browser: where a hint names a command, the page that does the same."""

from __future__ import annotations

import re

_IN_BRACKETS = re.compile(r" \(GRAPHLOOP_[A-Z_]+\)")
_VARIABLE = re.compile(r"(?:the setting )?GRAPHLOOP_[A-Z]+__([A-Z_]+)")
_VARIABLE_NAMES = {
    "BASE_URL": "the address in the settings",
    "API_KEY": "the key in the settings",
    "MODEL": "the model in the settings",
}
_COMMAND = re.compile(r"(?:^|: )graphloop ([a-z ]+[a-z.]*)")
PAGE_HINTS = {
    "ingest": "Add documents on the page Documents.",
    "eval generate": "Make test questions under Quality, Questions.",
    "eval run": "Ask the test questions under Quality, Runs.",
    "config set llm.": "Set it on the page Settings, under Language model.",
    "config set store.": "Set it on the page Settings, under Graph.",
}


def reword_hint(hint: str) -> str:
    """Return the hint for a page: the way to do it there if there is one, else the hint without names of variables."""
    hint = _VARIABLE.sub(_name_setting, _IN_BRACKETS.sub("", hint))
    command = _COMMAND.search(hint)
    if command is None:
        return hint
    return next((text for start, text in PAGE_HINTS.items() if command.group(1).startswith(start)), hint)


def _name_setting(variable: re.Match[str]) -> str:
    return _VARIABLE_NAMES.get(variable.group(1), "the setting")
