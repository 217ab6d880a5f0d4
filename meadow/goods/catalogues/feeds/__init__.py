"""Product feeds that shops publish for others: Google's as XML or a table, and the Agentic Commerce Protocol's."""
