"""What is done in and about live rooms. Locks: the room, then its show, then the rest of live; goods' stock last."""
