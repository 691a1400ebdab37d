"""The command ``gis``."""

from __future__ import annotations

from gis.cli.commands import app, main

__all__ = ["app", "main"]
