"""Recognise a question about the whole of many texts: how something is seen, discussed or shown in them.

"How do guests perceive privacy laws?", "Which health priorities are mentioned across the articles?" and "What role does
money play in the novel?" have no passage that answers them (sensemaking questions: D. Edge et al., "From Local to
Global", arXiv 2404.16130). "How many articles mention fees?" and what a reader asks for himself ("may I …") do.
"""

from __future__ import annotations

import re

from graph.text.dates import WEEKDAY
from graph.text.words import words

MAX_QUESTION_WORDS, MAX_QUESTION_CHARS = 60, 600
"""Length of a question that can be one about the whole; a longer one tells a case."""

_SOME = (
    r"(?:(?:the|these|those|this|that|all|any|some|most|many|several|other|different|various|our|their|its|both|two|"
    r"three|whole|entire|of|news|health|recent)\s+){0,4}"
)
_ONE = r"(?:[\w-]+\s+)?"
_TEXTS = (
    r"(?:episodes|podcasts?|interviews|articles|stories|reports|transcripts|conversations|chapters|documents|"
    r"papers|essays|speeches|letters|posts|reviews|submissions|news|coverage|press|media|data\s?sets?|corpus|"
    r"collections?|archives?|meetings|proceedings|hearings|debates|books|novels|plays|poems|tales|"
    r"texts|sources|(?:(?<=the )|(?<=these )|(?<=council )|(?<=committee )|(?<=board )|(?<=meeting ))minutes)"
)
_TALE = r"(?:book|novel|story|narrative|tale|play|poem|memoir|plot|biography|essay|speech|podcast|series|interview)"
_WORK = r"(?:document|text|report|handbook|manual|guide|guidance|file|policy|paper|article)"
_VOICES = (
    r"(?:guests?|speakers?|hosts?|interviewees|interviewers|participants|panell?ists|authors?|writers?|narrators?|"
    r"experts|commentators|journalists|reporters|characters|residents|councill?ors|members|attendees|stakeholders|"
    r"respondents|contributors|critics|supporters|opponents|witnesses|scientists|researchers|villagers|townspeople|"
    r"team|group|committee|board|council|panel|community|meeting|public|society)"
)
_SAY = (
    r"(?:discuss|mention|talk|describe|portray|depict|perceive|view|see|think|feel|believe|say|argue|express|suggest|"
    r"recommend|propose|advise|warn|emphasi[sz]e|stress|highlight|explore|address|present|treat|frame|"
    r"characteri[sz]e|critici[sz]e|mock|satiri[sz]e|react|respond|differ|disagree|agree|approach|evaluate|assess|"
    r"reflect|convey|explain|identify|raise|cite|illustrate|debate|deal|focus|cover|report|reveal|compare|contrast|"
    r"oppose|decide|resolve|conclude|teach|regard|consider|envision|foresee|predict|handle|speak|comment|interpret|"
    r"define|hope|fear|worry|praise|object|contribute|show|imply|tell|feature|touch|concern|relate|link|connect|"
    r"balance|diverge|converge)"
)
_SAID = (
    r"(?:mentioned|discussed|described|covered|raised|identified|addressed|reported|portrayed|depicted|cited|"
    r"highlighted|emphasi[sz]ed|explored|presented|expressed|featured|perceived|viewed|characteri[sz]ed|debated|"
    r"proposed|suggested|recommended|shared|stressed|noted|represented|talked about|brought up|touched on|dealt with|"
    r"referenced|quoted)"
)
_MAIN = (
    r"(?:main|key|central|major|principal|primary|essential|common|recurring|recurrent|overarching|dominant|"
    r"prevailing|emerging|notable|biggest|greatest|broader|shared|different|differing|various|competing|conflicting|"
    r"opposing|contrasting|overall|general|top|frequent|prominent|underlying|significant|most\s+\w+)"
)
_VIEWS = (
    r"(?:themes|topics|trends|motifs|perspectives|viewpoints|views|opinions|attitudes|insights|lessons|narratives|"
    r"tensions|debates|controversies|symbols|implications|criticisms|disagreements|sentiments|priorities|take-?aways|"
    r"storylines|commonalities|perceptions|ideas|morals|messages|dilemmas|parallels|stances|positions|reactions)"
)
_POINTS = (
    r"(?:issues|subjects|risks|problems|challenges|concerns|benefits|advantages|disadvantages|arguments|objections|"
    r"recommendations|suggestions|decisions|goals|findings|conclusions|causes|consequences|strategies|approaches|"
    r"solutions|conflicts|contradictions|differences|similarities|connections|relationships|patterns|drivers|"
    r"obstacles|barriers|opportunities|threats|innovations|initiatives|developments|values|beliefs|principles|"
    r"practices|warnings|precautions|complaints|changes|events|characters|figures|entities|organi[sz]ations|"
    r"companies|individuals|factors|impacts|effects|efforts|actions|examples|proposals|policies|interests|fears|"
    r"hopes|successes|failures|criteria|incidents|technologies|milestones|responsibilities|duties|aspects)"
)
_HELD = (
    r"(?:challenges|conflicts|factors|arguments|concerns|lessons|strategies|principles|obstacles|tensions|decisions|"
    r"advice|solutions|criticisms|objections|warnings|precautions|recommendations|events|dilemmas|beliefs|values)"
)
_FACED = r"(?:challenges|conflicts|lessons|strategies|obstacles|tensions|solutions|warnings|dilemmas|beliefs|advice)"
_HOLD = (
    rf"(?:face|influence|drive|shape|guide|guided|led|lead|(?:is|are|was|were|has been|have been)\s+"
    rf"(?:made|given|taken|offered|drawn|learned|learnt|faced|{_SAID}))"
)
_BONDS = (
    r"(?:relationships?|friendship|characters?|attitudes?|opinions?|views?|perceptions?|portrayals?|treatment|"
    r"positions?|stances?|coverage|narratives?|perspectives?|sentiments?)"
)
_SEEN = r"(?:portrayed|depicted|perceived|viewed|characteri[sz]ed|discussed|explored|framed|regarded|addressed)"
_PEOPLE = r"(?:characters|figures|people|individuals|players|actors|stakeholders|speakers|guests|protagonists)"
_MOOD = r"(?:attitudes?|sentiment|tone|mood|consensus|perception|stance)"
_IN_TEXTS = (
    r"(?:\b(?:across|throughout|among|in|from|within|between|by|of|over|on|according to)\s+"
    rf"{_SOME}{_ONE}{_TEXTS}\b|\b(?:across|throughout)\s+{_SOME}{_ONE}{_WORK}\b)"
)
_IN_TALE = rf"\b(?:in|throughout|of|across|by)\s+(?:the|this|that)\s+(?:whole\s+|entire\s+)?{_TALE}\b"
_BOOK = r"(?:handbook|manual|guide|book|novel|story|author|report|document)"
_TEACH = r"(?:describe|give|recommend|suggest|place|mention|discuss|offer|raise|convey|teach|address|cover|explore)"
_WHAT = r"(?:what|which)(?:\s+(?:are|were))?(?:\s+(?:kinds?|types?|sorts?)\s+of)?"
_HOW = r"(?:how|why|in what (?:ways?|sense)|to what extent)"
_DO = r"(?:do|does|did|have|has|are)"
_OPEN = rf"(?:what|which|{_HOW}|{_DO}|is)\b(?:\s+[\w'’-]+){{0,5}}?"
_LEAD = r"(?:[\w'’-]+\s+){0,3}?"
_WHICH = rf"(?:what|which)\s+(?!(?:do|does|did|is|was|has)\b){_LEAD}(?!(?:does|is|was|has|this|his)\b)\w+s"
_MAIN_POINTS = rf"{_MAIN}\s+{_LEAD}{_POINTS}\b"
_TELL = (
    r"(?:describe|explain|compare|contrast|identify|list|provide|give|name|outline|highlight|examine|present|"
    r"determine|report)\b"
)
_SHAPES = (
    # What is seen, held or taught.
    rf"{_WHAT}\s+{_SOME}{_LEAD}{_ONE}{_VIEWS}\b",
    rf"{_WHAT}\s+(?:the\s+)?{_MAIN_POINTS}",
    rf"(?:{_WHAT}|who\s+(?:are|were))\s+.*\b{_POINTS}\b.*(?:\b{_SAID}\b|{_IN_TEXTS}|{_IN_TALE})",
    rf"(?:{_WHAT}|who)\b.*\b(?:are|were|been|get)\s+(?:\w+\s+)?{_SAID}\b.*(?:{_IN_TEXTS}|{_IN_TALE})",
    rf"{_WHAT}\s+(?:\w+\s+){{1,4}}?(?:(?:are|were)\s+)?most\s+(?:often|frequently|commonly)\s+{_SAID}\b",
    rf"{_WHAT}\s+{_LEAD}{_HELD}\s+{_HOLD}\b",
    rf"{_WHAT}\s+{_LEAD}{_FACED}\s+(?:do|does|did)\b",
    rf"who\s+(?:are|were)\s+the\s+{_MAIN}\s+{_LEAD}{_PEOPLE}\b",
    rf"what(?:'s|\s+(?:is|was))\s+the\s+(?:[\w-]+\s+){{0,2}}?{_MOOD}\s+(?:of|to|towards?|on|about|regarding|in|among)\b",
    r"what\s+(?:role|part)s?\s+(?:do|does|did|has|have)\b.*\bplay(?:ed)?\b",
    # What texts and the people in them say.
    rf"{_OPEN}\s+(?:{_DO}\s+)?{_SOME}{_ONE}{_VOICES}\s+{_ONE}{_SAY}\b",
    rf"{_OPEN}\s+(?:{_DO}\s+)?{_SOME}{_ONE}(?:{_TEXTS}|(?:the|this)\s+{_TALE})\s+{_ONE}{_SAY}\b",
    rf"how\s+{_DO}\s+(?:the|this)\s+{_ONE}{_WORK}\s+(?:describe|portray|address|frame|treat|discuss|approach|depict)\b",
    rf"which\s+{_SOME}(?:{_TEXTS}|{_VOICES})\s+{_ONE}{_SAY}\b",
    rf"{_WHICH}\s+(?:do|does|did)\s+(?:the|this)\s+{_ONE}{_BOOK}\s+{_TEACH}\b",
    rf"{_WHICH}\s.*{_IN_TALE}",
    rf"{_WHICH}\s+(?:are|were)\s+{_SAID}\s*(?:\?|,?\s*and\b|\Z)",
    rf"(?:are|were|is|was)\b.*\b{_SAID}\b,?\s+and\s+how\b",
    r"what\s+motivates?\b",
    # How something is shown, or changes.
    rf"how\s+(?:is|are|was|were|has|have)\b.*\b{_SEEN}\b",
    rf"how\s+{_DO}\b.*\b{_BONDS}\b.*\b(?:differ|chang|evolve|develop|vary|shift|compare|contrast|diverge)\w*",
    rf"{_HOW}\b.*(?:{_IN_TEXTS}|{_IN_TALE})",
    rf"(?:what|which)\b.*\b(?:across|throughout|among)\s+{_SOME}{_ONE}(?:{_TEXTS}|{_WORK}|{_TALE})\b",
    rf"(?:is|{_DO})\b.*\b{_SAID}\b.*{_IN_TEXTS}",
    rf"what\s+(?:happens|happened)\s+(?:in|throughout)\s+(?:the|this)\s+{_TALE}\b",
    # What a writer is asked to do.
    r"(?:discuss|analy[sz]e|explore|assess|evaluate|characteri[sz]e|trace)\b",
    rf"{_TELL}.*(?:\b{_VIEWS}\b|\b(?:analysis|role)\s+of\b|\b{_MAIN_POINTS}|{_IN_TEXTS}|{_IN_TALE})",
    rf"{_TELL}.*\bhow\b.*\b{_VOICES}\s+{_ONE}{_SAY}\b",
)
_POLITE = r"(?:(?:please|so|now|and|then|overall|collectively)\b,?\s+|(?:can|could|would|will) you\s+)*"
_SENSEMAKING = tuple(re.compile(rf"\s*{_POLITE}{shape}", re.IGNORECASE | re.DOTALL) for shape in _SHAPES)
_FACT = re.compile(
    r"\s*(?:how\s+(?:many|much|long|often|old|far|big|large|tall|high|fast|soon|late|early)|when|where|whose|"
    r"(?:what|which)\s+(?:year|date|day|time|number|percentage|percent|share|price|amount|age|address|name|city|"
    r"country))\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:I|[Mm]e|[Mm]y|mine|[Yy]our?|[Ww]e|us)\b")
_SCHEDULED = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)
_MEANS = re.compile(
    rf"{_TEXTS}|{_TALE}|{_WORK}|{_VOICES}|{_SAY}(?:s|es|d|ed|ing)?|{_SAID}|{_MAIN}|{_VIEWS}|{_BONDS}|{_MOOD}|"
    r"data|minutes|roles?|ways?|sense|extent|plays?|played|happens|happened|across|throughout|within|among|analysis|"
    r"analy[sz]e|trace|dominate|emerges?|appears?|recur|primarily|currently?|drawn|observed|found|seen|made|given|"
    r"taken|kinds?|types?|sorts?|evolves?|develops?|changed?|vary|varies|shifts?|differs|over|most|often|frequently|"
    r"commonly|collectively|stand|out|one|list|provide|name|based|please|numbers?|parts?|author's|themes?|topics?|"
    r"motifs?",
    re.IGNORECASE,
)
_ASKED = re.compile(_POINTS, re.IGNORECASE)
_BOTH = frozenset("public society community media policy policies press values treatment characters character".split())
"""Words that may say what a question is about as well as where or how it is spoken of."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def is_sensemaking(question: str) -> bool:
    """Whether a question asks for what many passages say together, rather than for a fact or for the reader's case."""
    if len(question) > MAX_QUESTION_CHARS or len(question.split()) > MAX_QUESTION_WORDS:
        return False
    if _FACT.match(question) or _PERSONAL.search(question) or _SCHEDULED.search(question):
        return False
    return any(shape.match(question) for shape in _SENSEMAKING)


def sensemaking_topic(question: str) -> str:
    """Return what a question is about, from its first to its last word that says so; empty if it is about everything.

    Words for texts and for who speaks in them say nothing of it; "risks" and the like do where nothing else does.
    """
    telling = [match for match in _WORD.finditer(question) if _tells(match.group())]
    telling = [match for match in telling if not _ASKED.fullmatch(match.group())] or telling
    return question[telling[0].start() : telling[-1].end()] if telling else ""


def asks_for_points(topic: str) -> bool:
    """Whether a topic is no more than a word such as "risks", of which texts speak without using it."""
    return bool(_ASKED.fullmatch(topic.strip()))


def _tells(word: str) -> bool:
    return bool(words(word)) and (word in _BOTH or not _MEANS.fullmatch(word))
