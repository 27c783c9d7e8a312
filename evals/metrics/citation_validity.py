"""Whether the answer's quotes are in the passages they are said to come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Judged, Models
from evals.model import Case, Score
from rag.model import Answer


@dataclass(frozen=True, slots=True)
class CitationValidity(Judged):
    """The share of citations whose quote was found in its passage."""

    name: ClassVar[str] = "citation_validity"

    def __call__(self, _: Case, answer: Answer) -> Score:
        if answer.abstained:
            return self.none("abstained")
        if not answer.citations:
            return self.none("the answer cites nothing")
        verified = sum(citation.verified for citation in answer.citations)
        return self.value(verified / len(answer.citations), f"{verified} of {len(answer.citations)} quotes verified")


def build(_: Models) -> CitationValidity:
    return CitationValidity()
