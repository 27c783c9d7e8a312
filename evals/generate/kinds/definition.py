"""Questions about what something means or is, from the sentence that defines it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.generate.checks.filters import gives_away
from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.anaphora import points_back
from evals.generate.prose.drafting import DraftQuestion, closed_reference, quote_draft
from evals.generate.prose.main_clause import read_main_clause
from evals.generate.prose.parsing import MARKER, ParsedSentence
from evals.generate.prose.scope import document_name
from evals.generate.prose.wording import render
from graph.text.sentences import sentence_bounds
from graph.text.stemming import stems
from graph.types import Passage
from rag.dependency_parser import Token

MAX_TERM_WORDS = 5
MIN_MEANING_WORDS = 4
MIN_CIRCULAR = 9
"""Words of a meaning from which it may hold a word of its term."""

MAX_COMMON = 20
"""Passages with a common noun, beyond which one sentence does not define it: "a file"."""

_RELATIVE = frozenset("additional extra other another further remaining first second last next new same".split())
"""Words of a subject that is one among others, not a term."""

_MEANS = re.compile(
    r"^(?:(?:The term|For (?:the )?purposes of [^,]{3,60},)\s+)?[\"“‘'](?P<term>[^\"”’']{2,60})[\"”’']"
    r"(?:\s*\([^()]*\))?\s+(?:shall\s+)?(?:means?|refers? to|is defined as|are defined as)\s+"
    r"(?P<meaning>\S.{15,600}?)[.;]?$",
    re.DOTALL,
)
_PLAIN_VERBS = frozenset({"mean", "denote"})
_SPEAKERS = ("you", "your", "we", "us", "our")
_GENERIC = frozenset(
    "example part way problem thing one idea reason lot kind type sort number issue result case source place time step "
    "chance goal aim purpose question fact matter choice key need requirement condition total average majority minimum "
    "maximum limit rate level amount fee cost price penalty deadline decision error change difference aspect feature "
    "tool sign component function piece series set element subset phase topic area priority goal concern challenge "
    "success target value extension wrapper".split()
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, what it means, the question that asks for it, and the sentence that says so."""

    term: str
    meaning: str
    question: str
    passage: Passage
    sentence: str


def definition_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each defined term; its reference is the meaning as the sentence states it.

    A term that several sentences define is asked of its document, or not at all if that defines it twice.
    """
    by_term: dict[str, dict[str, Definition]] = {}
    for found in (*_in_quotes(parts), *_in_sentences(parts)):
        by_term.setdefault(" ".join(stems(found.term)), {}).setdefault(found.sentence, found)
    for same in by_term.values():
        for found in same.values():
            question = _scoped(found, tuple(same.values()), parts)
            circular = len(found.meaning.split()) < MIN_CIRCULAR and set(stems(found.term)) & set(stems(found.meaning))
            meaning = closed_reference(found.meaning, " ".join(found.sentence.split()))
            if question and meaning and not circular and not gives_away(found.question, meaning):
                yield quote_draft(
                    found.passage, found.sentence, DraftQuestion(question, meaning, "definition", "means")
                )


def _scoped(found: Definition, same: Sequence[Definition], parts: DraftParts) -> str:
    """Return the question with its document named if others define the term too; empty if that leaves it ambiguous."""
    if len(same) == 1 and not _is_quoted_elsewhere(found, parts):
        return found.question
    name = document_name(found.passage.title)
    if not name or sum(document_name(other.passage.title) == name for other in same) > 1:
        return ""
    return f"According to “{name}”, {found.question[:1].lower()}{found.question[1:]}"


def _is_quoted_elsewhere(found: Definition, parts: DraftParts) -> bool:
    """Return whether another document has the term in quotes, as one that it defines in its own way."""
    quoted = re.compile(rf"[\"“]{re.escape(found.term)}[\"”]")
    others = (
        one for one in parts.unique.passages_mentioning(found.term) if one.document_id != found.passage.document_id
    )
    return any(quoted.search(other.text) for other in others)


def _in_quotes(parts: DraftParts) -> Iterator[Definition]:
    for passage in parts.corpus.passages:
        for start, end in sentence_bounds(passage.text):
            start += len(MARKER.match(passage.text[start:end])[0])  # type: ignore[index]
            sentence = passage.text[start:end]
            match = _MEANS.match(sentence)
            if match and "\n\n" not in sentence and match["term"].casefold() not in _SPEAKERS:
                term, meaning = " ".join(match["term"].split()), " ".join(match["meaning"].split())
                yield Definition(term, meaning, f"What does “{term}” mean?", passage, sentence)


def _in_sentences(parts: DraftParts) -> Iterator[Definition]:
    for sentence in parts.prose.sentences:
        clause = None if _MEANS.match(sentence.text) else read_main_clause(sentence.tokens)
        if clause is None or clause.front or clause.negation is not None or clause.asks_you:
            continue
        subject = [token for token in clause.subject if token.text not in "“”\"'‘’"]
        meaning = _meaning(sentence, clause.verb)
        if not _is_term(subject) or len(meaning.split()) < MIN_MEANING_WORDS:
            continue
        is_word = clause.verb.lemma_ != "be"
        term = subject[1:] if is_word and subject[0].lower_ in ("a", "an") else subject
        if not points_back(sentence.tokens, sentence.tokens) and not _is_common(term, parts):
            yield Definition(render(term), meaning, _ask(term, is_word), sentence.passage, sentence.text)


def _is_common(term: Sequence[Token], parts: DraftParts) -> bool:
    """Return whether a term is a single noun that many passages have."""
    alone = len(term) == 1 or term[-2].dep_ == "det"
    return alone and term[-1].pos_ == "NOUN" and len(parts.unique.mentioning(term[-1].text)) > MAX_COMMON


def _ask(term: Sequence[Token], is_word: bool) -> str:
    """Ask what a term means as a word, or else what it is."""
    if is_word:
        return f"What does “{render(term)}” mean?"
    plural = any(token.dep_ == "nsubj" and token.tag_ in ("NNS", "NNPS") for token in term)
    return f"What {'are' if plural else 'is'} {render(term)}?"


def _is_term(subject: list[Token]) -> bool:
    """Return whether a subject is a term: a few words without a determiner, other than "a", and without clauses."""
    if (
        not subject
        or len(subject) > MAX_TERM_WORDS
        or subject[0].lower_ in ("the", "any", "all", "each", "no", "every")
        or any(token.lower_ in _RELATIVE for token in subject)
    ):
        return False
    return (
        all(token.dep_ in ("nsubj", "compound", "amod", "punct", "det") for token in subject)
        and all(token.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "PUNCT") for token in subject)
        and subject[-1].pos_ in ("NOUN", "PROPN")
    )


def _meaning(sentence: ParsedSentence, verb: Token) -> str:
    """Return what the sentence says that the subject is; empty if that does not define it."""
    after = [token for token in sentence.tokens if token.i > verb.i]
    if not after or verb.tag_ not in ("VBZ", "VBP"):
        return ""
    if verb.lemma_ == "refer":
        return _rest(sentence, after[1:]) if verb.tag_ == "VBZ" and after[0].lower_ == "to" else ""
    if verb.lemma_ in _PLAIN_VERBS:
        return "" if after[0].lower_ == "that" else _rest(sentence, after)
    return _rest(sentence, after) if verb.lemma_ == "be" and _is_kind(verb, after[0]) else ""


def _is_kind(verb: Token, following: Token) -> bool:
    """Return whether "is" says of what kind the subject is, and more words narrow that: "a fee that members pay"."""
    noun = next((child for child in verb.children if child.dep_ == "attr" and child.i > verb.i), None)
    if noun is None or noun.pos_ != "NOUN" or noun.lemma_ in _GENERIC:
        return False
    compared = any(child.tag_ == "JJR" for child in noun.children)
    return not compared and _is_indefinite(noun, following) and _is_narrowed(noun)


def _is_indefinite(noun: Token, first: Token) -> bool:
    """Return whether a noun phrase, by its first word, is one of several: "a fee", "fees", not "the fees"."""
    return first.lower_ in ("a", "an") or (noun.tag_ == "NNS" and first.lower_ not in ("the", "those"))


def _is_narrowed(noun: Token) -> bool:
    return any(
        child.dep_ in ("relcl", "acl", "prep") and child.left_edge.nbor(-1).text != "," for child in noun.children
    )


def _rest(sentence: ParsedSentence, tokens: list[Token]) -> str:
    return sentence.text[int(tokens[0].idx) :].strip().rstrip(".;") if tokens else ""


KIND = KindSpec("definition", "what a term means", 0.08, 33, definition_drafts)
