"""A model server on this machine that computes its replies from what it is asked; no canned text, and no intelligence.

It is a real HTTP server of chat completions. A claim or sentence is borne out by how many of its words stand in the
other parts of the request, a list of claims is the sentences of the text, and a mark grows with how many of the
answer's words stand in what is known to be right; marks come with log-probabilities. What it says of answers is word
overlap: it shows that judging by a model works from end to end, not that this model judges well.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from evals.judges.forms import forms
from evals.judges.sentences import claims
from rag.answer.abstain import ABSTAIN
from tests.support.servers import Reply, Request, Scripted, chat, events, scripted

_PART = re.compile(r"^([A-Z][\w ]*):\n(<<\w+>>)\n(.*?)\n\2$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^\d+\. (.*)$", re.MULTILINE)
_NUMBER = re.compile(r"^\[\d+\][^\n]*\n|<<\w+>>", re.MULTILINE)
_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_SCALE = re.compile(r"Mark \((\d)-(\d)\):")


@contextmanager
def loopback_model() -> Iterator[Scripted]:
    """The running server."""
    with scripted(reply_to) as server:
        yield server


def reply_to(request: Request) -> Reply:
    """What the model says to a request of chat completion; a token is four characters."""
    reply = _reply_to(request)
    if isinstance(reply.body, dict):
        reply.body["usage"]["prompt_tokens"] = len(str(request.body["messages"])) // 4
    return reply


def _reply_to(request: Request) -> Reply:
    said = request.body["messages"][-1]["content"]
    parts = {name: text for name, _, text in _PART.findall(said)}
    scale = _SCALE.search(said)
    if scale:
        return _mark(parts, int(scale[1]), int(scale[2]), bool(request.body.get("logprobs")))
    schema = request.body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    fields: Mapping[str, Any] = schema.get("properties", {})
    if "verdicts" in fields:
        return _json({"verdicts": list(_verdicts(parts, fields["verdicts"]["items"]["properties"]))})
    if "relations" in fields:
        return _json(_enriched(said))
    if "right" in fields:
        return _json(_compared(parts))
    if given := _last_object(said):  # what Ragas asks holds its data as JSON
        return _json(_of_ragas(given))
    if "claims" in fields:
        return _json({"claims": claims(parts.get("Answer") or parts["Passages"])[: fields["claims"]["maxItems"]]})
    return Reply(body=events(_answered(said, int(request.body.get("seed", 0)))), kind="text/event-stream")


def _verdicts(parts: Mapping[str, str], fields: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    background = " ".join(text for name, text in parts.items() if name != "To judge")
    words: list[str] = fields["verdict"]["enum"]
    for item in _ITEM.findall(parts["To judge"]):
        share = _share(item, background)
        told = {"why": f"{share:.0%} of its words are there", "verdict": _word(words, share)}
        yield told | ({"passage": 1} if "passage" in fields else {})


def _word(words: list[str], share: float) -> str:
    """The first word for most, the last for little, the second for some; the list runs from good to bad or back."""
    best, middle, worst = words[0], words[1], words[-1]
    return best if share >= 0.8 else middle if share >= 0.5 else worst


def _compared(parts: Mapping[str, str]) -> dict[str, list[str]]:
    answer, reference = parts["Answer"], parts["Reference"]
    good = [claim for claim in claims(answer) if _share(reference, claim) >= 0.8]
    return {
        "right": good,
        "wrong": [claim for claim in claims(answer) if claim not in good],
        "missing": [] if good else [reference],
    }


def _enriched(said: str) -> dict[str, list[dict[str, str]]]:
    """The capitalised names of a passage, what stands between two of one sentence, and a name that is not there."""
    _, *lines, _ = said.splitlines()
    sentences = claims("\n".join(lines))
    named = [(name, sentence) for sentence in sentences for name in _NAME.findall(sentence)]
    first = dict(reversed(named))
    stated = [
        {"subject": names[0], "predicate": between[1].strip(), "object": names[1], "quote": sentence}
        for sentence in sentences
        if len(names := _NAME.findall(sentence)) > 1
        and (between := re.search(f"{re.escape(names[0])}(.+?){re.escape(names[1])}", sentence))
    ]
    return {
        "entities": [
            *({"name": name, "kind": _kind(name), "quote": sentence} for name, sentence in first.items()),
            {"name": "Nowhere Corporation", "kind": "organisation", "quote": "Nowhere Corporation is known to all."},
        ],
        "relations": stated,
        "claims": [{"subject": name, "quote": sentence} for name, sentence in first.items()],
    }


def _kind(name: str) -> str:
    return "person" if name.count(" ") == 1 else "place"


def _of_ragas(given: Mapping[str, Any]) -> dict[str, Any]:
    """Statements of an answer, verdicts on statements, or which sentences of a reference a context has."""
    context = str(given.get("context", ""))
    if "statements" in given:
        told = [(one, _share(one, context)) for one in given["statements"]]
        return {"statements": [{"statement": one, "reason": "", "verdict": int(share >= 0.8)} for one, share in told]}
    if context:
        told = [(one, _share(one, context)) for one in claims(given["answer"])]
        return {"classifications": [{"statement": o, "reason": "", "attributed": int(s >= 0.8)} for o, s in told]}
    return {"statements": claims(given["answer"])}


def _last_object(text: str) -> Mapping[str, Any]:
    """The last JSON object of a text that has an answer or statements; empty without one."""
    for start in (match.start() for match in reversed(list(re.finditer(r"{", text)))):
        try:
            found = json.JSONDecoder().raw_decode(text, start)[0]
        except ValueError:
            continue
        if isinstance(found, dict) and {"answer", "statements"} & set(found):
            return found
    return {}


def _answered(said: str, seed: int) -> str:
    """One of the three sentences of the passages that have most of the question's words, by the seed."""
    passages, _, question = said.rpartition("Question:")
    asked = set(forms(question))
    found = sorted(claims(_NUMBER.sub("", passages)), key=lambda sentence: -len(asked & set(forms(sentence))))[:3]
    return f"{found[seed % len(found)]} [1]" if found else ABSTAIN


def _mark(parts: Mapping[str, str], low: int, high: int, with_log_probabilities: bool) -> Reply:
    known, said = parts.get("Known to be right", ""), parts["Answer"]
    share = _share(known, said) if known else _share(said, parts.get("Passages", ""))
    middle = low + (high - low) * share
    weights = {mark: math.exp(-((mark - middle) ** 2)) for mark in range(low, high + 1)}
    total = sum(weights.values())
    ranked = sorted(((math.log(weight / total), str(mark)) for mark, weight in weights.items()), reverse=True)
    body = chat(ranked[0][1])
    if with_log_probabilities:
        top = [{"token": token, "logprob": value, "bytes": None} for value, token in ranked]
        body["choices"][0]["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
    return Reply(body=body)


def _share(item: str, background: str) -> float:
    wanted, there = forms(item), set(forms(background))
    return sum(form in there for form in wanted) / len(wanted) if wanted else 0.0


def _json(value: object) -> Reply:
    text = json.dumps(value)
    return Reply(body=chat(text, written=len(text) // 4))
