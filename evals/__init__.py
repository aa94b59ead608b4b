"""How far to trust an archive's answers: gold questions, measures, and the fit of the numbers that `rag` uses."""
