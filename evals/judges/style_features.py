"""The probability that an answer without sources is partly made up, by the style of request and answer alone.

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


def extract_style_features(request: str, said: str) -> Vector:
    """Return the values of `FEATURES`."""
    given, asked = forms(said), set(forms(request))
    size = max(1, len(given))
    values = (
        np.log1p(len(given)),
        sum(map(is_number, given)) / size,
        np.log1p(len(_NAME.findall(said))),
        bool(_MODEL.search(said)),
        bool(_REFUSES.search(said)),
        sum(form in asked for form in given) / size,
        np.log1p(len(asked)),
        bool(_MAKE.search(request)),
        any(map(is_number, asked)),
        bool(_LINK.search(request + said)),
    )
    return np.array(values, np.float32)


def style_judge() -> FittedJudge:
    """Load the fitted judge."""
    return load_judge("sourceless", FEATURES)


def fabrication_likelihood(request: str, said: str) -> float:
    """Return the probability that people find something made up in the answer, 0..1."""
    return float(style_judge()(extract_style_features(request, said)[None])[0])
