"""What waits in a group for those who run it."""

from dataclasses import dataclass

from meadow.venue.groups.models.groups import Group, Wish
from meadow.venue.talk.models.messages import Report


@dataclass(frozen=True)
class Waits:
    """How many people ask to come in, and how many messages were reported."""

    wishes: int
    reports: int

    @property
    def any(self) -> int:
        return self.wishes + self.reports


def what_waits(group: Group) -> Waits:
    """Two statements."""
    wishes = Wish.objects.filter(group=group, state=Wish.State.WAITING).count()
    return Waits(wishes, Report.objects.waiting().filter(message__thread=group.pk).count())
