"""The probability that an answer without sources is partly made up, judged only by the style of request and answer.

It does not check facts. It is fitted on which requests ChatGPT answered wrongly and how such answers look: a weak
signal, for systems that show no passages.
"""

from __future__ import annotations

import re

import numpy as np

from evals.judges.fitted import FittedJudge, load_judge
from evals.judges.forms import forms, is_number
from graph.text.names import INNER_LATIN_NAME
from graph.types import Vector

FEATURES = (
    "words",
    "share of numbers",
    "names",
    "says it is a model",
    "refuses",
    "words of the request",
    "request words",
    "asks to make",
    "request has numbers",
    "links",
)

_NAME = re.compile(INNER_LATIN_NAME)
_MODEL = re.compile(r"\bas an ai\b|\blanguage model\b", re.IGNORECASE)
_REFUSES = re.compile(r"\bi (?:do not|don't|cannot|can't|am not|am unable)\b|\bsorry\b", re.IGNORECASE)
_MAKE = re.compile(r"\b(?:write|create|generate|compose|suggest|design|come up)\b", re.IGNORECASE)
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)


def extract_style_features(request: str, answer: str) -> Vector:
    """Return the values of `FEATURES`."""
    answer_forms, request_forms = forms(answer), set(forms(request))
    size = max(1, len(answer_forms))
    values = (
        np.log1p(len(answer_forms)),
        sum(map(is_number, answer_forms)) / size,
        np.log1p(len(_NAME.findall(answer))),
        bool(_MODEL.search(answer)),
        bool(_REFUSES.search(answer)),
        sum(form in request_forms for form in answer_forms) / size,
        np.log1p(len(request_forms)),
        bool(_MAKE.search(request)),
        any(map(is_number, request_forms)),
        bool(_LINK.search(request + answer)),
    )
    return np.array(values, np.float32)


def style_judge() -> FittedJudge:
    """Load the fitted judge."""
    return load_judge("sourceless", FEATURES)


def fabrication_likelihood(request: str, answer: str) -> float:
    """Return the probability that people find something made up in the answer, 0..1."""
    return float(style_judge()(extract_style_features(request, answer)[None])[0])
