"""Tables of the corpus as questions need them: names that can be said, a column that names the rows, checked cells."""
