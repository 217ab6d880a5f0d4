"""The doors of matching, one module per noun."""
