"""Generates test cases from a workspace's documents with its models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.text.counting import count_noun

if TYPE_CHECKING:
    from evals.generate import GenerationResult
    from evals.generate.coverage import Coverage
    from evals.generate.kind_mix import KindShares
    from ui.workspace import Workspace


def make_cases(
    workspace: Workspace,
    count: int,
    seed: int = 0,
    shares: KindShares = (),
    check: bool = True,
    by_model: bool = False,
    asked: Sequence[str] = (),
) -> GenerationResult:
    """Generate cases by rules or by the LLM, with the results of their round-trip checks; all kinds without shares.

    The LLM is shown how the questions `asked` ask.

    Raises UsageError if there are no documents, or if `by_model` is set but no model is.
    """
    from evals.generate import GenerationConfig, generate_checked_cases
    from evals.generate.by_model import LLMCaseGenerator
    from evals.generate.checks.round_trip import RoundTrip
    from evals.generate.kind_mix import default_shares
    from evals.judges.cached_embedder import CachedEmbedder
    from rag.answer.extractive.quoting import QuotingAnswerer
    from rag.answer.extractive.reader import Reader

    workspace.need_documents()
    model = workspace.model() if by_model else None
    if by_model and model is None:
        raise UsageError("there is no language model to write the cases", "graphloop config set llm.model NAME")
    known = CachedEmbedder(workspace.embedder)
    answerer = workspace.answerer() if model else QuotingAnswerer(known, Reader(workspace.cache))
    wish = GenerationConfig(count, seed, shares or default_shares(), workspace.where)
    trip = (lambda seen: RoundTrip(answerer, known, seen)) if check else None
    return generate_checked_cases(workspace.store, wish, trip, LLMCaseGenerator(model, count, asked) if model else None)


def describe_silence(coverage: Coverage) -> str:
    """Return why documents yield no question, in one line."""
    return "; ".join(f"{count_noun(number, 'document')}: {reason}" for reason, number in coverage.reasons)
