"""Values of settings as they are written and as they are shown."""

from __future__ import annotations

from pydantic import SecretStr

MASKED_VALUE = "********"


def plain_value(value: object) -> str | int | float:
    """Return the value as it is written to a settings file, keys and passwords included."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return value if isinstance(value, int | float) else str(value)


def displayed_value(value: object) -> str | int | float:
    """Return the value as it is shown to people: keys are masked, and so are passwords within addresses."""
    if isinstance(value, SecretStr):
        return MASKED_VALUE if value.get_secret_value() else ""
    plain = plain_value(value)
    return without_password(plain) if isinstance(plain, str) else plain


def without_password(text: str) -> str:
    """Return the text with the password within an address masked."""
    from rag.llm.address import redact_address

    return redact_address(text) if "://" in text else text
