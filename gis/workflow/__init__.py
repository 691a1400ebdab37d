"""Use cases: read files, call the pure core, write files. No user interface here."""
