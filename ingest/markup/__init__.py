"""HTML as a browser would show it: what of it is text, and which text a reader does not see."""
