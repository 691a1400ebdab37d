"""A sample town made by this project, for trying things out and for tests."""
