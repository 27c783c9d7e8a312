"""Words as people say them: who is spoken to, and everyday words for official ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rag.dependency_parser import Token, dictionary_words

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_SWAPPED: Mapping[str, str] = {
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
    "yourselves": "ourselves",
    "our": "their",
    "ours": "theirs",
    "us": "them",
    "we": "they",
    "ourselves": "themselves",
}
_CONTRACTED: Mapping[str, str] = {
    "ca": "can",
    "wo": "will",
    "sha": "shall",
    "n't": "not",
    "n’t": "not",
    "’ll": "will",
    "'ll": "will",
}
_WITH_I: Mapping[str, str] = {"are": "am", "were": "was", "’re": "am", "'re": "am"}

# Everyday words for official ones; verbs only where their base form stands, so that nothing need be inflected.
_BASE_VERBS: Mapping[str, str] = {
    "obtain": "get",
    "purchase": "buy",
    "commence": "start",
    "terminate": "end",
    "notify": "tell",
    "inform": "tell",
    "assist": "help",
    "utilize": "use",
    "utilise": "use",
    "reside": "live",
    "retain": "keep",
    "receive": "get",
    "submit": "send in",
    "modify": "change",
    "amend": "change",
    "disclose": "pass on",
    "permit": "allow",
    "acquire": "get",
    "demonstrate": "show",
    "remit": "pay",
    "complete": "fill in",
    "attempt": "try",
    "cease": "stop",
}
_OTHER_WORDS: Mapping[tuple[str, str], str] = {
    ("individuals", "NNS"): "people",
    ("persons", "NNS"): "people",
    ("additional", "JJ"): "extra",
    ("sufficient", "JJ"): "enough",
    ("approximately", "RB"): "about",
    ("annually", "RB"): "every year",
    ("regarding", "VBG"): "about",
    ("concerning", "VBG"): "about",
    ("upon", "IN"): "on",
    ("whilst", "IN"): "while",
}
_COMMON = ("new", "old", "existing", "public", "private", "extra", "all", "every", "each", "some", "any")
"""Words that are no names, which the tagger takes for one before a name."""

_FORMS = ("form", "application", "questionnaire", "survey", "return", "document")


def is_you(token: Token) -> bool:
    """Return whether a token is "you"."""
    return bool(token.lower_ == "you")


def spoken_word(token: Token) -> str:
    """Return a token as the person asking would say it: "you" is "I", "we" are "they"."""
    low = token.lower_
    if low == "you":
        return "I" if token.dep_ in _SUBJECTS and not _is_infinitive(token.head) else "me"
    if low in _SWAPPED:
        return _SWAPPED[low]
    if low in _CONTRACTED:
        return _CONTRACTED[low]
    if low in _WITH_I and _has_you(token):
        return _WITH_I[low]
    return _everyday(token)


def _is_infinitive(verb: Token) -> bool:
    helped = any(child.dep_ in ("aux", "auxpass") and child.tag_ != "TO" for child in verb.children)
    return any(child.tag_ == "TO" for child in verb.children) or bool(verb.tag_ == "VBG" and not helped)


def _has_you(token: Token) -> bool:
    verb = token.head if token.dep_ in ("aux", "auxpass") else token
    return any(child.dep_ in _SUBJECTS and is_you(child) for child in verb.children)


def _everyday(token: Token) -> str:
    low = token.lower_
    if token.tag_ == "VB" and low in _BASE_VERBS:
        objects = [child for child in token.children if child.dep_ == "dobj"]
        if low != "complete" or any(child.lemma_ in _FORMS for child in objects):
            return _BASE_VERBS[low]
    replaced = _OTHER_WORDS.get((low, token.tag_))
    if replaced:
        return replaced
    return str(token.text)


def render(tokens: Iterable[Token], spoken: Mapping[int, str] | None = None) -> str:
    """Return the tokens in the order given as text; `spoken` replaces words by the token's index."""
    given = spoken or {}
    parts: list[str] = []
    last: Token | None = None
    for token in _without_brackets(list(tokens)):
        word = given[token.i] if token.i in given else spoken_word(token)
        if token.i == 0 and token.i not in given and word != "I" and _is_lowered(token):
            word = word[:1].lower() + word[1:]
        if not word:
            continue
        glued = last is not None and last.i + 1 == token.i and not last.whitespace_ and _is_glued(last, word)
        if parts and not glued and word not in (",", ".", ";", ":", ")", "’s", "'s", "%"):
            parts.append(" ")
        parts.append(word)
        last = token
    return "".join(parts).strip(" ,;.")


def _is_glued(last: Token, word: str) -> bool:
    """Return whether a word stays joined to the one before it: "not" does only to "can"."""
    return bool(last.lower_ == "can") if word == "not" else word not in ("am", "will")


def _is_lowered(token: Token) -> bool:
    """Return whether the first word of a sentence is written small elsewhere."""
    if token.dep_ in ("amod", "compound") and token.head.pos_ == "NUM":  # "Pelican 1.4"
        return False
    if token.tag_ in ("NNP", "NNPS") and _is_plural_noun(token):
        return True
    return bool(token.text == "A" or token.lower_ in _COMMON or (token.pos_ != "PROPN" and token.text[1:].islower()))


def _is_plural_noun(token: Token) -> bool:
    """Return whether a subject that the tagger takes for a name is a noun in the plural: "Taxis"."""
    singular = token.lower_.removesuffix("s")
    is_plural = token.lower_ != singular and singular in dictionary_words("noun")
    return is_plural and token.dep_ in ("nsubj", "nsubjpass") and not list(token.children)


def _without_brackets(tokens: Sequence[Token]) -> list[Token]:
    kept, depth = [], 0
    for token in tokens:
        depth += token.text in ("(", "[")
        if not depth:
            kept.append(token)
        depth -= token.text in (")", "]") and depth > 0
    return kept
