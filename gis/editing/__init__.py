"""Edits of plans as values: from a scene and a wish to the rows that change."""
