"""How a file that a shop brings is looked at, carried in, accounted for and handed back; the doing is in `actions`."""
