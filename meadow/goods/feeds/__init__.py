"""Goods as channels elsewhere list them: Google, Meta, Pinterest, shopping agents. No database, no Django."""
