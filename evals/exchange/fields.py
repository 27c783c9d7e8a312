"""What the fields of a record mean: texts, conversations, contexts, references, and what nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.exchange.spec import ExchangeRecord, GivenContext
from evals.types import Case, Gold
from graph.types import Passage, digest
from rag.types import Turn

QUESTIONS = ("question", "query", "user_input", "input", "prompt", "user_question", "messages", "message", "text")
REFERENCES = (
    "reference",
    "reference_answer",
    "ideal",
    "expected_output",
    "expected",
    "expected_answer",
    "ground_truth",
    "ground_truths",
    "correct_answer",
    "correct_label",
    "label",
)
ANSWERS = (
    "answer",
    "output",
    "output_text",
    "response",
    "result",
    "generation",
    "messages",
    "message",
    "text",
    "content",
)
CONTENTS = ("content", "text", "data", "output_text", "value")
CONTEXTS = (
    "contexts",
    "context",
    "retrieved_contexts",
    "retrieval_context",
    "retrieved_documents",
    "source_documents",
    "documents",
    "reference_contexts",
)
ROLES: Mapping[str, Any] = {"user": "user", "human": "user", "assistant": "assistant", "ai": "assistant"}


@dataclass(frozen=True, slots=True)
class PickedField:
    """A field that was looked for: its path within the record, and its value (None if there is none)."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the messages before it; `instructed` means that system messages were left out."""

    text: str
    history: tuple[Turn, ...] = ()
    instructed: bool = False


def pick_field(value: Any, path: str, names: Sequence[str]) -> PickedField:
    """Return the field of an object that has one of these names, else its only text, or a value that is no object."""
    if not isinstance(value, dict):
        return PickedField(path, value)
    for name in names:
        if not is_empty(value.get(name)):
            return PickedField(f"{path}.{name}", value[name])
    texts = [name for name, inner in value.items() if isinstance(inner, str) and inner and name not in CONTEXTS]
    return PickedField(f"{path}.{texts[0]}", value[texts[0]]) if len(texts) == 1 else PickedField(path, None)


def pick_contexts(value: Any, path: str) -> PickedField:
    """Return the field of an object that holds contexts; no path and no value if there is none."""
    fields = value if isinstance(value, dict) else {}
    name = next((name for name in CONTEXTS if not is_empty(fields.get(name))), "")
    return PickedField(f"{path}.{name}", fields[name]) if name else PickedField("", None)


def is_empty(value: Any) -> bool:
    """Whether a field holds nothing."""
    return value is None or value in ("", [], {})


def text_of(value: Any) -> str:
    """Return the text of a value: of a message its content, of several the last one's, of parts all of them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, dict):
        inner = next((value[name] for name in CONTENTS if value.get(name)), "")
        return text_of(inner)
    if isinstance(value, list) and value:
        if all(isinstance(part, dict) and "role" not in part and part.get("type") not in ROLES for part in value):
            return "\n".join(filter(None, map(text_of, value)))
        return text_of(value[-1])
    return ""


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or the one text of anything else, without empty ones."""
    plain = isinstance(value, list) and not any(isinstance(part, dict) for part in value)
    return tuple(dict.fromkeys(filter(None, map(text_of, value if plain else [value]))))


def read_question(value: Any) -> AskedQuestion:
    """Return the question of a text or of messages: the last one of the user."""
    if not isinstance(value, list):
        return AskedQuestion(text_of(value))
    turns: list[Turn] = []
    instructed = False
    for message in value:
        role = ROLES.get(str(message.get("role") or message.get("type")) if isinstance(message, dict) else "user")
        if role and text_of(message):
            turns.append(Turn(role, text_of(message)))
        else:
            instructed = True
    while turns and turns[-1].role != "user":
        turns.pop()
    return AskedQuestion(turns[-1].text, tuple(turns[:-1]), instructed) if turns else AskedQuestion("")


def read_contexts(value: Any) -> tuple[GivenContext, ...]:
    """Return the contexts of a list of texts or documents, or the one that a text is."""
    values = value if isinstance(value, list) else [value]
    return tuple(context for context in map(_context, values) if context.text)


def _context(value: Any) -> GivenContext:
    if not isinstance(value, dict):
        return GivenContext(text_of(value))
    if isinstance(value.get("document"), dict):  # Phoenix's name for a retrieved document
        return _context(value["document"])
    content = value.get("document.content")
    names = ("page_content", "pageContent", "content", "text")
    text = content or next((value[name] for name in names if value.get(name)), "")
    metadata = value.get("metadata")
    source = value.get("source") or (metadata.get("source") if isinstance(metadata, dict) else "")
    return GivenContext(text_of(text), str(source or ""))


def passage_of(context: GivenContext) -> Passage:
    """Make a passage of a context that is stored nowhere; the same text is the same passage."""
    document = digest("imported context", context.source)
    name = Passage.name(document, context.text, 0)
    return Passage(name, document, context.text, 0, source=context.source)


def make_case(
    record: ExchangeRecord, asked: AskedQuestion, references: Sequence[str], contexts: Iterable[GivenContext] = ()
) -> Case:
    """Build an imported case: the first reference, the others as aliases, the contexts as gold.

    Raises UsageError for a record without a question.
    """
    if not asked.text:
        names = ", ".join(map(str, record.fields)) or "nothing"
        raise record.fault("there is no question in it", f"the record has {names[:200]}")
    gold = tuple(Gold(passage_of(context).id, context.text, context.source) for context in contexts)
    reference, *aliases = references or ("",)
    return Case.make(asked.text, reference, gold, "imported", aliases=tuple(aliases), history=asked.history)


def lost_fields(record: ExchangeRecord, used: Iterable[str], asked: AskedQuestion) -> tuple[str, ...]:
    """Return the fields of a record that hold something and were not used, and its system messages."""
    names = _unused(record.fields, "", frozenset(used))
    return (*names, *(("system messages",) if asked.instructed else ()))


def _unused(fields: Mapping[str, Any], above: str, used: frozenset[str]) -> Iterator[str]:
    for name, value in fields.items():
        path = f"{above}{name}"
        if is_empty(value) or path in used:
            continue
        inner = isinstance(value, dict) and (not above or any(one.startswith(f"{path}.") for one in used))
        if inner:
            yield from _unused(value, f"{path}.", used)
        else:
            yield path


def prefixed_fields(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return the fields with columns such as `input_question` as a field of `input`, for each of these names."""
    found = dict(fields)
    for column, value in fields.items():
        name = next((name for name in names if column.startswith(f"{name}_")), "")
        inner = found.get(name, {}) if name else None
        if isinstance(inner, dict):
            del found[column]
            found[name] = {**inner, column.removeprefix(f"{name}_"): value}
    return found
