"""Word documents: which of their text a reader sees."""
