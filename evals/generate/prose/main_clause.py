"""The main clause of a sentence, and the questions that it turns into."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evals.generate.prose.placement import is_placeable
from evals.generate.prose.wording import render, spoken_word
from rag.dependency_parser import Token

_SUBJECTS = ("nsubj", "nsubjpass")
_DO = {"VBD": "did", "VBZ": "does", "VBP": "do"}
_VAGUE = frozenset("it they this that these those he she which who what there such one others".split())
_VAGUE_NOUNS = frozenset(
    "one case example way reason thing point result fact following issue matter section paragraph clause step part "
    "approach method process option problem type kind article chapter figure table study".split()
)
_LINKING = re.compile(
    r"(?:in|for|as|by|on|at) (?:addition|general|fact|particular|example|instance|a result|contrast"
    r"|the other hand|brief|conclusion|summary|turn|most cases|practice|principle|the same time|other words|theory"
    r"|this case|that case|all cases|short)\b"
)
_CONCEDING = re.compile(r"\b(?:although|though|while|whereas|despite|nor|rather|unlike|whether)\b")
_FINITE = ("VBZ", "VBP", "VBD", "MD")
_EMPTY_ADVERBS = frozenset("also then therefore however thus still now already further furthermore only".split())
_DASHES = ("-", "–", "—", "--")
_ASIDES = frozenset(
    "for e.g. eg such including i.e. which who whichever whether but so although though because".split()
)


def subtree(token: Token) -> list[Token]:
    """Return a token with all that depends on it, in the order of the text."""
    return list(token.subtree)


def is_unbroken(tokens: Sequence[Token]) -> bool:
    """Return whether nothing stands between one or more tokens in the text."""
    return bool(tokens[-1].i - tokens[0].i + 1 == len(tokens))


@dataclass(frozen=True, slots=True)
class MainClause:
    """A finite main clause: its subject's tokens, the auxiliaries, "not", the verb, and what stands before and after.

    `first` is the auxiliary that a question puts first; None if it takes a form of "do".
    """

    subject: tuple[Token, ...]
    verb: Token
    first: Token | None
    negation: Token | None
    front: tuple[Token, ...]
    tail: tuple[Token, ...]

    @property
    def modal(self) -> str:
        """The modal verb, in its plain form; empty if there is none."""
        if self.first is None or self.first.tag_ != "MD":
            return ""
        return spoken_word(self.first).casefold()

    @property
    def asks_you(self) -> bool:
        """Whether the subject is "you"."""
        return len(self.subject) == 1 and bool(self.subject[0].lower_ == "you")

    def subject_text(self) -> str:
        """The subject as a question says it."""
        return render(self.subject)

    def predicate(self, drop: Collection[int] = (), keep_not: bool = False) -> str:
        """Return the verb phrase after the auxiliary and the subject, then what the sentence began with.

        Tokens whose indices are in `drop` are left out. The verb is in its base form if "do" is needed.
        """
        spoken = {self.verb.i: str(self.verb.lemma_)} if self.first is None else {}
        tokens = [
            token
            for token in (*self.tail, *self.front)
            if token.i not in drop and (keep_not or self.negation is None or token.i != self.negation.i)
        ]
        return render(tokens, spoken)

    def inverted(self, drop: Collection[int] = (), keep_not: bool = True) -> str:
        """Return the clause in the order of a question, as in "do I need a permit"; see `predicate`."""
        auxiliary = self.auxiliary()
        return " ".join(filter(None, (auxiliary, self.subject_text(), self.predicate(drop, keep_not=keep_not))))

    def auxiliary(self) -> str:
        """Return the word that a question puts first."""
        if self.first is None:
            return _DO.get(self.verb.tag_, "do")
        return render([self.first])


def read_main_clause(tokens: Sequence[Token]) -> MainClause | None:
    """Return the main clause; None if the sentence has none, or a subject that cannot be understood alone."""
    verb = _main_verb(tokens)
    head = None if verb is None else _clear_subject(verb)
    if verb is None or head is None:
        return None
    subject = subtree(head)
    first = _auxiliary(verb, subject)
    negation = next((child for child in verb.children if child.dep_ == "neg"), None)
    if (first is None and verb.tag_ not in _DO) or _says_never(negation, first):
        return None
    before = [token for token in tokens if token.i < subject[0].i]
    stop = _second_verb(verb)
    if _is_joined(verb, before) or stop < 0:
        return None
    front = _front(verb, before)
    after = _tail(tokens, subject[-1].i, first, stop)
    if front is None or not is_placeable(verb, subject, negation, front, after):
        return None
    return MainClause(tuple(_without_second_name(subject)), verb, first, negation, tuple(front), tuple(after))


def _main_verb(tokens: Sequence[Token]) -> Token | None:
    """Return the verb on which all of a sentence depends; None if that is no verb, or the sentence falls apart."""
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    return roots[0] if len(roots) == 1 and roots[0].pos_ in ("VERB", "AUX") else None


def _clear_subject(verb: Token) -> Token | None:
    """Return the head of the only subject of a verb, if it stands before the verb and can be understood alone."""
    subjects = [child for child in verb.children if child.dep_ in _SUBJECTS]
    if len(subjects) != 1 or subjects[0].i > verb.i:
        return None
    return subjects[0] if _is_clear(subjects[0]) else None


def _auxiliary(verb: Token, subject: Sequence[Token]) -> Token | None:
    """Return the first auxiliary between the subject and the verb, or the verb if it is "be"; None without either."""
    between = (child for child in verb.children if subject[-1].i < child.i < verb.i)
    helper = next((child for child in between if child.dep_ in ("aux", "auxpass")), None)
    return verb if helper is None and verb.lemma_ == "be" else helper


def _says_never(negation: Token | None, first: Token | None) -> bool:
    """Return whether a clause says that something is never so, other than as a rule: "must never"."""
    if negation is None or negation.lower_ not in ("never", "no"):
        return False
    return first is None or first.lower_ not in ("must", "may", "should", "shall", "is", "are")


def _is_joined(verb: Token, before: Sequence[Token]) -> bool:
    """Return whether the words before the subject join its clause to another one: "and", "because"."""
    return any(token.dep_ in ("cc", "preconj", "mark") and token.head.i == verb.i for token in before)


def _front(verb: Token, before: Sequence[Token]) -> list[Token] | None:
    """Return what a sentence says before its subject, without words that only link it to the one before.

    None if that concedes or compares something, says more than that it links, or is no part of the clause.
    """
    said = " ".join(token.lower_ for token in before)
    if _CONCEDING.search(said):
        return None
    if linking := _LINKING.match(said):
        return None if re.search(r"\w", said[linking.end() :]) else []
    front = _trimmed([token for token in before if not _is_connective(token, verb)])
    return front if all(_belongs(token, verb) for token in front) else None


def has_second_verb(clause: MainClause) -> bool:
    """Return whether another verb is joined to the main verb: "return the keys and give an address"."""
    return any(child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") for child in clause.verb.children)


def _second_verb(verb: Token) -> int:
    """Return where a second finite verb begins, with the "and" before it; a number beyond the sentence without one.

    It is negative if the two are joined otherwise, so that the first alone would say something else.
    """
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"):
            own = [
                part
                for part in child.children
                if part.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass", "neg") and part.tag_ != "TO"
            ]
            if own or child.tag_ in ("VBD", "VBZ", "VBP"):
                if not any(part.lower_ in ("and", "but") for part in verb.children if part.dep_ == "cc"):
                    return -1
                joining = [
                    part.i for part in verb.children if part.dep_ in ("cc", "punct") and verb.i < part.i < child.i
                ]
                return int(min([child.left_edge.i, *joining[-2:]]))
    return 1 << 16


def _tail(tokens: Sequence[Token], last: int, first: Token | None, stop: int) -> list[Token]:
    """Return the tokens after the subject and before `stop`, without the auxiliary, empty adverbs and asides."""
    found: list[Token] = []
    for token in tokens:
        if token.i <= last or (first is not None and token.i == first.i) or token.lower_ in _EMPTY_ADVERBS:
            continue
        if token.i >= stop or (token.text in _DASHES and found and token.whitespace_) or _begins_aside(token, tokens):
            break
        found.append(token)
    return _trimmed(found)


def _begins_aside(token: Token, tokens: Sequence[Token]) -> bool:
    """Return whether what follows only adds something: "of which two are films", ", reducing its size"."""
    first, second = (tokens[place] if place < len(tokens) else None for place in (token.i + 1, token.i + 2))
    if first is None or token.text not in (",", ";", "("):
        return False
    related = (
        second is not None and second.lower_ in ("which", "whom") and first.dep_ in ("prep", "pobj", "det", "nsubj")
    )
    adding = first.tag_ == "VBG" and first.dep_ in ("advcl", "acl", "xcomp", "pcomp")
    return first.lower_ in _ASIDES or related or adding


def _without_second_name(subject: list[Token]) -> list[Token]:
    """Return a subject without another name of it between commas: "the director, Ada Lund, may" is "the director"."""
    second = [token for token in subject if token.dep_ == "appos" and token.left_edge.nbor(-1).text == ","]
    inside = {part.i for token in second for part in token.subtree}
    kept = _trimmed([token for token in subject if token.i not in inside])
    return kept if kept and second and max(inside) >= _trimmed(subject)[-1].i else subject


def _belongs(token: Token, verb: Token) -> bool:
    """Return whether a token before the subject is part of a phrase or clause of the verb, not of a heading."""
    while token.head.i != verb.i and token.head.i != token.i:
        token = token.head
    return bool(token.dep_ in ("prep", "advcl", "npadvmod", "punct", "advmod"))


def _is_connective(token: Token, verb: Token) -> bool:
    """Return whether a token only links the sentence to the one before; "prior to" and "as soon as" do not."""
    alone = not any(True for _ in token.children)
    return bool(token.head.i == verb.i and token.dep_ in ("advmod", "punct", "intj") and alone)


def _trimmed(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].is_punct and tokens[-1].text not in ')”"':
        tokens = tokens[:-1]
    while tokens and tokens[0].is_punct and tokens[0].text not in '(“"':
        tokens = tokens[1:]
    return tokens


def _is_clear(subject: Token) -> bool:
    numbered = subject.pos_ == "NUM" and any(token.text[:1].isupper() for token in subject.lefts)
    unclear = subject.pos_ in ("PRON", "DET", "NUM", "ADJ") and not numbered
    if subject.lower_ in _VAGUE or subject.lower_ in ("i", "we") or unclear:
        return bool(subject.lower_ in ("you", "we", "anyone", "everyone", "nobody"))
    words = {token.lower_ for token in subject.subtree}
    return not words & {
        "this",
        "that",
        "these",
        "those",
        "such",
        "another",
        "other",
        "its",
        "their",
        "his",
        "her",
    } and (subject.lemma_ not in _VAGUE_NOUNS or len(words) > 3)


def _is_described(verb: Token) -> bool:
    """Return whether a finite verb in a subject is that of a relative or another clause, not of the sentence."""
    while verb.dep_ in ("aux", "auxpass", "conj"):
        verb = verb.head
    return bool(verb.dep_ in ("relcl", "ccomp", "advcl", "csubj"))
