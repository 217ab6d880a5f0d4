"""The doors of buyers, and of shops to buyers; one module per noun."""
