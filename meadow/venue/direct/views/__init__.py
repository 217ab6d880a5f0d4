"""Doors of direct messages."""
