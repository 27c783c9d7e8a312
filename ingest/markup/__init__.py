"""HTML as a browser would show it: its text, and which of it a reader does not see."""
