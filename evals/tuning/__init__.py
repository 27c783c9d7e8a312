"""Training data from cases and feedback, training of an embedder on it, and the gate before it is used."""
