"""Doors to money: what shops, buyers and the platform earn, payouts, statements, and the operators' board."""
