"""A model rewrites follow-ups; whatever else it writes, the rules resolve them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.types import EVERYTHING, Filter
from rag.answer.pipeline import find_evidence
from rag.followup import make_standalone, resolve_followup
from rag.llm.openai import OpenAIModel
from rag.question_rewriter import MAX_REWRITE_TOKENS, ModelRewriter, clean_rewrite, is_rewrite
from rag.types import Hit, Question, Turn
from tests.support.servers import Reply, Script, Scripted, chat, scripted

HISTORY = (
    Turn("user", "Who is the chief engineer of the Olm weir?"),
    Turn("assistant", "Ann Lee [1]\n\nAnn Lee has been the chief engineer of the Olm weir since 2016. [1]"),
)
ASKED = Question("When was she born?", HISTORY)
REWRITE = "When was Ann Lee, the chief engineer of the Olm weir, born?"


def rewritten(script: Script, question: Question = ASKED) -> tuple[str, Scripted]:
    with scripted(script) as server:
        return ModelRewriter(OpenAIModel(server.url, "m", deadline=5))(question), server


def replying(text: str, finish: str = "stop") -> Script:
    return lambda _request: Reply(body=chat(text, finish))


def test_the_model_is_given_the_conversation_and_a_bound() -> None:
    found, server = rewritten(replying(f'Rewritten question: "{REWRITE}"\n\nI hope this helps.'))
    assert found == REWRITE
    (request,) = server.requests
    assert request.body["max_tokens"] == MAX_REWRITE_TOKENS
    prompt = request.body["messages"][-1]["content"]
    assert "user: Who is the chief engineer" in prompt
    assert "Last question: When was she born?" in prompt
    assert "[1]" not in prompt


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "\n  \n",
        "Ann Lee was born in Berlin.",
        "When was Marie Curie born?",
        "I cannot answer this question from the conversation.",
        "I'm sorry, but there is no information about that.",
        "Wann wurde Ann Lee geboren?",
        "安·李是什么时候出生的？",
        "Who is the chief engineer of the Olm weir?",
        f"{REWRITE[:-1]} and " + "also where and how and why did all of that happen in the years since 2016 " * 3 + "?",
    ],
)
def test_what_is_no_rewrite_is_left_to_the_rules(reply: str) -> None:
    found, server = rewritten(replying(reply))
    assert found == ""
    assert server.requests


def test_a_cut_rewrite_is_left_to_the_rules() -> None:
    assert rewritten(replying("When was Ann Lee, the chief engineer", "length"))[0] == ""


def test_a_failing_server_is_left_to_the_rules() -> None:
    assert rewritten(lambda _request: Reply(400, {"error": {"message": "no"}}))[0] == ""


@pytest.mark.parametrize(
    "question",
    [Question("When was she born?"), Question("Who is the mayor of Paris in France?", HISTORY)],
)
def test_a_question_that_stands_alone_is_not_sent(question: Question) -> None:
    found, server = rewritten(replying(REWRITE), question)
    assert (found, server.requests) == ("", [])


def test_a_short_question_in_another_language_is_sent() -> None:
    history = (Turn("user", "Wer ist der Hausmeister?"), Turn("assistant", "Herr Öztürk [1]"))
    found, _ = rewritten(replying("Wann ist Herr Öztürk erreichbar?"), Question("Wann ist er erreichbar?", history))
    assert found == "Wann ist Herr Öztürk erreichbar?"


def test_the_rewrite_is_searched_for_and_kept_as_the_standalone_text() -> None:
    searched: list[str] = []

    def retrieve(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        searched.append(question)
        return []

    assert find_evidence(replace(ASKED, standalone=REWRITE), retrieve, 3).question.standalone == REWRITE
    assert set(searched) == {REWRITE}
    assert resolve_followup(replace(ASKED, standalone="")).standalone == make_standalone(ASKED)


def test_labels_and_quotation_marks_are_removed() -> None:
    assert clean_rewrite("**Standalone question:** “Who?”") == "Who?"
    assert clean_rewrite(" \n") == ""


def test_a_rewrite_keeps_the_words_that_are_asked() -> None:
    question = Question("What about an annual service?", (Turn("user", "How much is a Tesla tyre change?"),))
    assert is_rewrite("How much is an annual service of a Tesla?", question)
    assert not is_rewrite("How much is a Tesla tyre change?", question)
