"""Channels: where goods are shown outside, and what each of them is given."""
