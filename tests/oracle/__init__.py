"""An independent judge of proposals: shapely, geopandas and plain arithmetic on the two files.

It shares no code with the package, so that a mistake in a common helper cannot hide itself. Each
check returns sentences; none means the proposal holds.
"""
