"""The coverage audit: a judge that knows polygons and counts, and nothing of the solver."""
