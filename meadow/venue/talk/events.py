"""What talk tells the rest of the house; messages themselves are told to those who read them, not to the journal."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReported(Event):
    """Somebody found that a message of a thread should not stand."""

    report: int
    message: int
    thread: int
    author: int | None
    by: int


@dataclass(frozen=True, kw_only=True)
class MessageHidden(Event):
    """A message was taken away from everybody by who minds the thread, or by an operator."""

    message: int
    thread: int
    author: int | None
    by: int
