"""What a draft must pass: English grammar, filters on wording and ambiguity, and the round trip."""
