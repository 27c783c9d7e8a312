"""Name what is paid and what is free by one word, so that "is free" answers whether there is a fee."""

from __future__ import annotations

import re

PAY = "pay"

_PAYS = re.compile(
    r"\b(?:pay(?:s|ing|ments?|able)?(?! back)|paid(?! back)|costs?|fees?|charges?|charged)\b", re.IGNORECASE
)
_ASKS_PAYMENT = re.compile(
    r"\W*(?:do|does|did|will|would|must|need|is there|are there|is it|has|have)\b.*"
    r"\b(?:pay(?:s|ing)?|paid|costs?|fees?|charges?|charged)\b",
    re.IGNORECASE,
)
_FREE_ASKED = re.compile(r"\bfree\b", re.IGNORECASE)
_NOT_FREE = re.compile(r"\b(?:not|never|is\s?n['’]t|are\s?n['’]t)\s+free(?:\s+of\s+charge)?\b", re.IGNORECASE)
_FREE = re.compile(
    r"\b(?:free of charge|(?:at|for|with) no (?:extra |additional )?(?:cost|charge|fee)|without (?:any )?(?:charge|fee)"
    r"|(?:costs?|pays?) nothing|free\b(?!\s*(?:of|from|to|space|place|seat|time|day|choice)|-)|waived)",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"\b(?:anything|something|extra|any money|money)\b", re.IGNORECASE)


def name_payments(asked: str, sentence: str) -> tuple[str, str]:
    """Return a question and a sentence with one word for payments, "not pay" for what is free; unchanged where it is
    not asked whether something is paid."""
    if not _ASKS_PAYMENT.match(asked) or _FREE_ASKED.search(asked):
        return asked, sentence
    said = _PAYS.sub(PAY, _FREE.sub("not pay", _NOT_FREE.sub(PAY, sentence)))
    return _PAYS.sub(PAY, _INDEFINITE.sub("", asked)), said
