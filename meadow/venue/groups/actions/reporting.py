"""Answering reports of what was said in a group."""

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.venue.groups.logged import write_down
from meadow.venue.groups.models.groups import Group
from meadow.venue.talk.actions.minding import decide_on_report
from meadow.venue.talk.models.messages import Report


@transaction.atomic
def answer_report(group: Group, report: Report, *, takes_away: bool, by: Person) -> None:
    """Take the reported message away, or leave it standing. A report that was answered already changes nothing."""
    group = Group.objects.locked().get(pk=group.pk)
    if not Report.objects.waiting().filter(pk=report.pk).exists():
        return
    decide_on_report(report, by=by, is_upheld=takes_away)
    write_down(group, "upheld" if takes_away else "dismissed", by=by, person=report.message.author)
