"""The facts that moving tells."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Somebody has left for good: whoever keeps copies of what they said or did forgets them now."""

    person: int
