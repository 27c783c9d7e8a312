"""What changed between two versions of a document, in their own sentences."""
