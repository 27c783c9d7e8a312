"""Meta-evaluation of the offline judges: one module per labelled set, each with `knows(file)` and `labelled(…)`."""
