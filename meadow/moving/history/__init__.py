"""Orders and customers of a shop's time elsewhere, as export files tell them. No database, no Django."""
