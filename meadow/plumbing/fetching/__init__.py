"""Fetching a file from an address that a stranger wrote down, without being led where nobody may look."""
