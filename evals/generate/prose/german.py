"""Questions for plain German sentences: what is allowed, and how much or when; German puts the verb first to ask.

Sentences are read by patterns, since no German pipeline is bundled; of what they do not fit nothing is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts
from evals.generate.prose.drafting import DraftQuestion, quote_draft
from evals.generate.prose.scope import document_name
from graph.text.sentences import sentence_bounds
from graph.types import Passage

MIN_GERMAN = 0.12
MAX_WORDS = 22
_FREQUENT = frozenset(
    "der die das und ist sind nicht mit für von zu im in den dem des ein eine auf wird werden bis ab um bei "
    "oder".split()
)
_WORDS = re.compile(r"[a-zäöüß]+")
_SUBJECT = r"(?P<subject>[A-ZÄÖÜ][^,.:;!?„“()]{2,60}?)"
_STATE = re.compile(
    rf"{_SUBJECT} (?P<verb>ist|sind) (?P<rest>(?:[^,.:;!?]{{1,60}} )?(?:erlaubt|gestattet|zulässig|verboten|untersagt"
    r"|kostenlos|kostenfrei|gebührenfrei|erforderlich|notwendig|verpflichtend|Pflicht|inbegriffen|enthalten))\."
)
_MODAL = re.compile(rf"{_SUBJECT} (?P<verb>darf|dürfen|kann|können|muss|müssen) (?P<rest>[^,.:;!?]{{4,90}}en)\.")
_VALUE = r"(?P<value>(?:bis zu |maximal |höchstens |mindestens )?\d[\d.,]*\s?(?:{unit})(?: (?:pro|je) [A-ZÄÖÜ]\w+)?)"
_MONEY = r"Euro|EUR|€|Franken|CHF"
_SHARE = r"Prozent|%"
_TIME = r"Stunden?|Tagen?|Tage|Wochen?|Monaten?|Monate|Jahren?|Jahre|Minuten"
_END = r"(?=\.|,| und | zzgl| inkl| inklusive| plus )"
_HEIGHT = re.compile(rf"{_SUBJECT} (?P<verb>beträgt|betragen) {_VALUE.format(unit=f'{_MONEY}|{_SHARE}')}{_END}")
_LENGTH = re.compile(rf"{_SUBJECT} (?P<verb>beträgt|betragen|dauert|dauern) {_VALUE.format(unit=_TIME)}{_END}")
_COST = re.compile(rf"{_SUBJECT} (?P<verb>kostet|kosten) {_VALUE.format(unit=_MONEY)}{_END}")
_CHARGE = re.compile(
    rf"(?P<subject>(?:Für|Bei) [^,.:;!?]{{3,60}}?) (?:fallen|berechnen wir|zahlen Sie) "
    rf"{_VALUE.format(unit=_MONEY)}(?: an)?\."
)
_CLOCK = r"\d{1,2}(?:[.:]\d\d)? Uhr"
_BEGIN = re.compile(rf"{_SUBJECT} (?P<verb>beginnt|endet|öffnet|schließt|startet) (?P<value>um {_CLOCK}){_END}")
_SINCE = re.compile(rf"{_SUBJECT} (?P<verb>ist|sind) (?:möglich )?(?P<value>(?P<bound>ab|bis) {_CLOCK}){_END}")
_NOT = re.compile(r"\b(?:nicht|nie|niemals|keinesfalls)\b ?")
_PARTLY = re.compile(
    r"\b(?:nur|außer|ausgenommen|grundsätzlich|in der Regel|teilweise|lediglich|erst|sich|Ihre?\w*|uns\w*)\b"
)
_POINTING = re.compile(r"^(?:Sie|Wir|Es|Er|Dies\w*|Das|Jene\w*|Beide|Hier|Dort|Dabei|Dann|Man)\b")
_ARTICLE = re.compile(r"^(?:Der|Die|Das|Ein|Eine|Alle|Jede[rs]?|Private|Eigene|Für|Bei|Im|In|Am)\b")


def is_german(text: str) -> bool:
    """Return whether a text has the frequent words of German."""
    found = _WORDS.findall(text.casefold())
    return bool(found) and sum(word in _FREQUENT for word in found) >= MIN_GERMAN * len(found)


def german_rules(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each German sentence that says what is, or what one may or must; it is Ja or Nein."""
    for passage, sentence in _sentences(parts):
        match = _STATE.fullmatch(sentence) or _MODAL.fullmatch(sentence)
        if match is None or _PARTLY.search(match["rest"]) or (match["subject"] != "Sie" and _points(match)):
            continue
        denied = bool(_NOT.search(match["rest"]))
        if denied and match["verb"] in ("muss", "müssen"):
            continue
        verb, subject = match["verb"].capitalize(), _spoken(match["subject"])
        if subject == "Sie":
            verb, subject = {"Dürfen": "Darf", "Können": "Kann", "Müssen": "Muss"}.get(verb, ""), "ich"
        if verb:
            asked = f"{verb} {subject} {_NOT.sub('', match['rest'])}?"
            verdict = "Nein" if denied else "Ja"
            whole = (sentence.rstrip("."),)
            yield from _draft(
                parts, passage, sentence, DraftQuestion(asked, verdict, "rule", verdict.casefold(), whole)
            )


def german_amounts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each German sentence that says how high, how long, how much or when something is."""
    for passage, sentence in _sentences(parts):
        for pattern, ask in _AMOUNTS:
            match = pattern.match(sentence)
            if match and not _POINTING.match(match["subject"]):
                asked = DraftQuestion(ask(match), match["value"], "amount", "german")
                yield from _draft(parts, passage, sentence, asked)
                break


def _are(match: re.Match[str]) -> str:
    return "sind" if match["verb"].endswith("en") else "ist"


_AMOUNTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_HEIGHT, lambda found: f"Wie hoch {_are(found)} {_spoken(found['subject'])}?"),
    (_LENGTH, lambda found: f"Wie lang {_are(found)} {_spoken(found['subject'])}?"),
    (_COST, lambda found: f"Wie viel {found['verb']} {_spoken(found['subject'])}?"),
    (_CHARGE, lambda found: f"Wie viel ist {_spoken(found['subject'])} zu zahlen?"),
    (_BEGIN, lambda found: f"Wann {found['verb']} {_spoken(found['subject'])}?"),
    (_SINCE, lambda found: f"{found['bound'].capitalize()} wann {found['verb']} {_spoken(found['subject'])}?"),
)


def _points(match: re.Match[str]) -> bool:
    return bool(_POINTING.match(match["subject"]))


def _spoken(subject: str) -> str:
    """Return a subject within a sentence: an article is written small."""
    return subject[:1].lower() + subject[1:] if _ARTICLE.match(subject) else subject


def _sentences(parts: DraftParts) -> Iterator[tuple[Passage, str]]:
    for passage in parts.corpus.passages:
        if is_german(passage.text):
            for start, end in sentence_bounds(passage.text):
                sentence = passage.text[start:end].strip().removeprefix("- ")
                if "\n" not in sentence and len(sentence.split()) <= MAX_WORDS:
                    yield passage, sentence


def _draft(parts: DraftParts, passage: Passage, quote: str, asked: DraftQuestion) -> Iterator[Draft]:
    """Yield a draft that names its document where there are several, if no other is called so."""
    titles = [document_name(document.title) for document in parts.corpus.documents.values()]
    name = document_name(passage.title)
    if len(titles) == 1:
        yield quote_draft(passage, quote, asked)
    elif name and titles.count(name) == 1:
        yield quote_draft(passage, quote, replace(asked, text=f"Laut „{name}“: {asked.text}"))
