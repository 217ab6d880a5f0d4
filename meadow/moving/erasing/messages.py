"""What a person said in groups and conversations, and that they were there.

Every function may be repeated at any point: it looks for what is left. Numbers of a thread have no gap, so that what
was said leaves an empty place.
"""

from typing import Any

from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Now, StrIndex

from meadow.moving.erasing.log import forget_in_log
from meadow.people.models.persons import Person
from meadow.venue.talk.models.messages import Edition, Mention, Message, MessagePhoto, Reaction, Report
from meadow.venue.talk.models.threads import Reader

AT_ONCE = 200
_NOBODY = "–"


def erase_messages(person: Person) -> None:
    """Empty what they said, take away their signs, calls and reports, and forget what they read."""
    _forget_in_notices(person)
    said = Message.objects.filter(author=person)
    while pks := list(said.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        _empty(pks)
    for rows in (Reaction, Mention):
        rows.objects.filter(person=person).delete()
    Report.objects.filter(by=person).delete()
    Reader.objects.filter(person=person).delete()


@transaction.atomic
def _empty(pks: list[int]) -> None:
    forget_in_log(Message, pks)
    for rows in (Edition, MessagePhoto, Reaction, Mention, Report):
        rows.objects.filter(message__in=pks).delete()
    Message.objects.filter(pk__in=pks).update(
        author=None,
        kind=Message.Kind.TEXT,
        text="",
        sticker="",
        card_kind="",
        card_key=None,
        is_announcement=False,
        pinned_at=None,
        hidden_at=Now(),
        hidden_by=None,
    )


def _forget_in_notices(person: Person) -> None:
    """Where a thread itself named them."""
    threads = Reader.objects.filter(person=person).values("thread")
    notices = Message.objects.filter(thread__in=threads, kind=Message.Kind.NOTICE)
    names = {person.name, person.handle, f"@{person.handle}"}
    for name in (person.name, person.handle):
        # As JSON writes it: whatever is not ASCII stands there as it is.
        named = (
            notices.annotate(said=Cast("words", TextField())).alias(at=StrIndex("said", Value(name))).filter(at__gt=0)
        )
        for notice in named.order_by("pk").iterator(AT_ONCE):
            words: dict[str, Any] = {
                key: _NOBODY if isinstance(value, str) and value in names else value
                for key, value in notice.words.items()
            }
            Message.objects.filter(pk=notice.pk).update(words=words)
