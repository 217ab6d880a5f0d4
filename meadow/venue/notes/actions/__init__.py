"""The verbs of notes, one module per noun."""
