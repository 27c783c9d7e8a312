"""What is right for the cases of `cases/ask` in which a scripted model server answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from graph.errors import GraphloopError
from rag.types import Answer, Question
from tests.bench.ask_case import AskCase, CaseOutcome, CaseWorkspaces, describe
from tests.bench.ask_offline import ask_in_turn, check_conversation
from tests.support.servers import Reply, Request, Script, Scripted, chat, events, scripted

ANSWER = "Li Wei lives in Xiamen [1]."
THOUGHT = "Let me ponder the passages"

THOUGHTS = {
    "thinkinglong": f"<thinking>{THOUGHT} one by one.</thinking>\n\n{ANSWER}",
    "thinkmarks": f"[THINK]{THOUGHT}.[/THINK]{ANSWER}",
    "thinklate": f"Sure. <think>{THOUGHT}.</think> {ANSWER}",
    "unopened": f"{THOUGHT}.</think>\n\n{ANSWER}",
    "seedthink": f"<seed:think>{THOUGHT}.</seed:think>{ANSWER}",
    "harmony": (
        f"<|channel|>analysis<|message|>{THOUGHT}.<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
    ),
}
REFUSALS = {
    "m10": (
        "Die Dokumente beantworten diese Frage nicht.",
        "Les documents ne répondent pas à cette question.",
        "这些文档没有回答这个问题。",
    ),
    "m11": (
        "None of the passages mention where Li Wei lives.",
        "The passages provided do not contain the place where Li Wei lives.",
        "Unfortunately, this is not mentioned anywhere.",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking a model through the product led to: an answer or an error, and the requests that the server got."""

    answer: Answer | None
    error: str
    requests: tuple[Request, ...]

    @property
    def shown(self) -> str:
        return describe(self.answer) if self.answer else f"error: {self.error}"

    @property
    def told(self) -> str:
        """Everything a user can read: the error, or the answer with all that is said of it."""
        said = replace(self.answer, hits=(), hidden=(), citations=()) if self.answer else ""
        return f"{self.error} {said}".casefold()

    @property
    def prompt(self) -> str:
        """The messages of the last request."""
        return "\n".join(str(message["content"]) for message in self.requests[-1].body["messages"])


def answering(text: str, finish: str = "stop") -> Script:
    """Return a script that answers every request so, streamed if asked to."""

    def reply(request: Request) -> Reply:
        if (request.body or {}).get("stream"):
            return Reply(body=events(text, finish=finish), kind="text/event-stream")
        return Reply(body=chat(text, finish))

    return reply


def ask_scripted(
    case: AskCase,
    workspaces: CaseWorkspaces,
    script: Script,
    address: Callable[[Scripted], str] = lambda server: server.url,
) -> Asked:
    """Ask the question of a case with a scripted server as the model."""
    with scripted(script) as server, workspaces.open(case, address(server)) as workspace:
        try:
            answer = workspace.ask(Question(case.input.questions[0]))
        except GraphloopError as error:
            return Asked(None, f"{error.message} ({error.hint})", tuple(server.requests))
        return Asked(answer, "", tuple(server.requests))


def check_endpoint(case: AskCase, workspaces: CaseWorkspaces) -> CaseOutcome:
    """Run the check of a case of the kind m."""
    found = list(ENDPOINTS[case.id](case, workspaces))
    return CaseOutcome(case.id, tuple(fault for fault, _ in found if fault), tuple(shown for _, shown in found))


Checked = Iterator[tuple[str, str]]
"""A fault, or nothing, and what was shown."""


def _only_thoughts(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    for text in ("", f"<think>{THOUGHT}"):
        asked = ask_scripted(case, workspaces, answering(text, "length"))
        named = any(word in asked.told for word in ("finish_reason", "length", "token"))
        yield "" if named else "the cause is not named", asked.shown


def _cut(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    asked = ask_scripted(case, workspaces, answering("Li Wei lives in Xiamen, which", "length"))
    yield "" if asked.answer and asked.answer.cut_off else "not marked as cut off", asked.shown


def _query(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    query = "api-version=2024-06-01"

    def reply(request: Request) -> Reply:
        right = query in request.path and "/deployments/gpt-4o/chat/completions" in request.path
        return (
            answering("Leo Fabre does it [1].")(request) if right else Reply(404, {"error": {"message": "not found"}})
        )

    def address(server: Scripted) -> str:
        root = server.url.removesuffix("/v1")
        return f"{root}/azure/openai/deployments/gpt-4o/chat/completions?{query}"

    asked = ask_scripted(case, workspaces, reply, address)
    kept = bool(asked.answer and "Leo Fabre" in asked.answer.text)
    yield "" if kept or "api-version" in asked.told else "the query is dropped", asked.shown


def _thoughts(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    for name, text in THOUGHTS.items():
        asked = ask_scripted(case, workspaces, answering(text))
        answer = asked.answer.text if asked.answer else ""
        clean = "Xiamen" in answer and not any(mark in answer for mark in ("ponder", "<", "|", "[THINK", "analysis"))
        yield "" if clean else f"{name} is not stripped", asked.shown


def _unstreamed(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    def ignore(request: Request) -> Reply:
        return Reply(body=chat(ANSWER))

    def refuse(request: Request) -> Reply:
        if request.body.get("stream"):
            return Reply(400, {"error": {"message": "stream=true is not supported by this model"}})
        return Reply(body=chat(ANSWER))

    for script in (ignore, refuse):
        asked = ask_scripted(case, workspaces, script)
        answered = bool(asked.answer and "Xiamen" in asked.answer.text)
        yield "" if answered else f"no answer where the server does {script.__name__} streams", asked.shown


def _conversation(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    with (
        scripted(answering("It costs what passage 1 says [1].")) as server,
        workspaces.open(case, server.url) as opened,
    ):
        answers = ask_in_turn(opened, case.input.chat)
    faults = list(check_conversation(case, answers))
    with workspaces.open(case) as opened:
        faults += [f"offline: {fault}" for fault in check_conversation(case, ask_in_turn(opened, case.input.chat))]
    yield "; ".join(faults), " | ".join(answer.hits[0].passage.heading for answer in answers if answer.hits)


def _refusals(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    for text in REFUSALS[case.id]:
        asked = ask_scripted(case, workspaces, answering(text))
        abstained = bool(asked.answer and asked.answer.abstained)
        yield "" if abstained else f"no abstention: {text}", asked.shown


def _layout(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    asked = ask_scripted(case, workspaces, answering("1,050 [1]."))
    rows = [line for line in asked.prompt.splitlines() if "P-300" in line and "1,050" in line]
    yield "" if rows and not any("P-200" in line for line in rows) else "rows run together in the prompt", str(rows)


def _dates(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    asked = ask_scripted(case, workspaces, answering("82 euros [1]."))
    prompt, today = asked.prompt, datetime.now().astimezone()
    plain = prompt.casefold()
    wanted = (
        ("the date of today", any(today.strftime(form) in prompt for form in ("%Y-%m-%d", f"{today.day} %B %Y"))),
        ("the names of files", "policy_2024" in prompt),
        (
            "a rule for conflicting versions",
            any(word in plain for word in ("conflict", "disagree", "contradict", "latest")),
        ),
    )
    missing = [name for name, there in wanted if not there]
    yield f"the prompt lacks {', '.join(missing)}" if missing else "", prompt[:160].replace("\n", " ")


ENDPOINTS: dict[str, Callable[[AskCase, CaseWorkspaces], Checked]] = {
    "m02": _only_thoughts,
    "m03": _cut,
    "m05": _query,
    "m06": _thoughts,
    "m07": _unstreamed,
    "m09": _conversation,
    "m10": _refusals,
    "m11": _refusals,
    "m14": _layout,
    "m15": _dates,
}
