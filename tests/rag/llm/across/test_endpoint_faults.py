"""What endpoints do wrong, and what becomes of it in an answer: a row a fault, as in the table of docs/models.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.errors import ModelError
from graph.types import Passage
from rag.answer.fallback import FallbackAnswerer
from rag.answer.model_answerer import ModelAnswerer
from rag.llm.openai import OpenAIModel
from rag.llm.protocol import Options
from rag.llm.retry import SINGLE_ATTEMPT
from rag.types import Answer, Hit, Question
from tests.support.servers import Reply, Request, chat, events, free_port, scripted

DOCS = Path(__file__).parents[4] / "docs" / "models.md"
HITS = [
    Hit(Passage("b", "d", "The harbour office is in Bergen. It opens at nine.", 0, source="office.md"), 2.0),
    Hit(Passage("o", "e", "The archive is in Oslo.", 0, source="archive.md"), 1.0),
]
ASKED = Question("Where is the harbour office?")
GOOD = "The harbour office is in Bergen [1]."
Check = Callable[[Answer, list[Request]], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a server sends to every request, and what holds for the answer; `raises` is part of the error instead."""

    script: Callable[[Request], Reply]
    check: Check = lambda answer, _: answer.text == GOOD and answer.support == "supported"
    raises: str = ""
    path: str = ""


def stream(text: str, finish: str = "stop") -> Reply:
    return Reply(
        body=events(*(text[n : n + 5] for n in range(0, len(text), 5)), finish=finish), kind="text/event-stream"
    )


def says(text: str, **more: Any) -> Fault:
    return Fault(lambda _: stream(text), **more)


def refuses(status: int, said: str, when: Callable[[Any], bool]) -> Fault:
    """A server that refuses what `when` is true of, and else answers, streaming if asked to."""

    def script(request: Request) -> Reply:
        if when(request.body):
            return Reply(status, {"error": {"message": said}})
        return stream(GOOD) if request.body.get("stream") else Reply(body=chat(GOOD))

    return Fault(script)


def abstains(text: str) -> Fault:
    return says(text, check=lambda answer, _: answer.abstained and answer.citations == ())


def reasoning_apart(_: Request) -> Reply:
    """Thoughts in a field of their own, before the text."""
    body = chat(GOOD)
    body["choices"][0]["message"]["reasoning_content"] = "It may be Oslo [2]."
    return Reply(body=body)


def is_long(body: Any) -> bool:
    return len(str(body["messages"])) > 2_600


def has_system(body: Any) -> bool:
    return any(message["role"] == "system" for message in body["messages"])


def keeps_query(_: Answer, requests: list[Request]) -> bool:
    path, headers = requests[0].path, requests[0].headers
    return path.endswith("/deployments/m/chat/completions?api-version=2024-06-01") and headers["api-key"] == "sk-test"


FAULTS: dict[str, Fault] = {
    "think": says(f"<think>Oslo [2]?</think>{GOOD}"),
    "think-unopened": says(f"Perhaps Oslo [2].</think>{GOOD}"),
    "thinking": says(f"<thinking>Oslo [2]?</thinking>{GOOD}"),
    "think-brackets": says(f"[THINK]Oslo [2]?[/THINK]{GOOD}"),
    "harmony": says(
        f"<|channel|>analysis<|message|>Oslo?<|end|><|start|>assistant<|channel|>final<|message|>{GOOD}<|return|>"
    ),
    "reasoning-content": Fault(reasoning_apart),
    "empty-length": Fault(lambda _: stream("", "length"), raises="finish_reason length"),
    "thoughts-only": Fault(lambda _: stream("<think>Oslo, or", "length"), raises="on thinking"),
    "cut": Fault(lambda _: stream(GOOD, "length"), lambda answer, _: answer.cut_off == "length"),
    "no-system-role": refuses(400, "System role not supported", has_system),
    "azure": says(GOOD, check=keeps_query, path="/openai/deployments/m/chat/completions?api-version=2024-06-01"),
    "stream-ignored": Fault(lambda _: Reply(body=chat(GOOD))),
    "stream-refused": refuses(400, "stream is not supported", lambda body: bool(body.get("stream"))),
    "overflow-400": refuses(400, "maximum context length is 900 tokens", is_long),
    "overflow-500": refuses(500, "the request exceeds the available context size", is_long),
    "login-page": Fault(
        lambda _: Reply(body="<html><title>Sign in</title></html>", kind="text/html"), raises="web page for logging in"
    ),
    "refusal-wording": abstains("None of the passages mention where the harbour office is."),
    "refusal-german": abstains("Die Dokumente beantworten diese Frage nicht."),
    "refusal-french": abstains("Les documents ne répondent pas à cette question."),
    "refusal-spanish": abstains("Los documentos no responden a esta pregunta."),
    "refusal-chinese": abstains("文档没有回答这个问题。"),
    "citation-parenthesis": says("The harbour office is in Bergen (1)."),
    "citation-source": says("The harbour office is in Bergen [Source: 1]."),
    "citation-dagger": says("The harbour office is in Bergen 【1†office.md】."),
    "citation-according": says("According to passage 1, the harbour office is in Bergen."),
    "source-list": says(f"{GOOD}\n\nSources:\n[1] office.md"),
}
DOWN: dict[str, Reply | None] = {
    "refused-connection": None,
    "wrong-key": Reply(401, {"error": {"message": "no"}}),
    "server-error": Reply(503, ""),
    "timeout": Reply(delay=30),
}


def answerer(url: str, room: int = 2_600) -> ModelAnswerer:
    model = OpenAIModel(url, "m", "sk-test", timeout=2, patience=SINGLE_ATTEMPT)
    return ModelAnswerer(model, room, Options(max_tokens=64))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_endpoint_is_met(name: str) -> None:
    fault = FAULTS[name]
    hits = [*HITS, *(Hit(Passage(f"x{n}", "x", "Rain fell. " * 60, 0), 0.1) for n in range(4))]
    with scripted(fault.script) as server:
        ask = answerer(server.url.removesuffix("/v1") + fault.path if fault.path else server.url)
        if fault.raises:
            with pytest.raises(ModelError, match=fault.raises):
                ask(ASKED, hits)
            return
        answer = ask(ASKED, hits)
    assert fault.check(answer, server.requests), answer
    if name.startswith("overflow"):
        assert answer.left_out


def offline(question: Question, hits: object, write: object = None) -> Answer:
    return Answer("The harbour office is in Bergen. [1]", model="offline")


@pytest.mark.parametrize("name", DOWN)
def test_a_model_that_is_down_is_replaced_and_that_is_said(name: str) -> None:
    reply = DOWN[name]
    with scripted(lambda _: reply or Reply()) as server:
        url = server.url if reply else f"http://127.0.0.1:{free_port()}/v1"
        pieces: list[str] = []
        answer = FallbackAnswerer(answerer(url), lambda: offline)(ASKED, HITS, pieces.append)
        with pytest.raises(ModelError) as raised:
            answerer(url)(ASKED, HITS)
    assert (answer.model, pieces) == ("offline", [])
    assert answer.fallback == str(raised.value)
    assert "\n" not in answer.fallback


def test_the_first_failure_is_told_when_both_fail() -> None:
    def broken(question: Question, hits: object, write: object = None) -> Answer:
        raise ModelError("no reader", "install it")

    with pytest.raises(ModelError, match="cannot reach"):
        FallbackAnswerer(answerer(f"http://127.0.0.1:{free_port()}/v1"), lambda: broken)(ASKED, HITS)


def test_the_table_of_the_documentation_names_every_fault() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", DOCS.read_text("utf-8"), re.MULTILINE)
    assert rows == [*FAULTS, *DOWN]
