"""What people do in threads."""
