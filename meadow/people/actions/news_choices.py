"""How a person wants to hear of news: kinds and channels, quiet hours, and the devices that are told."""

from collections.abc import Mapping

from django.db import transaction

from meadow.people.models.news import USUAL, Channel, Device, Hours, Kind, NewsChoice
from meadow.people.models.persons import Person
from meadow.people.refusals import TooManyDevices

MOST_DEVICES = 20
Wanted = Mapping[tuple[str, str], bool]


def wanted_by(person: Person) -> dict[tuple[str, str], bool]:
    """Whether each kind is wanted over each channel: chosen, or as usual."""
    usual = {(kind.value, channel.value): kind in USUAL[channel] for kind in Kind for channel in Channel}
    chosen = NewsChoice.objects.filter(person=person).values_list("kind", "channel", "is_wanted")
    return {**usual, **{(kind, channel): is_wanted for kind, channel, is_wanted in chosen}}


@transaction.atomic
def choose_news(wanted: Wanted, *, by: Person) -> None:
    """Keep what is wanted; what is as usual is not written down, so that it follows what is usual."""
    Person.objects.locked().get(pk=by.pk)
    NewsChoice.objects.filter(person=by).delete()
    NewsChoice.objects.bulk_create(
        NewsChoice(person=by, kind=kind, channel=channel, is_wanted=is_wanted)
        for (kind, channel), is_wanted in wanted.items()
        if is_wanted != (kind in USUAL[channel])
    )


def send_no_letters(*, by: Person) -> None:
    """No news by letter any more, of whatever kind; letters about one's own orders are none of this."""
    choose_news({**wanted_by(by), **{(kind.value, Channel.EMAIL.value): False for kind in Kind}}, by=by)


@transaction.atomic
def keep_hours(*, zone: str, quiet_from: int, quiet_until: int, by: Person) -> None:
    """Leave somebody alone between these hours of their clock; the same hour twice is never."""
    facts = {"zone": zone, "quiet_from": quiet_from, "quiet_until": quiet_until}
    Hours.objects.update_or_create(person=by, defaults=facts)


@transaction.atomic
def add_device(*, endpoint: str, key: str, secret: str, name: str, by: Person) -> Device:
    """Tell this browser of news from now on; whoever used it before is told there no more."""
    Person.objects.locked().get(pk=by.pk)
    if Device.objects.filter(person=by).exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise TooManyDevices(limit=MOST_DEVICES)
    facts = {"person": by, "key": key, "secret": secret, "name": name, "failed": 0}
    device, _ = Device.objects.update_or_create(endpoint=endpoint, defaults=facts)
    return device


@transaction.atomic
def forget_device(device: Device) -> None:
    """Tell this browser nothing any more."""
    device.delete()
