"""Reads what `ui.graph_export` writes, and takes it over into the graph as far as its documents bear it out."""
