"""What the ground tells `meadow doctor`: how much waits to be carried to the journal, and what was put aside."""

from collections.abc import Iterator

from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone

from meadow.engines.health import Finding, register
from meadow.plumbing.models import Announcement, GivenUp

_PATIENCE = 60  # seconds that an announcement may wait


@register
def outbox() -> Iterator[Finding]:
    """How many announcements wait, and for how long the oldest has."""
    try:
        waiting = Announcement.objects.aggregate(count=Count("pk"), since=Min("announced_at"))
    except DatabaseError:
        return  # the database's own finding has said why
    seconds = (timezone.now() - waiting["since"]).total_seconds() if waiting["since"] else 0
    says = f"{waiting['count']} announcements wait for the journal"
    if waiting["count"]:
        says += f", the oldest for {seconds:.0f} s"
    yield Finding("outbox", says, "The relay is not carrying them: see logs/relay.log." * (seconds > _PATIENCE))


@register
def reactions() -> Iterator[Finding]:
    """Facts to which a reaction failed so often that they were put aside."""
    try:
        names = list(GivenUp.objects.values_list("name", flat=True).distinct().order_by("name")[:5])
        count = GivenUp.objects.count()
    except DatabaseError:
        return  # as above
    if count:
        remedy = "logs/react.log says why; mend the cause, then: meadow react --again"
        yield Finding("reactions", f"{count} facts were put aside: {', '.join(names)}", remedy)
    else:
        yield Finding("reactions", "no fact was put aside")
