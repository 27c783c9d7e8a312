"""Pages of a PDF: the objects drawn on them in order, and which of their text a reader sees."""
