"""Answers to questions in a declared language other than English, read by words: the readers know English only."""
