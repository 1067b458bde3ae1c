"""The page Graph: the values of one field against those of another, as a network or as streams."""
