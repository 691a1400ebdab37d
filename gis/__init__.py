"""Wangge: plan, audit and watch the service grids of towns."""
