"""Counting who is in rooms: one process that hears viewers' pages over NATS, and the memory that it keeps."""
