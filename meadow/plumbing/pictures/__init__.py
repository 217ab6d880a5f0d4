"""Pictures from strangers: bytes in, safe pictures out, with no database and no request in sight."""
