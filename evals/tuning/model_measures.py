"""What a language model answers, and how probable it holds given answers for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.bootstrap import Values
from evals.judges.matching import token_f1
from evals.tuning.base_model import BaseModel
from evals.tuning.model_rows import GatePair, GateQuestion, ModelRow
from evals.tuning.quiet_libraries import quiet_libraries
from graph.text.citation_markers import strip_markers
from rag.answer.abstain import is_abstention
from rag.llm.map_concurrent import Progress, no_progress
from rag.llm.protocol import Message

MOST_TOKENS = 64
"""The longest answer, in tokens."""
_AT_ONCE = 8


def answer_all(base: BaseModel, questions: Sequence[Sequence[Message]], progress: Progress = no_progress) -> list[str]:
    """Return the likeliest answer to each, without sampling."""
    import torch

    base.model.eval()
    answers: list[str] = []
    for start in range(0, len(questions), _AT_ONCE):
        prompts = [base.prompt_ids(messages) for messages in questions[start : start + _AT_ONCE]]
        longest = max(map(len, prompts))
        pad = base.tokenizer.pad_token_id
        ids = torch.tensor([[pad] * (longest - len(prompt)) + prompt for prompt in prompts], device=base.model.device)
        seen = torch.tensor(
            [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts], device=ids.device
        )
        with torch.no_grad(), quiet_libraries():
            written = base.model.generate(
                input_ids=ids,
                attention_mask=seen,
                max_new_tokens=MOST_TOKENS,
                do_sample=False,
                pad_token_id=pad,
                eos_token_id=base.tokenizer.eos_token_id,
            )
        answers += [
            text.strip() for text in base.tokenizer.batch_decode(written[:, longest:], skip_special_tokens=True)
        ]
        progress(len(answers), len(questions))
    return answers


def score_answers(questions: Sequence[GateQuestion], answers: Sequence[str]) -> tuple[Values, Values]:
    """Return the token F1 of each answer that there is, and whether the model abstained where there is none."""
    rights, abstained = [], []
    for question, answer in zip(questions, answers, strict=True):
        if question.reference:
            rights.append(0.0 if is_abstention(answer) else token_f1(strip_markers(answer), question.reference))
        else:
            abstained.append(float(is_abstention(answer)))
    return np.array(rights, dtype=np.float64), np.array(abstained, dtype=np.float64)


def log_probability(base: BaseModel, row: ModelRow) -> float:
    """Return the natural logarithm of the probability of the row's answer and its end."""
    import torch

    base.model.eval()
    prompt, answer = base.prompt_ids(row.messages), base.answer_ids(row.answer)
    ids = torch.tensor([[*prompt, *answer]], device=base.model.device)
    with torch.no_grad():
        logits: Any = base.model(input_ids=ids).logits[0, len(prompt) - 1 : -1].float()
    chances = torch.log_softmax(logits, dim=-1)
    return float(chances.gather(1, ids[0, len(prompt) :, None]).sum())


def pair_margins(base: BaseModel, pairs: Sequence[GatePair], progress: Progress = no_progress) -> Values:
    """Return by how much more probable each better answer is than the worse one, in logarithms."""
    margins = []
    for done, pair in enumerate(pairs, 1):
        margins.append(log_probability(base, pair.better) - log_probability(base, pair.worse))
        progress(done, len(pairs))
    return np.array(margins, dtype=np.float64)
