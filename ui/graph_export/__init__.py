"""Writes the entities and relations of the graph for other programs."""
