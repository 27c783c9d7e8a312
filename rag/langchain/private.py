"""Call LangChain without tracing, whatever the environment says: prompts contain text of private documents."""

from __future__ import annotations

from contextvars import Context, copy_context


def untraced_context() -> Context:
    """Return a context to run calls in: LangSmith's tracing is off inside it, and unchanged outside."""
    from langsmith import tracing_context

    context = copy_context()
    context.run(tracing_context(enabled=False).__enter__)
    return context
