"""Plane geometry: coverages, tessellation, outlines. Pure; metres in, metres out."""
