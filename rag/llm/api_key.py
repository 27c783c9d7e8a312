"""Clean API keys as people paste them: with spaces around, in quotes, or with characters that no header can carry."""

from __future__ import annotations

QUOTE_PAIRS = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"


def clean_key(key: str) -> str:
    """Return the key without surrounding spaces, invisible characters and one pair of quotes.

    ValueError if the rest is not visible ASCII, the only text that an HTTP header can carry as one word.
    """
    bare = _stripped(key)
    if len(bare) > 1 and QUOTE_PAIRS.get(bare[0]) == bare[-1]:
        bare = _stripped(bare[1:-1])
    if not all("!" <= character <= "~" for character in bare):
        raise ValueError("must be one word of visible ASCII characters: copy the key again, without anything around it")
    return bare


def _stripped(text: str) -> str:
    while text != (shorter := text.strip().strip(_INVISIBLE + "\x00")):
        text = shorter
    return text
