"""News away from the page: pushed to devices, written in one letter a day, and forgotten when they are old.

Everything here may run twice or late: what was read meanwhile is told nobody, and a letter goes out once.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.people.clock import letter_hour, quiet_until
from meadow.people.digests import send_digest
from meadow.people.models.news import USUAL, Channel, Device, Hours, News, NewsChoice
from meadow.people.models.persons import Person
from meadow.people.newsstand import telling_of
from meadow.people.push import Fate, is_endpoint, push
from meadow.people.sentences import sentence
from meadow.plumbing.fetching.refused import NotFetched

MOST_FAILURES = 10
"""A device whose service refused so often in a row is forgotten."""
OLDEST = timedelta(days=14)
"""What is older goes into no letter."""
UNREAD_DAYS = 365
AT_ONCE = 500
_RETRY = RetryStrategy(max_attempts=6, exponential_wait=4)


@app.task(name="people.push_news", retry=_RETRY)
def push_news(news: list[int]) -> None:
    """Have each of these pushed to its reader's devices; those of readers who want quiet wait until it is over."""
    now, later = timezone.now(), defaultdict[datetime, list[int]](list)
    rows = News.objects.unread().filter(pk__in=news, person__is_active=True).select_related("person__hours")
    with transaction.atomic():
        for row in rows.order_by("pk"):
            if over := quiet_until(getattr(row.person, "hours", None), now):
                later[over].append(row.pk)
                continue
            for device in row.person.devices.values_list("pk", flat=True):
                push_to_device.defer(device=device, news=row.pk)
        for over, waiting in later.items():
            push_news.configure(schedule_at=over).defer(news=[*waiting])


@app.task(name="people.push_to_device", retry=_RETRY)
def push_to_device(device: int, news: int) -> None:
    """Push one piece of news to one device, and forget a device that is no more."""
    to = Device.objects.filter(pk=device).first()
    row = News.objects.unread().select_related("actor", "person").filter(pk=news).first()
    if to is None or row is None or row.person_id != to.person_id:
        return
    if not is_endpoint(to.endpoint):
        to.delete()
        return
    with translation.override(row.person.language or settings.LANGUAGE_CODE):
        body = sentence(row.verb, telling_of(row))
    said = {
        "title": settings.MEADOW_NAME,
        "body": body,
        "url": reverse("people:one-news", args=[row.pk]),
        "tag": f"news-{row.pk}",
    }
    try:
        fate = push(to, said, topic=f"news-{row.pk}")
    except NotFetched as error:
        if error.is_passing:
            raise
        fate = Fate.REFUSED
    if fate is Fate.GONE:
        to.delete()
    elif fate is Fate.REFUSED:
        Device.objects.filter(pk=to.pk).update(failed=F("failed") + 1)
        Device.objects.filter(pk=to.pk, failed__gte=MOST_FAILURES).delete()
    elif to.failed:
        Device.objects.filter(pk=to.pk).update(failed=0)


def awaiting_letter() -> QuerySet[News]:
    """Unread news that their readers want by letter and that no letter has brought."""
    choice = NewsChoice.objects.filter(person=OuterRef("person"), kind=OuterRef("kind"), channel=Channel.EMAIL)
    wanted = (Q(kind__in=USUAL[Channel.EMAIL]) & ~Exists(choice.filter(is_wanted=False))) | Exists(
        choice.filter(is_wanted=True)
    )
    young = timezone.now() - OLDEST
    return News.objects.unread().filter(wanted, mailed_at=None, at__gt=young, person__is_active=True)


@app.periodic(cron="7,37 * * * *")
@app.task(name="people.digests", queueing_lock="people.digests")
def digests(timestamp: int) -> None:
    """Have a letter written to everybody for whom one is due."""
    after = 0
    while people := list(
        awaiting_letter()
        .filter(person__gt=after)
        .order_by("person")
        .values_list("person", flat=True)
        .distinct()[:AT_ONCE]
    ):
        hours = {row.person_id: row for row in Hours.objects.filter(person__in=people)}
        for person in people:
            _write(person, hours.get(person))
        after = people[-1]


def _write(person: int, hours: Hours | None) -> None:
    """Claim what one letter brings, and have it carried; somebody who had one today, or wants quiet, gets none now."""
    now = timezone.now()
    due = letter_hour(hours, now)
    if quiet_until(hours, now) or (hours and hours.written_at and hours.written_at >= due):
        return
    with transaction.atomic():
        Hours.objects.get_or_create(person_id=person)
        row = Hours.objects.select_for_update(no_key=True).get(person=person)
        if row.written_at and row.written_at >= due:
            return
        waiting = awaiting_letter().filter(person=person, at__lt=due)
        news = list(waiting.values_list("pk", flat=True))
        if not news:
            return
        News.objects.filter(pk__in=news).update(mailed_at=now)
        row.written_at = now
        row.save(update_fields=["written_at"])
        carry_digest.defer(person=person, news=[*news])


@app.task(name="people.carry_digest", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def carry_digest(person: int, news: list[int]) -> None:
    """Write one letter; nothing when all of it was read meanwhile."""
    reader = Person.objects.filter(pk=person, is_active=True).first()
    rows = News.objects.unread().filter(pk__in=news).select_related("actor").order_by("-at", "-pk")
    if reader and (waiting := list(rows)):
        send_digest(reader, waiting)


@app.periodic(cron="23 4 * * *")
@app.task(name="people.forget_news", queueing_lock="people.forget_news")
def forget_news(timestamp: int) -> None:
    """Forget news that were read long ago, or that nobody has read for a year."""
    now = timezone.now()
    News.objects.filter(read_at__lt=now - timedelta(days=settings.MEADOW_NEWS_DAYS)).delete()
    News.objects.unread().filter(at__lt=now - timedelta(days=UNREAD_DAYS)).delete()
