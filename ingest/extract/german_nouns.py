"""Common nouns of a German text, whose capitals say nothing: known by what stands around them and by their endings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from graph.text.words import without_diacritics
from ingest.extract.mention import FoundMention

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = frozenset(
    "auch auf aus bei das dem den der des die ein eine einen einer es für im ist mit nicht oder sich sie sind und von "
    "werden wird zu zum zur".split()
)
_MIN_WORDS = 12
_MIN_SHARE = 0.15

_ENDINGS = r"(?:e[mnrs]?)?"
_DETERMINER = (
    rf"(?:de[rmns]|d(?:ie|as)|(?:k?ein|mein|dein|sein|ihr|unser|dies|jed|jen|manch|solch|welch|all|beid|einig|viel"
    rf"|mehrer|wenig|sämtlich|etlich){_ENDINGS}|am|beim|im|ins|vom|zum|zur|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|zehn|elf|zwölf|\d+\.?)"
)
_PREPOSITION = (
    r"(?:an|auf|aus|bei|durch|für|gegen|gemäß|in|je|laut|mit|nach|ohne|per|pro|statt|trotz|über|um|unter|von|vor|wegen"
    r"|während|zu)"
)
# No name of a person or place stands right after these.
_BEFORE_NOUNS = r"(?:gemäß|je|per|pro|statt|trotz|während|wegen|vor)"
_ADJECTIVE = r"[^\W\d_A-ZÄÖÜ]{3,}e[mnrs]?"
_BEFORE = re.compile(
    rf"(?:^|(?<=[\s(|„\"]))(?:(?i:{_DETERMINER})\s(?:{_ADJECTIVE}\s){{0,3}}"
    rf"|(?i:{_PREPOSITION})\s(?:{_ADJECTIVE}\s){{1,3}}|(?i:{_BEFORE_NOUNS})\s)$"
)
_OWN_DETERMINER = re.compile(rf"{_DETERMINER}|{_BEFORE_NOUNS}", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:de[rmns]|d(?:ie|as))\s", re.IGNORECASE)
_OWN_ADJECTIVE = re.compile(r"[^\W\d_]{3,}e[mnrs]?")
_AFTER = re.compile(r"\s(?:eine[rs]|des)\s")
_LOOK_BACK = 60
_SHORTEST = 3
_NOUN = re.compile(r"[^\W\d_](?:[^\W\d_A-ZÄÖÜ]|-)+")
_ABSTRACT = re.compile(
    r".{3,}(?:ung|heit|keit|schaft|tion|tat|nis|ismus|zeit|tag|dauer|pflicht|kosten|ferien|abteilung|antrag|anspruch)"
    r"(?:e[nrs]?|se[ns]?|s|en)?"
)
_INFLECTION = re.compile(r"(?:er[ns]|e[mnrs]?|[ns])$")
_COMMON = frozenset(
    "abteilung adresse angabe angebot anlage anlass anspruch antrag arbeit aufgabe ausnahme bedarf beginn bericht "
    "betrag betrieb datum ende fall frage frist geburt gehalt geld gericht grund hochzeit jahr kind kosten krankheit "
    "kunde leiter leitung lohn miete mieter minute mitarbeiter monat name nummer ort person preis quartal rechnung "
    "schaden seite stand stunde tag teil telefon termin tod umzug urlaub vermieter vertrag vertreter vorgesetzte "
    "woche zeit ziel zimmer".split()
)
# Names that go with an article, or look like common nouns.
_NAMES = frozenset(
    "adria alpen arktis antarktis atlantik balkan bodensee bundesrat bundestag donau elbe elsass harz iran irak isar "
    "kongo krim libanon main mosel nato neckar niederlande nil oder ostsee nordsee pazifik pfalz rhein ruhr saar "
    "saarland samsung schwarzwald schweiz slowakei spree sudan tschechien turkei ukraine weser".split()
)


def is_german(text: str) -> bool:
    """Return whether so many words of a text are German function words that it is written in German."""
    words = _WORD.findall(text)
    return len(words) >= _MIN_WORDS and sum(word in _FUNCTION_WORDS for word in words) >= _MIN_SHARE * len(words)


def find_german_nouns(found: Sequence[FoundMention]) -> set[str]:
    """Return the keys of names that are common nouns, alone or with an article or an adjective."""
    alone = [one for one in found if _NOUN.fullmatch(one.surface)]
    stems = {_stem(one.key) for one in alone if _stands_as_noun(one)}
    stems |= {_stem(one.words[-1]) for one in found if _has_own_determiner(one)}
    stems |= {stem for one in alone if (stem := _stem(one.key)) in _COMMON_STEMS or _ABSTRACT.fullmatch(one.key)}
    stems -= _NAMES
    nouns = {one.key for one in alone if _stem(one.key) in stems and one.key not in _NAMES}
    return nouns | set(_phrases(found, stems | _COMMON_STEMS))


def _stands_as_noun(one: FoundMention) -> bool:
    before = one.text[max(0, one.span.start - _LOOK_BACK) : one.span.start]
    return bool(_BEFORE.search(before) or _AFTER.match(one.text, one.span.end))


def _has_own_determiner(one: FoundMention) -> bool:
    """Return whether a name is a noun with a determiner; an article may be part of a title."""
    first, *others = one.surface.split()
    return len(others) == 1 and _OWN_DETERMINER.fullmatch(first) is not None and not _ARTICLE.match(one.surface)


def _phrases(found: Iterable[FoundMention], stems: Set[str]) -> Iterable[str]:
    """Yield the keys of names of several words that are all common nouns, determiners, or adjectives before them."""
    inside = {one.key for one in found if _stem(one.words[0]) not in stems and not _opens(one)}
    for one in found:
        words = one.surface.split()
        if len(words) < 2 or not all(_WORD.fullmatch(word) for word in words) or one.key in inside:
            continue
        *others, last = words
        if _is_noun(last, stems) and all(
            _is_noun(word, stems) or _OWN_DETERMINER.fullmatch(word) or _OWN_ADJECTIVE.fullmatch(word)
            for word in others
        ):
            yield one.key


def _is_noun(word: str, stems: Set[str]) -> bool:
    folded = without_diacritics(word.casefold())
    return folded not in _NAMES and (_stem(folded) in stems or _ABSTRACT.fullmatch(folded) is not None)


def _opens(one: FoundMention) -> bool:
    before = one.text[: one.span.start].rstrip()
    return not before or before[-1] in ".!?:|\n" or one.text[one.span.start - 1] == "\n"


def _stem(word: str) -> str:
    """Return a word without diacritics and the ending of its case or number."""
    folded = without_diacritics(word.casefold())
    return _INFLECTION.sub("", folded) if len(folded) > _SHORTEST else folded


_COMMON_STEMS = frozenset(map(_stem, _COMMON))
