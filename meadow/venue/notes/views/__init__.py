"""The doors of notes, one module per noun."""
