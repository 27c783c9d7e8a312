"""Pages of a PDF: what is drawn on them, in which order, and which of their text a reader sees."""
