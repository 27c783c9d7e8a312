"""How an answerer states that the documents do not contain an answer."""

from __future__ import annotations

import re

ABSTAIN = "The documents do not answer this question."

_SOURCE = r"(?:provided |given |numbered |available )?(?:documents?|passages?|texts?|context|sources?|information)"
_LACK = (
    r"(?:do(?:es)?(?: not|n['’]t)|did(?: not|n['’]t)|cannot|can['’]t|lacks?)(?: \w+){0,2}? "
    r"(?:answer|contain|hold|mention|provide|say|specify|state|include|give|have|address|discuss)"
)
_REFUSALS = re.compile(
    rf"^(?:(?:i['’]?m |i am )?sorry[,.]? (?:but )?)?(?:unfortunately,? )?(?:based on the {_SOURCE},? )?"
    rf"(?:(?:the |these |this )?{_SOURCE} {_LACK}"
    r"|i (?:do not|don['’]t|cannot|can['’]t|am unable to|could not|couldn['’]t) (?:know|answer|find|determine)"
    r"|there is (?:no|not enough|insufficient) (?:information|answer|evidence|mention)"
    r"|no (?:answer|information) (?:is |was |can be )?(?:found|given|available)"
    r"|it is not (?:stated|mentioned|specified|clear))",
    re.IGNORECASE,
)


def is_abstention(text: str) -> bool:
    """Whether a text says that there is no answer, and little else."""
    plain = " ".join(re.sub(r"\[[\d,; –-]*\]", "", text).split()).strip(" *_\"'")
    if not plain:
        return True
    if ABSTAIN.rstrip(".").casefold() in plain.casefold():
        return len(plain) <= len(ABSTAIN) + 120 or plain.casefold().startswith(ABSTAIN.rstrip(".").casefold())
    return len(plain) <= 300 and bool(_REFUSALS.match(plain))
