"""The partitioner: from a checked town to grids and micro-grids. Pure."""
