"""Find the names of a claim, and match them in its evidence: in full, by surname, by initials, or by another
spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.text.dates import MONTH_NUMBERS
from graph.text.names import NAME_PARTICLES, is_capitalized, strip_possessive
from graph.text.numbers import ORDINAL_VALUES
from graph.text.words import STOP_WORDS, without_diacritics
from rag.answer.claims.numerals import NUMBER_WORDS

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’&][^\W_]+)*\.?")
_INNER = re.compile(r"[-'’&]")
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady king queen prince princess president chancellor minister "
    "senator judge justice captain colonel general saint st pope father herr frau monsieur madame señor señora don "
    "jr sr phd md the inc ltd llc plc gmbh ag co corp corporation company limited".split()
)
_PARTICLES = NAME_PARTICLES | frozenset("und et y and & for".split())
_COMMON = STOP_WORDS | frozenset(
    "according additionally afterwards already although among another around based beginning besides born both called "
    "common considered currently described despite early eventually every everyone finally first following formerly "
    "founded further generally given however important including initially instead its known last later least like "
    "likewise located mainly many may might moreover most much must named near nearly never nevertheless new next "
    "nobody none nothing notably now often one originally others otherwise overall part people perhaps please "
    "possible previously prior rather recently regarding second see several shall similarly since some sometimes soon "
    "still subsequently such that then therefore third thus today together two under unlike unless until upon usually "
    "various was well were what whatever when where whereas whether which while who whose within without yes yet no "
    "women men children patients people mice rats cells water bread food research treatment high low large small long "
    "short good bad several most less fewer better free full half here out up down off over back work use members "
    "users there any our your my his her their its this these those he she it they we you i what who how when where "
    "not nein ja oui non sí der die das den dem ein eine und les des une los las una el".split()
)
NON_NAME_ENDINGS = tuple(
    "ing ly ed es ers ors ions ion ness ment ments ity al ive ous able ible ic ence ance ure ship hood ings als ics "
    "ists ies".split()
)
_SUBJECT = re.compile(
    r"['’]s\b|\s+(?:is|are|was|were|has|had|have|will|can|could|may|did|does|do|said|says|died|won|lost|became|wrote|made|"
    r"took|led|built|founded|met|sued|owns|owned|joined|left|lived|lives|works|worked|married|approved|rejected|and|in|"
    r"[a-z]{3,}ed)\b|\s+[A-Z$€£\d]|[.,]?\s*$"
)
"""What follows a name that opens a sentence, and seldom any other word."""
_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|sind|wurde|wurden|nicht|eine?[mnrs]?|im|zum|zur|mit)\b")
_ARTICLE = re.compile(
    r"(?:der|die|das|den|dem|des|ein|eine[mnrs]?|kein\w*|im|am|zum|zur|beim|vom|ins|\w+(?:en|er|es|em|e)|\d+)$"
)
_COUNTRY = {
    "us": "america", "usa": "america", "american": "america", "uk": "britain", "british": "britain", "gb": "britain",
    "french": "france", "dutch": "netherland", "spanish": "spain", "swiss": "switzerland", "danish": "denmark",
    "greek": "greece", "polish": "poland", "turkish": "turkey", "irish": "ireland", "english": "england",
    "welsh": "wales", "scottish": "scotland", "scots": "scotland", "german": "germany", "chinese": "china",
    "swedish": "sweden", "finnish": "finland", "norwegian": "norway", "portuguese": "portugal", "thai": "thailand",
    "filipino": "philippine", "iraqi": "iraq", "european": "europe", "asian": "asia", "african": "africa",
    "italian": "italy", "russian": "russia", "indian": "india", "japanese": "japan", "canadian": "canada",
    "belgian": "belgium", "hungarian": "hungary", "ukrainian": "ukraine", "mexican": "mexico", "brazilian": "brazil",
    "christian": "christianity", "islamic": "islam", "parisian": "paris", "roman": "rome", "nyc": "york",
}  # fmt: skip
_ROMAN = re.compile(r"[IVX]{2,}")
_SYMBOL = re.compile(r"[^\W\d_](?:[-'’&]|$)[^\W_A-Z]*$")
_COUNTRIES = (
    frozenset({"united", "states", "kingdom", "us", "usa", "uk"}) | frozenset(_COUNTRY) | frozenset(_COUNTRY.values())
)
_SPELLINGS_OF_SOUNDS = (
    (re.compile(r"[yj]"), "i"), (re.compile(r"(?<=[aeiou])i(?=[aeiou])"), ""),
    (re.compile(r"ph"), "f"), (re.compile(r"ck|q|c(?=[^eihy]|$)"), "k"), (re.compile(r"ks"), "x"),
    (re.compile(r"tsch|tch|tsj"), "ch"), (re.compile(r"sch"), "sh"), (re.compile(r"kh"), "h"), (re.compile(r"w"), "v"),
    (re.compile(r"ae|ä"), "a"), (re.compile(r"oe|ö"), "o"), (re.compile(r"ue|ü"), "u"), (re.compile(r"[yj]"), "i"),
    (re.compile(r"ou"), "u"), (re.compile(r"ee"), "i"), (re.compile(r"(.)\1+"), r"\1"), (re.compile(r"i+"), "i"),
    (re.compile(r"(?<=[aeiou])i(?=[aeiou])"), ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name at text[start:end] and its significant words, folded."""

    text: str
    start: int
    end: int
    parts: tuple[str, ...]


def find_names(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """Return the names of a text; `known` are folded words known as names, to recognize them at the start of a
    sentence."""
    tokens = list(_TOKEN.finditer(text))
    german = len(_GERMAN.findall(text)) >= 2
    names: list[Name] = []
    index = 0
    while index < len(tokens):
        if not _named(text, tokens, index, known, german):
            index += 1
            continue
        last = index
        while last + 1 < len(tokens) and _joined(text, tokens, last):
            step = last + 1
            while step < len(tokens) and tokens[step].group() in _PARTICLES and step - last <= 2:
                step += 1
            if (
                step >= len(tokens)
                or not is_capitalized(tokens[step].group())
                or not _near(text, tokens[last], tokens[step])
            ):
                break
            if fold_word(tokens[step].group()) in _COMMON:
                break
            last = step
        parts = tuple(
            part
            for token in tokens[index : last + 1]
            for part in _parts(token.group())
            if part not in _TITLES and part not in _PARTICLES
        )
        if parts:
            start, end = tokens[index].start(), tokens[last].end()
            names.append(Name(text[start:end], start, end, parts))
        index = last + 1
    return names


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Return a word of a name without case, diacritics, possessive and full stops."""
    plain = without_diacritics(unicodedata.normalize("NFKC", word)).casefold().rstrip(".")
    return strip_possessive(plain).replace(".", "")


class NameEvidence:
    """The words of a text as evidence for names."""

    def __init__(self, text: str) -> None:
        tokens = [token.group() for token in _TOKEN.finditer(text)]
        every = [part for token in tokens for part in _parts(token)]
        self.words = frozenset(every) | frozenset(fold_word(token) for token in tokens)
        self._squeezed = _squeezed(without_diacritics(text).casefold())
        self._keys = frozenset(phonetic_key(word) for word in self.words)
        self._acronyms = frozenset(_acronyms(tokens))
        self._capitals = [fold_word(token) for token in tokens]
        self._is_capital = [is_capitalized(token) for token in tokens]

    def has(self, name: Name) -> bool:
        """Whether the text contains the name in some form."""
        missing = [part for part in name.parts if not self._word(part)]
        if not missing or (set(missing) <= _COUNTRIES and len(missing) < len(name.parts)):
            return True
        joined = "".join(name.parts)
        if joined in self._acronyms or (len(name.parts) > 1 and "".join(part[0] for part in name.parts) in self.words):
            return True
        if len(name.parts) == 1:
            return False
        return name.parts[-1] not in missing and self._by_surname(name, missing)

    def _word(self, part: str) -> bool:
        if part in self.words or (len(part) > 3 and phonetic_key(part) in self._keys):
            return True
        if (
            len(part) > 2
            and ("-" in part or any(letter.isdigit() for letter in part))
            and _squeezed(part) in self._squeezed
        ):
            return True
        if len(part) > 4 and any(_inflected(part, word) for word in self.words):
            return True
        return _COUNTRY.get(part, part) in {_COUNTRY.get(word, word) for word in self.words} and part in _COUNTRY

    def _by_surname(self, name: Name, missing: Iterable[str]) -> bool:
        """Whether the last word occurs, preceded only by initials of the rest, a title, or no name."""
        last = name.parts[-1]
        for index, word in enumerate(self._capitals):
            if word != last and phonetic_key(word) != phonetic_key(last):
                continue
            before = self._capitals[index - 1] if index else ""
            not_in_other_name = not index or not self._is_capital[index - 1] or before in _TITLES or before in _COMMON
            if not_in_other_name or all(len(part) == 1 or self._initial(part, index) for part in missing):
                return True
        return False

    def _initial(self, part: str, index: int) -> bool:
        """Whether one of the three words before a position is an initial of the word, or the word is an initial of
        it."""
        near = self._capitals[max(0, index - 3) : index]
        return any(word[:1] == part[:1] and (len(word) == 1 or len(part) == 1) for word in near)


@lru_cache(maxsize=50_000)
def phonetic_key(word: str) -> str:
    """Return a rough phonetic key of a word, equal for different transliterations of one name."""
    for pattern, sound in _SPELLINGS_OF_SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=512)
def capitalized_words(text: str) -> frozenset[str]:
    """Return the folded words that are capitalized within a sentence of the text."""
    capitalized = set[str]()
    for match in _TOKEN.finditer(text):
        if is_capitalized(match.group()) and not _opens(text, match.start()):
            capitalized.update(_parts(match.group()))
    return frozenset(capitalized - _COMMON)


def _parts(token: str) -> list[str]:
    """Return the folded words of a token: the capitalized ones of a compound, else all of them."""
    folded = fold_word(token)
    parts = [part for part in _INNER.split(strip_possessive(token)) if part]
    if len(parts) < 2 or not all(len(part) > 1 for part in parts):
        return [folded]
    capitalized_parts = [fold_word(part) for part in parts if is_capitalized(part)]
    return capitalized_parts or [fold_word(part) for part in parts]


def _named(text: str, tokens: list[re.Match[str]], index: int, known: frozenset[str], german: bool) -> bool:
    token = tokens[index].group()
    word = fold_word(token)
    if not _may_name(token, word) or _explained(text, tokens[index]):
        return False
    if any(word in common for common in (_COMMON, NUMBER_WORDS, ORDINAL_VALUES, MONTH_NUMBERS, _TITLES)):
        return word in _TITLES - {"the"} and index + 1 < len(tokens) and is_capitalized(tokens[index + 1].group())
    if german and index and _ARTICLE.match(tokens[index - 1].group()):
        return False
    if not _opens(text, tokens[index].start()):
        return True
    if sum(letter.isupper() for letter in token) > 1 or word in known:
        return True
    if german or word.endswith(NON_NAME_ENDINGS):
        return token.endswith(("'s", "’s"))
    return bool(_SUBJECT.match(text, tokens[index].end()))


def _may_name(token: str, word: str) -> bool:
    """Whether a token is written like a name: capitalized, and neither a lone letter, a numeral nor a symbol."""
    lone = len(word) < 2 and not token.endswith(".")
    return is_capitalized(token) and not (lone or _ROMAN.fullmatch(token) or _SYMBOL.match(token))


def _joined(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    between = text[tokens[index].end() : tokens[index + 1].start()]
    token = tokens[index].group()
    ends = token.endswith(("'s", "’s")) or (
        token.endswith(".") and len(fold_word(token)) > 2 and fold_word(token) not in _TITLES
    )
    return between in (" ", "\u00a0", "") and not ends


def _near(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return not re.search(r"[,;:()\n.]", text[first.end() : second.start()])


def _opens(text: str, offset: int) -> bool:
    return offset == 0 or bool(
        re.search(r"(?:[.!?:;\n…]\s*[\"'“‘(\[*]*\s*|[“\"(\[*]\s*)$", text[max(0, offset - 8) : offset])
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _explained(text: str, token: re.Match[str]) -> bool:
    """Whether a token is an abbreviation in brackets after its long form."""
    opened = text[max(0, token.start() - 1) : token.start()] in ("(", "[")
    return opened and text[token.end() : token.end() + 1] in (")", "]") and sum(map(str.isupper, token.group())) > 1


def _inflected(first: str, second: str) -> bool:
    """Whether two words differ only in a short ending, as in languages that inflect names."""
    size = min(len(first), len(second))
    if size < 4 or abs(len(first) - len(second)) > 3:
        return False
    shared = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), size)
    latin = first.isascii() and second.isascii()
    return (
        shared == size
        and (not latin or {first[shared:], second[shared:]} & {"s", "es", "n", "an", "ian", "ese", "i"} != set())
    ) or (not latin and shared >= max(4, size - 2))


def _acronyms(tokens: Sequence[str]) -> Iterable[str]:
    """Yield the initials of runs of capitalized words, with and without the small words between them."""
    every, capital = "", ""
    for token in [*tokens, ""]:
        if token and is_capitalized(token):
            every, capital = every + token[0], capital + token[0]
        elif token in _PARTICLES and every:
            every += token[0]
        else:
            if len(capital) > 1:
                yield every.casefold()
                yield capital.casefold()
            every = capital = ""
