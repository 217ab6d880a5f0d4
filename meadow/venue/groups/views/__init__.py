"""Doors of groups."""
