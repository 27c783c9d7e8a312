"""Questions about what something means or is, from the sentence that defines it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.prose.drafting import text_draft
from evals.generate.prose.main_clause import points_back, read_main_clause
from evals.generate.prose.parsing import ParsedSentence, Token
from evals.generate.prose.wording import render
from graph.text.sentences import sentence_bounds

MAX_TERM_WORDS = 5
MIN_MEANING_WORDS = 4
_MEANS = re.compile(
    r"^(?:(?:The term|For (?:the )?purposes of [^,]{3,60},)\s+)?[\"“‘'](?P<term>[^\"”’']{2,60})[\"”’']"
    r"(?:\s*\([^()]*\))?\s+(?:shall\s+)?(?:means?|refers? to|is defined as|are defined as)\s+"
    r"(?P<meaning>\S.{15,600}?)[.;]?$",
    re.DOTALL,
)
_PLAIN_VERBS = frozenset({"mean", "denote"})
_GENERIC = frozenset(
    "example part way problem thing one idea reason lot kind type sort number issue result case source place time step "
    "chance goal aim purpose question fact matter choice key need requirement condition total average majority minimum "
    "maximum limit rate level amount fee cost price penalty deadline decision error change difference aspect feature "
    "tool sign".split()
)


def definition_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a question for each defined term; its reference is the meaning as the sentence states it."""
    for passage in parts.corpus.passages:
        for start, end in sentence_bounds(passage.text):
            sentence = passage.text[start:end]
            match = _MEANS.match(sentence)
            if match and "\n\n" not in sentence:
                question = f"What does “{' '.join(match['term'].split())}” mean?"
                meaning = " ".join(match["meaning"].split())
                yield from text_draft(parts, passage, sentence, question, meaning, "definition", "means", (), True)
    for parsed in parts.prose.sentences:
        yield from _of_sentence(parts, parsed)


def _of_sentence(parts: DraftParts, sentence: ParsedSentence) -> Iterator[Draft]:
    clause = read_main_clause(sentence.tokens)
    if clause is None or clause.front or clause.negation is not None or clause.asks_you:
        return
    subject = [token for token in clause.subject if token.text not in "“”\"'‘’"]
    term = render(subject)
    if not _is_term(subject) or points_back(sentence.tokens, sentence.tokens):
        return
    meaning = _meaning(sentence, clause.verb)
    if len(meaning.split()) < MIN_MEANING_WORDS:
        return
    plural = any(token.dep_ == "nsubj" and token.tag_ in ("NNS", "NNPS") for token in subject)
    question = (
        f"What {'are' if plural else 'is'} {term}?"
        if clause.verb.lemma_ == "be"
        else (f"What {'do' if plural else 'does'} {term} mean?")
    )
    yield from text_draft(parts, sentence.passage, sentence.text, question, meaning, "definition", "is")


def _is_term(subject: list[Token]) -> bool:
    """Return whether a subject is a term: a few words without a determiner, other than "a", and without clauses."""
    if (
        not subject
        or len(subject) > MAX_TERM_WORDS
        or subject[0].lower_ in ("the", "any", "all", "each", "no", "every")
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
    if verb.lemma_ == "refer" and verb.tag_ == "VBZ" and after and after[0].lower_ == "to":
        return _rest(sentence, after[1:])
    if verb.lemma_ in _PLAIN_VERBS and verb.tag_ in ("VBZ", "VBP"):
        return _rest(sentence, after)
    if verb.lemma_ == "be" and verb.tag_ in ("VBZ", "VBP"):
        noun = next((child for child in verb.children if child.dep_ == "attr" and child.i > verb.i), None)
        if noun is None or noun.pos_ != "NOUN" or noun.lemma_ in _GENERIC or not after:
            return ""
        determined = after[0].lower_ in ("a", "an") or (noun.tag_ == "NNS" and after[0].lower_ not in ("the", "those"))
        narrowed = any(child.dep_ in ("relcl", "acl", "prep") for child in noun.children)
        if determined and narrowed:
            return _rest(sentence, after)
    return ""


def _rest(sentence: ParsedSentence, tokens: list[Token]) -> str:
    return sentence.text[int(tokens[0].idx) :].strip().rstrip(".;") if tokens else ""


KIND = KindSpec("definition", "what a term means", 0.08, 33, definition_drafts)
"""Terms that a sentence defines."""
