"""How far the offline judges agree with people: one file a labelled set, each with `knows(file)` and `labelled(…)`."""
