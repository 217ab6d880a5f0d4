"""Minding a thread: hiding and pinning messages, and what becomes of reports. Doors ask the house who may."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.talk.actions.telling import tell_changed
from meadow.venue.talk.events import MessageHidden, MessageReported
from meadow.venue.talk.models.messages import Message, Report
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.refusals import MessageIsGone, OwnMessage, TooManyPins

MOST_PINS = 10


@transaction.atomic
def hide_messages(thread: Thread, pks: Sequence[int], *, by: Person) -> int:
    """Take messages away from everybody; whose they are and who hid them stays known. Returns how many stood."""
    rows = Message.objects.select_for_update(no_key=True).filter(thread=thread, pk__in=pks, hidden_at=None)
    found = list(rows.order_by("pk"))
    if not found:
        return 0
    now = timezone.now()
    Message.objects.filter(pk__in=[row.pk for row in found]).update(hidden_at=now, hidden_by=by, pinned_at=None)
    for row in found:
        announce(MessageHidden(message=row.pk, thread=thread.pk, author=row.author_id, by=by.pk))
    tell_changed(thread, *(row.number for row in found))
    return len(found)


@transaction.atomic
def pin_message(message: Message, *, by: Person) -> None:
    """Keep a message in everybody's sight, above the others."""
    thread = Thread.objects.select_for_update(no_key=True).get(pk=message.thread_id)
    pinned = Message.objects.filter(thread=thread).exclude(pinned_at=None)
    if pinned.filter(pk=message.pk).exists():
        return
    if pinned.count() >= MOST_PINS:
        raise TooManyPins(most=MOST_PINS)
    if not Message.objects.standing().filter(pk=message.pk).update(pinned_at=timezone.now()):
        raise MessageIsGone
    tell_changed(thread, message.number)


@transaction.atomic
def unpin_message(message: Message, *, by: Person) -> None:
    """Let a message go where all go."""
    if Message.objects.filter(pk=message.pk).exclude(pinned_at=None).update(pinned_at=None):
        tell_changed(message.thread, message.number)


@transaction.atomic
def report_message(message: Message, reason: Report.Reason, words: str = "", *, by: Person) -> Report:
    """Say that a message should not stand; the same person reports it once."""
    if message.author_id == by.pk:
        raise OwnMessage
    if message.author_id is None or message.hidden_at:
        raise MessageIsGone
    report, is_new = Report.objects.get_or_create(
        message=message, by=by, defaults={"reason": reason, "words": words[:300]}
    )
    if is_new:
        announce(
            MessageReported(
                report=report.pk, message=message.pk, thread=message.thread_id, author=message.author_id, by=by.pk
            )
        )
    return report


@transaction.atomic
def decide_on_report(report: Report, *, by: Person, is_upheld: bool) -> None:
    """Take the reported message away, or leave it standing; it ends all reports of it that wait."""
    message = Message.objects.select_related("thread").get(pk=report.message_id)
    waiting = Report.objects.select_for_update(no_key=True).waiting().filter(message=message).order_by("pk")
    pks = [row.pk for row in waiting]
    if not pks:
        return
    state = Report.State.UPHELD if is_upheld else Report.State.DISMISSED
    Report.objects.filter(pk__in=pks).update(state=state, decided_by=by, decided_at=timezone.now())
    if is_upheld:
        hide_messages(message.thread, [message.pk], by=by)
