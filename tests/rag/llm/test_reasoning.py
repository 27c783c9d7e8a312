"""Reasoning is removed in every wrapping, however a stream is cut."""

from __future__ import annotations

import pytest

from rag.llm.reasoning import ReasoningFilter, is_reasoner, remove_reasoning, strip_reasoning

WRAPPED = [
    "<think>hm, Oslo?</think>\n\nBergen [1].",
    "<thinking>hm</thinking>Bergen [1].",
    "<reasoning>\nhm\n</reasoning>\nBergen [1].",
    "<seed:think>hm</seed:think>Bergen [1].",
    "[THINK]hm [1][/THINK]Bergen [1].",
    "◁think▷hm◁/think▷Bergen [1].",
    "<|begin_of_thought|>hm<|end_of_thought|>Bergen [1].",
    "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Bergen [1].<|END_RESPONSE|>",
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Bergen [1].<|return|>",
    "<|channel|>commentary to=x<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Bergen [1].",
    "analysisThe user asks for hm.assistantfinalBergen [1].",
    "Okay, so the user wants hm. It is Oslo [1].\n</think>\n\nBergen [1].",
    "Let me think. <think>hm</think>Bergen [1].",
    "<answer>Bergen [1].</answer>",
    "<think>it says “</think>Bergen [1].",
    "<think>a thought ends with `</think>`, then</think>Bergen [1].",
]


@pytest.mark.parametrize("text", WRAPPED)
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_only_the_reply_is_left(text: str, size: int) -> None:
    assert "".join(strip_reasoning(text[i : i + size] for i in range(0, len(text), size))) == "Bergen [1]."
    assert remove_reasoning(text) == "Bergen [1]."


def test_what_preceded_a_lone_closing_tag_is_no_part_of_the_text() -> None:
    found = ReasoningFilter()
    shown = "".join(map(found.take, ("The question ", "is where.", "</think>", "Bergen [1].")))
    found.close()
    assert found.text == "Bergen [1]."
    assert shown.endswith("Bergen [1].")
    withheld = ReasoningFilter(withheld=True)
    assert "".join(map(withheld.take, ("The question ", "is where.", "</think>", "Bergen [1]."))) == "Bergen [1]."


@pytest.mark.parametrize(
    "text",
    [
        "The tag is `<think>` [1].",
        'They write "<think>" there [1].',
        "x < y [THIN] <thigh> [1]",
        "analysis of data",
        "Okay, it is Bergen [1].",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert remove_reasoning(text) == text
    assert "".join(strip_reasoning(text)) == text


@pytest.mark.parametrize("text", ["<think>hm", "<|channel|>analysis<|message|>hm", "[THINK]hm", "analysisThe hm"])
def test_reasoning_without_an_end_is_no_text(text: str) -> None:
    assert remove_reasoning(text) == ""


def test_models_that_think_are_known_by_name() -> None:
    assert all(map(is_reasoner, ("deepseek-r1:7b", "qwen3:8b", "o3", "o4-mini", "gpt-5-mini", "openai/gpt-oss-20b")))
    assert not any(map(is_reasoner, ("gpt-4o", "qwen2.5-coder", "llama3.1", "qwen3-4b-instruct-2507", "m")))
