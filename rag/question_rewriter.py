"""Have a language model rewrite a follow-up question so that it stands alone; what it returns is checked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from graph.errors import ModelError
from graph.text.citation_markers import strip_markers
from graph.text.words import STOP_WORDS, WORD_PATTERN, words
from rag.answer.abstain import is_abstention
from rag.followup import refers_back
from rag.llm.protocol import LanguageModel, Message, Options
from rag.topic import find_names
from rag.types import Question, Turn

MAX_REWRITE_TOKENS = 96
MAX_TURNS = 6
MAX_TURN_CHARS = 300
MAX_LENGTH_RATIO = 3
MIN_COUNTED_WORDS = 6
"""A question of fewer words counts as one of so many when its rewrite is too long."""

MAX_FOREIGN_WORDS = 8
"""A question of at most this many words, none of them English, may refer back in a way that the rules cannot read."""

_RULES = (
    "You rewrite the last question of a conversation so that it can be understood without the conversation. Replace "
    "pronouns by what they stand for and fill in what is left out, using only the conversation. Keep the language of "
    "the question and everything it asks for. Do not answer it. Reply only with the rewritten question."
)
_EXAMPLE = (
    "Conversation:\nuser: Who wrote Emma?\nassistant: Jane Austen.\n\nLast question: When was she born?\n\n"
    "Rewritten question: When was Jane Austen born?"
)
_LABEL = re.compile(
    r"^\W*(?:(?:the\s+)?(?:rewritten|standalone|last)\s+question|question|rewrite)\s*:\s*", re.IGNORECASE
)
_ANSWERED = re.compile(r"^\W*(?:yes|no|sure|certainly|i['’]?m sorry|sorry|as an ai)\b", re.IGNORECASE)
_ENGLISH = STOP_WORDS - frozenset("a an as am at do her i if in me no of on or so such was will".split())
"""Words that tell English from languages that share some short words with it."""


class ModelRewriter:
    """Rewrites a question that refers back; returns an empty text for one that does not, if the model fails, or if what
    it writes is no rewrite of the question."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def __call__(self, question: Question) -> str:
        """Return the question as it stands alone, or an empty text to leave it to the rules."""
        if not any(turn.role == "user" for turn in question.history) or not _may_refer_back(question.text):
            return ""
        messages = [Message("system", f"{_RULES}\n\n{_EXAMPLE}"), Message("user", _describe(question))]
        try:
            reply = self._model.complete(messages, options=Options(max_tokens=MAX_REWRITE_TOKENS))
        except ModelError:
            return ""
        rewritten = clean_rewrite(reply.text)
        return rewritten if reply.finish_reason == "stop" and is_rewrite(rewritten, question) else ""


def clean_rewrite(reply: str) -> str:
    """Return the first line of a reply that is not blank, without a label and quotation marks."""
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    return _LABEL.sub("", lines[0]).strip(" \"'“”„*`") if lines else ""


def is_rewrite(text: str, question: Question) -> bool:
    """Whether a text can be the same question said in full: not too long, in its language, about what it asks, with no
    names but those of the conversation, and no refusal."""
    own = question.text.strip()
    if not text or len(text.split()) > MAX_LENGTH_RATIO * max(len(own.split()), MIN_COUNTED_WORDS):
        return False
    if is_abstention(text) or (_ANSWERED.match(text) and not _ANSWERED.match(own)):
        return False
    turns = question.history[-MAX_TURNS:]
    asked = " ".join([own, *(turn.text for turn in turns if turn.role == "user")])
    if _script(text) != _script(asked) or _is_english(text) != _is_english(asked):
        return False
    kept, wanted = set(words(text)), set(words(own))
    said = set(words(" ".join([asked, *(turn.text for turn in turns)])))
    return 2 * len(kept & wanted) >= len(wanted) and all(set(words(name)) <= said for name in find_names(text))


def _may_refer_back(text: str) -> bool:
    """Whether a question refers back, or is too short to say so in a language that the rules cannot read."""
    return refers_back(text) or (not _is_english(text) and len(text.split()) <= MAX_FOREIGN_WORDS)


def _describe(question: Question) -> str:
    conversation = "\n".join(_shorten(turn) for turn in question.history[-MAX_TURNS:] if turn.text.strip())
    return f"Conversation:\n{conversation}\n\nLast question: {question.text.strip()}\n\nRewritten question:"


def _shorten(turn: Turn) -> str:
    text = " ".join(strip_markers(turn.text).split())
    return f"{turn.role}: {text if len(text) <= MAX_TURN_CHARS else text[: MAX_TURN_CHARS - 1] + '…'}"


def _is_english(text: str) -> bool:
    return any(word.casefold() in _ENGLISH for word in WORD_PATTERN.findall(text))


def _script(text: str) -> str:
    """Return the script of most letters, as Unicode names it; empty without letters."""
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""
