"""What Meadow measures of itself, and against what."""
