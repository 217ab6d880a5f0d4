"""Meadow: open, self-hosted lifestyle commerce."""
