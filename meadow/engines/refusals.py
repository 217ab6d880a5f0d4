"""The ways an engine says no, each in one sentence for the person at the terminal."""


class EngineRefused(Exception):
    """An engine cannot start or be reached, and the message says why and what to do."""
