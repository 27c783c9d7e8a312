"""Calls into LangChain that no tracer sees, whatever the environment says: prompts hold words of private documents."""

from __future__ import annotations

from contextvars import Context, copy_context


def private() -> Context:
    """A context to run calls in: LangSmith's tracing is off inside it, and untouched outside."""
    from langsmith import tracing_context

    context = copy_context()
    context.run(tracing_context(enabled=False).__enter__)
    return context
