"""Watching real traffic: scores of the answers that people were given, their drift, and what stays unanswered."""
