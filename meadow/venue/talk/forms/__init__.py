"""The shape of what people type in threads."""
