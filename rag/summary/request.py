"""Recognise a request for a summary, and read what is to be summarised.

"Summarise the discussion on fees", "What are the main themes of the report?" and "Which risks are mentioned?" ask for
the whole of something; "What is the fee?" asks for one fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from graph.text.languages.identify import known_languages
from graph.text.languages.matching import content_words
from graph.text.languages.spec import Language
from graph.text.words import words
from rag.summary.sensemaking import is_sensemaking, sensemaking_topic

MAX_PLACES = 5
"""Clauses before a request that may name where to look."""

_POLITE = (
    r"(?:(?:please|kindly|hi|hello|hey|ok|okay|so|now|and|then|briefly|shortly|quickly)\b[,!.]?\s+|"
    r"(?:can|could|would|will) you\s+|(?:i need|i want|i would like|i'd like|we need|help me)(?: you)?(?: to)?\s+)*"
)
_MODIFIERS = (
    r"(?:(?:an?|the|some|your|our|very|short|brief|quick|concise|rough|simple|clear|detailed|full|complete|executive|"
    r"high-level|general|overall|plain|one-page|one-paragraph|two|three|four|five|six|ten|\d{1,2}|list of|set of)\s+)*"
)
_SUMMARY_NOUN = (
    r"(?:summar(?:y|ies)|overview|synops[ie]s|recap|gist|outline|digest|run-?down|résumé|"
    r"(?:main|key|central|most important|major|essential|principal)\s+"
    r"(?:points?|ideas?|themes?|topics?|messages?|findings|facts|arguments|conclusions|take-?aways?|issues)|"
    r"take-?aways|highlights|bullet points|themes|topics)"
)
_LINK = r"(?:\s+(?:of|on|about|for|from|in|over|regarding|concerning|to|across)\b|[:,]|\s*[?.!]*\Z)"
_VERB = (
    r"(?:summari[sz]e|sum\s+up|recapitulate|recap|condense|outline)\b(?:\s+(?:for me|me|briefly|shortly))?"
    r"[:,]?(?P<object>.*)"
)
_GIVE = (
    r"(?:(?:give|write|show|provide|make|create|prepare|produce|send|get|draft|list|tell)\s+(?:me\s+|us\s+)?)?"
    rf"{_MODIFIERS}{_SUMMARY_NOUN}{_LINK}(?P<object>.*)"
)
_WHAT_ARE = rf"what(?:'s|\s+(?:is|are|was|were))\s+{_MODIFIERS}{_SUMMARY_NOUN}(?:{_LINK}|\s)(?P<object>.*)"
_SHORT = r"tl\s?;?\s?dr\b[:,]?(?:\s+(?:of|for)\b)?(?P<object>.*)"
_ALL_ABOUT = (
    r"(?:tell|show|give)\s+(?:me\s+|us\s+)?(?:all|everything)(?:\s+(?:you|we)\s+(?:know|have))?\s+(?:about|on)\b"
    r"(?P<object>.*)"
)
_ABOUT = (
    r"what(?:'s|\s+(?:is|are|was|were))\s+(?P<object>(?:(?:the|this|that|these|those|my|our|all)\s+)?"
    r"(?:[\w'-]+\s+){0,6}?(?:documents?|files?|papers?|reports?|contracts?|agreements?|polic(?:y|ies)|meetings?|"
    r"pages?|texts?|books?|articles?|letters?|e-?mails?|manuals?|guides?|handbooks?|minutes|transcripts?|chapters?|"
    r"sections?)(?:\s+[\w.-]+){0,3}?)\s+(?:all\s+)?about\W*"
)
_DISCUSSED = (
    r"what(?:\s+(?:was|were|is|has been|have they|did they))\s+(?:all\s+)?"
    r"(?:discuss(?:ed)?|talk(?:ed)? about|covered?)\b(?P<object>.*)"
)
_POINTS = (
    r"(?:risks|issues|topics|themes|subjects|problems|challenges|concerns|benefits|advantages|disadvantages|arguments|"
    r"objections|recommendations|decisions|measures|goals|objectives|aims|findings|conclusions|causes|consequences)"
)
_MENTIONED = (
    rf"(?:which|what)(?:\s+(?:are|were)\s+the)?\s+(?P<object>(?:[\w'-]+\s+){{0,3}}?{_POINTS})\s+"
    r"(?:(?:are|were|have been|get)\s+)?"
    r"(?:mentioned|discussed|described|covered|raised|identified|addressed|reported|talked about)\b(?P<place>.*)"
)
_PATTERNS = tuple(
    re.compile(rf"\s*{_POLITE}{pattern}", re.IGNORECASE | re.DOTALL)
    for pattern in (_VERB, _WHAT_ARE, _GIVE, _SHORT, _ALL_ABOUT, _ABOUT, _DISCUSSED, _MENTIONED)
)
_CLAUSE = re.compile(r'[,:]"?\s+')
_PLACE_FIRST = re.compile(
    r"\s*(?:in|according to|under|per|as per|from|on|based on|regarding|for|at|within|during|given)\s+", re.IGNORECASE
)
_EMPTY_TARGET = re.compile(
    r"(?:of|on|about|in|from|the|this|that|these|those|it|its|them|their|my|our|your|his|her|a|an|to|me|us|all|"
    r"everything|anything|what|which|is|are|was|were|be|been|has|have|had|said|stated|written|known|there|here|whole|"
    r"entire|full|complete|specific|general|main|key|short|brief|detailed|questions?|answers?|discussions?|"
    r"conversations?|debates?|talks?|content|contents|text|texts|info|information|documents?|files?|corpus|archive|"
    r"collection|library|folder|uploads?|uploaded|papers|pages|points?|views?|opinions?|thoughts?|ideas?|comments?|"
    r"parts?|and|or|for|with|as|please|briefly|shortly|in|short|bullet|sentences?|words?|paragraphs?|lines?|one|two|"
    r"three|four|five|few|about|regarding|concerning|mentioned|discussed|meetings?|topics?|themes?|subjects?|did|do|"
    r"does|they|we|you|he|she|who|how|section|chapter|novel|story|stories|book|articles?|episodes?|podcasts?|dataset|"
    r"data|news|interviews?|narrative|recap|overview|summary|last|previous|\d{1,3})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """A request for a summary: what it names, and the clause or phrase before it that may name where to look.

    A question about the whole of the texts names a topic, and a document only where it says so. `language` is that of
    the request if it is not English.
    """

    target: str
    place: str = ""
    sensemaking: bool = False
    language: Language | None = None


def read_summary_request(question: str) -> SummaryRequest | None:
    """Return what a question asks to have summarised; None if it asks for something else."""
    if foreign := _read_foreign(question):
        return foreign
    for place, asked in _split_place(question):
        for pattern in _PATTERNS:
            if match := pattern.match(asked):
                after = match.groupdict().get("place") or ""
                return SummaryRequest(_clean(match["object"]), _clean(f"{place} {after}"))
    for place, asked in _split_place(question):
        if is_sensemaking(asked):
            return SummaryRequest(sensemaking_topic(asked), _clean(place), sensemaking=True)
    return None


def _read_foreign(question: str) -> SummaryRequest | None:
    """Return what a request in a declared language names: a document, and the topic of it after "about"."""
    for language in known_languages():
        for pattern in language.asking.summaries:
            if match := pattern.match(question):
                return _name_parts(match["object"], language)
    return None


def _name_parts(named: str, language: Language) -> SummaryRequest:
    """Return the document that is named, or the topic with the document that it is looked for in."""
    parts = [_strip_small(part, language) for part in re.split(language.asking.about, named, flags=re.IGNORECASE)]
    told = [part for part in parts if part]
    return SummaryRequest(told[-1] if told else "", told[0] if len(told) > 1 else "", language=language)


def _strip_small(text: str, language: Language) -> str:
    """Return a text without the small words of its language at both ends."""
    telling = [word for word in _WORD.finditer(text) if content_words(word.group(), language)]
    return text[telling[0].start() : telling[-1].end()] if telling else ""


def asks_for_summary(question: str) -> bool:
    """Whether a question asks for a summary rather than a single fact."""
    return read_summary_request(question) is not None


def topic_words(target: str) -> list[str]:
    """Return the words of a target that say what it is about, in order: not "the discussion on", not "everything"."""
    return [word for word in _WORD.findall(target) if not _EMPTY_TARGET.fullmatch(word) and words(word)]


def strip_place(phrase: str) -> str:
    """Return a phrase that says where without its preposition."""
    place = _PLACE_FIRST.match(phrase)
    return phrase[place.end() :] if place else phrase


def _split_place(question: str) -> Sequence[tuple[str, str]]:
    """Return the ways to part a question from the clause before it that names where to look; the whole one first."""
    ways = [("", question)]
    if _PLACE_FIRST.match(question):
        ways += [
            (question[: mark.start()], question[mark.end() :])
            for mark in islice(_CLAUSE.finditer(question), MAX_PLACES)
        ]
    return ways


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" ?!.,:;")
