"""Lets a language model add entities, relations and descriptions to the graph, each with words of its passage."""
