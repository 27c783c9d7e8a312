"""A box to choose a retriever from, with a line on each."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from rag.retrieve import current_name, retriever_specs


def choose_retriever(container: DeltaGenerator, current: str) -> str:
    """Show the retrievers there are, the current one chosen, and return the choice."""
    specs = retriever_specs()
    names = list(specs)
    chosen = current_name(current)
    about = "\n\n".join(f"{spec.name}: {spec.summary}" for spec in specs.values())
    return container.selectbox("Retriever", names, names.index(chosen) if chosen in names else 0, help=about)
