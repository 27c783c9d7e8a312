"""Languages other than English that questions and texts are read in: one module each, which declares `LANGUAGE`."""
