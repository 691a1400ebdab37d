"""Wangge: plan, audit and watch the service grids of towns."""

__version__ = "0.1.0.dev0"
