"""Whether what the answer says is in the passages it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import claims
from evals.judges.support import SUPPORTED, best_support
from evals.metric import Judged, Models
from evals.model import Case, Score
from rag.model import Answer
from rag.models.embed.protocol import Embedder

VERSION = 2


@dataclass(frozen=True, slots=True)
class Faithfulness(Judged):
    """The mean support of the answer's sentences in its hits, 0..1, each by its best evidence."""

    embedder: Embedder
    name: ClassVar[str] = "faithfulness"
    version: ClassVar[int] = VERSION

    def __call__(self, _: Case, answer: Answer) -> Score:
        if answer.abstained:
            return self.none("abstained")
        said = claims(answer.text)
        if not said:
            return self.none("the answer says nothing")
        if not answer.hits:
            return self.none("no passages came with the answer")
        texts = [f"{hit.passage.title}\n{hit.passage.text}".strip() for hit in answer.hits]
        found = [best_support(claim, texts, self.embedder) for claim in said]
        weak = [
            f"“{claim}”: {support.why or 'little of it is in the passages'}"
            for claim, support in zip(said, found, strict=True)
            if support.value < SUPPORTED
        ]
        reason = f"{len(said) - len(weak)} of {len(said)} sentences supported"
        return self.value(sum(s.value for s in found) / len(found), "; ".join([reason, *weak]))


def build(models: Models) -> Faithfulness:
    return Faithfulness(models.embedder)
