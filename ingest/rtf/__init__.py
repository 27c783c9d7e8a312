"""Rich Text Format: its tokens, and the document that they describe."""
