"""A language model's verdicts on numbered items (claims, sentences or passages), each with evidence and a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from evals.jsonl import from_json
from evals.judges.asking import MAX_PASSAGE_TOKENS, SHORT_LINE, Prompt, ask_judge, object_schema
from evals.judges.sentences import sentences
from evals.types import Detail
from rag.answer.prompt import number_passages
from rag.llm.protocol import LanguageModel
from rag.types import Answer, Hit

SUPPORT_VALUES: Mapping[str, float] = {"supported": 1.0, "partly": 0.5, "contradicted": 0.0, "not told": 0.0}
MAX_CLAIMS_PER_SENTENCE, MAX_ITEMS_PER_REQUEST = 3, 24
"""Maximum claims per sentence, and maximum items per request; a longer list takes several requests."""

CLAIMS_PROMPT = Prompt(
    "You cut an answer into its claims. A claim is one statement that can be checked by itself: put names in the place "
    "of pronouns. Add nothing that the answer does not say, and leave out what states nothing, such as greetings."
)
CHECK_PROMPT = Prompt(
    "You check each numbered claim against numbered passages, one verdict a claim, in the same order. supported: a "
    "passage says so. partly: passages say a part of it and nothing against it. contradicted: a passage says "
    "otherwise. not told: the passages do not say. Use only the passages, never what you know. passage is the number "
    "of the passage that decides, 0 for none. why is one short sentence."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict as the model writes it."""

    why: str
    verdict: str
    passage: int = 0


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A reply with one verdict per item."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """A reply with the claims of a text."""

    claims: tuple[str, ...]


def extract_claims(llm: LanguageModel, question: str, text: str) -> tuple[str, ...]:
    """Extract the claims of a text with the model; empty if it claims nothing."""
    most = min(MAX_ITEMS_PER_REQUEST, MAX_CLAIMS_PER_SENTENCE * max(1, len(sentences(text))))
    schema = object_schema({"claims": {"type": "array", "items": {"type": "string"}, "maxItems": most}})
    messages = CLAIMS_PROMPT.messages([("Question", question), ("Answer", text)])
    extracted = ask_judge(llm, messages, schema, lambda reply: from_json(Claims, reply), most).claims
    return tuple(dict.fromkeys(claim.strip() for claim in extracted if claim.strip()))


def check_claims(llm: LanguageModel, question: str, answer: Answer) -> list[Detail]:
    """Check every claim of the answer against the answer's passages: value 1, 0.5 or 0."""
    claims = extract_claims(llm, question, answer.text)
    return judge_items(
        llm,
        CHECK_PROMPT,
        claims,
        [("Passages", number_passages(answer.hits, MAX_PASSAGE_TOKENS))],
        SUPPORT_VALUES,
        answer.hits,
    )


def judge_items(
    llm: LanguageModel,
    prompt: Prompt,
    items: Sequence[str],
    background: Sequence[tuple[str, str]],
    words: Mapping[str, float],
    hits: Sequence[Hit] = (),
) -> list[Detail]:
    """Judge the items; return one detail per item, in order: the verdict's value, the cited passage and the reason."""
    details: list[Detail] = []
    for start in range(0, len(items), MAX_ITEMS_PER_REQUEST):
        batch = items[start : start + MAX_ITEMS_PER_REQUEST]
        numbered = "\n".join(f"{number}. {' '.join(item.split())}" for number, item in enumerate(batch, 1))
        messages = prompt.messages([*background, ("To judge", numbered)])
        read = partial(_read, items=batch, words=words)
        judged = ask_judge(llm, messages, _schema(len(batch), words, bool(hits)), read, len(batch))
        details += [
            Detail(
                item,
                words[verdict.verdict],
                _evidence(verdict.passage, hits),
                f"{verdict.verdict}: {verdict.why}".rstrip(": "),
            )
            for item, verdict in zip(batch, judged, strict=True)
        ]
    return details


def _schema(count: int, words: Mapping[str, float], with_passage: bool) -> dict[str, object]:
    properties: dict[str, object] = {"why": {"type": "string", "pattern": SHORT_LINE}}
    properties |= {"passage": {"type": "integer"}} if with_passage else {}
    properties |= {"verdict": {"type": "string", "enum": list(words)}}
    return object_schema(
        {"verdicts": {"type": "array", "items": object_schema(properties), "minItems": count, "maxItems": count}}
    )


def _read(text: str, items: Sequence[str], words: Mapping[str, float]) -> tuple[Verdict, ...]:
    parsed = from_json(Verdicts, text).verdicts
    if len(parsed) != len(items):
        raise ValueError(f"{len(items)} items need as many verdicts, there are {len(parsed)}")
    unknown = [verdict.verdict for verdict in parsed if verdict.verdict not in words]
    if unknown:
        raise ValueError(f"the verdict {unknown[0][:40]!r} is none of {', '.join(words)}")
    return parsed


def _evidence(number: int, hits: Sequence[Hit]) -> str:
    return hits[number - 1].passage.text if 0 < number <= len(hits) else ""
