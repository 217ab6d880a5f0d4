"""The whole demo community, moved in at once or not at all."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from meadow.demo.loading.album import Album
from meadow.demo.loading.asks import ask
from meadow.demo.loading.belongings import hand_out_belongings
from meadow.demo.loading.cooperation import cooperate
from meadow.demo.loading.details import show_together
from meadow.demo.loading.groups import gather
from meadow.demo.loading.messages import write_messages
from meadow.demo.loading.notes import Writer, keep_unpublished, publish_notes
from meadow.demo.loading.people import introduce_people, invite_people
from meadow.demo.loading.products import fill_shelves
from meadow.demo.loading.rooms import furnish_rooms
from meadow.demo.loading.shops import open_shops
from meadow.demo.loading.talk import applaud, talk
from meadow.demo.loading.texts import Texts

Say = Callable[[str], None]


@transaction.atomic
def load(texts: Texts, *, pictures: Path, password: str | None, say: Say) -> None:
    """Move everybody in; `say` hears how it goes. One transaction, so that nobody ever meets half a community."""
    now, told = timezone.now(), _Told(say)
    album = Album(pictures)
    people = invite_people(texts, album, password=password, now=now)
    told("people", len(people))
    told("follows", introduce_people(texts, people, now=now))
    shops = open_shops(texts, album, people, now=now)
    told("shops", len(shops))
    products = fill_shelves(texts, album, people, shops, now=now)
    told("products", len(products))
    told("collections", show_together(texts, people, shops, products))
    writer = Writer(texts, album, people, products)
    notes = publish_notes(writer, now=now)
    told("notes", len(notes))
    keep_unpublished(writer, now=now)
    told("comments and replies", talk(texts, people, notes, now=now))
    told("likes", applaud(texts, people, notes, now=now))
    told("asks for links", ask(texts, people, notes, now=now))
    told("things that buyers chose to sell", cooperate(texts, people, shops, products))
    told("live rooms", furnish_rooms(texts, album, people, shops, products, now=now))
    told("people in groups", gather(texts, album, people, shops, products, now=now))
    told("messages", write_messages(texts, people, shops, products, now=now))
    told("orders", hand_out_belongings(texts, people, notes, now=now))
    if album.missing:
        say(f"{len(album.missing)} pictures are not there yet and were left out: python -m meadow.demo.artist")


class _Told:
    """Says how many of what moved in, and how long that took."""

    def __init__(self, say: Say) -> None:
        self.say, self.since = say, time.monotonic()

    def __call__(self, what: str, number: int) -> None:
        now = time.monotonic()
        self.say(f"  {number:>5} {what} ({now - self.since:.1f} s)")
        self.since = now
