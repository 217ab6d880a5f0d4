"""The doors of live rooms, one module per noun."""
