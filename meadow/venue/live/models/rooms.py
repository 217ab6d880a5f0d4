"""Live rooms and the people who run them."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.venue.live.refusals import InThePast, NotToBeReserved, RoomIsLive, RoomIsOver, RoomNotLive
from meadow.venue.notes.models.notes import Note

SLOWEST = 300
"""Seconds that slow mode can ask a person to wait between two messages."""


LATEST = timedelta(hours=3)
"""How long after its moment a room that has not opened is still shown as coming."""


def new_path() -> str:
    """Where a room's stream is found: public, and not to be guessed from another room's."""
    return secrets.token_hex(8)


class RoomQuerySet(models.QuerySet["Room"]):
    def live(self) -> Self:
        """Those in which a show is going on that everybody may see."""
        return self.filter(state__in=Room.ON_AIR)

    def announced(self) -> Self:
        """Those that will begin and may be known of, also while their team rehearses."""
        return self.filter(state__in=Room.AHEAD, starts_at__isnull=False, is_public=True)

    def coming(self) -> Self:
        """Announced ones whose moment has not long passed: a host who is late is still waited for."""
        return self.announced().filter(starts_at__gt=timezone.now() - LATEST)

    def to_watch_again(self) -> Self:
        """Those of which a recording is there for everybody, and in which nothing is going on."""
        # Recordings stand on rooms: they are reached by their name.
        recorded = Room.objects.filter(recordings__is_shown=True, recordings__gone_at=None).order_by()
        return self.filter(pk__in=recorded.values("pk"), is_public=True).exclude(state__in=Room.ON_AIR)

    def saying(self, words: str) -> Self:
        """Those with each of these words: in what they say, in the names of host and shop, or in their goods."""
        rooms = self
        for word in words.split()[:6]:
            goods = Room.objects.filter(
                models.Q(shelf__product__title__icontains=word)
                | models.Q(shelf__product__translations__icontains=word),
                shelf__is_hidden=False,
            ).order_by()
            rooms = rooms.filter(
                models.Q(title__icontains=word)
                | models.Q(words__icontains=word)
                | models.Q(host__name__icontains=word)
                | models.Q(host__handle=word.lower().removeprefix("@"))
                | models.Q(shop__name__icontains=word)
                | models.Q(shop__translations__icontains=word)
                | models.Q(pk__in=goods.values("pk"))
            )
        return rooms

    def run_by(self, person: Person) -> Self:
        """Rooms that this person hosts, helps to host, or whose shop's team they belong to."""
        return self.filter(
            models.Q(host=person)
            | models.Q(pk__in=RoomSeat.objects.taken().filter(person=person).values("room"))
            | models.Q(shop__in=Seat.objects.filter(person=person).values("shop"))
        )

    def known_to(self, person: Person | None) -> Self:
        """Public rooms, less those across a block; and the rooms one runs in every state.

        A room of a shop that is not open is known to those who run it only.
        """
        seen = models.Q(is_public=True, host__is_active=True)
        seen &= models.Q(shop=None) | models.Q(shop__state=Shop.State.OPEN)
        if person is None:
            return self.filter(seen)
        kept_away = Block.objects.filter(by=person).values("blocked")
        keeping_away = Block.objects.filter(blocked=person).values("by")
        seen &= ~models.Q(host__in=kept_away) & ~models.Q(host__in=keeping_away)
        return self.filter(seen | models.Q(pk__in=Room.objects.run_by(person).values("pk")))

    def visible_to(self, person: Person | None) -> Self:
        """Known rooms into which this person may look: a rehearsal is its team's alone."""
        rooms = self.known_to(person)
        if person is None:
            return rooms.exclude(state=Room.State.REHEARSING)
        return rooms.filter(
            ~models.Q(state=Room.State.REHEARSING) | models.Q(pk__in=Room.objects.run_by(person).values("pk"))
        )

    def not_banning(self, person: Person | None) -> Self:
        """Those from which nobody has banned this person."""
        if person is None:
            return self
        # Bans are kept with the talk, which stands on rooms: they are reached by their name.
        forever = models.Q(mutes__until=None) | models.Q(mutes__until__gt=Now())
        return self.exclude(
            pk__in=Room.objects.filter(forever, mutes__person=person, mutes__is_ban=True).order_by().values("pk")
        )

    def for_cards(self) -> Self:
        """What a card shows, in one statement."""
        return self.select_related("host", "host__picture", "shop", "cover")

    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Room(models.Model):
    """One place in which somebody shows goods to people who watch, talk and buy.

    Hosted by a manager for their `shop`, or by a buyer, when `shop` is None. A permanent room can be opened again and
    again; every sitting from opening to closing is a `Show`. `path` names its stream at the media engine; what may
    publish there is known by the hash of a key alone. `is_public` is false until it is announced or opened.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        REHEARSING = "rehearsing", _("Rehearsing")
        LIVE = "live", pgettext_lazy("room", "Live")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Over")
        CANCELLED = "cancelled", _("Called off")

    ON_AIR = (State.LIVE, State.PAUSED)
    """A show is going on that everybody may see."""
    AHEAD = (State.PLANNED, State.REHEARSING)
    """The next show is still to come."""

    host = models.ForeignKey(Person, models.CASCADE, related_name="rooms", verbose_name=_("host"))
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, blank=True, related_name="rooms", verbose_name=_("shop"))
    title = models.CharField(_("title"), max_length=80)
    words = models.TextField(_("what it is about"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    preview = models.ForeignKey(
        Note, models.SET_NULL, null=True, blank=True, related_name="previews_of", verbose_name=_("preview note")
    )
    is_permanent = models.BooleanField(_("permanent"), default=False)
    is_public = models.BooleanField(_("announced"), default=False)
    age_from = models.PositiveSmallIntegerField(_("for people from the age of"), default=0)
    slow_seconds = models.PositiveSmallIntegerField(_("seconds between two messages of one person"), default=0)
    keeps_recording = models.BooleanField(_("keep a recording to watch again"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    path = models.CharField(_("path of the stream"), max_length=32, unique=True, default=new_path, editable=False)
    key_hash = models.CharField(_("hash of the stream key"), max_length=64, blank=True, editable=False)
    key_made_at = models.DateTimeField(_("stream key made at"), null=True, blank=True, editable=False)
    reservation_count = models.PositiveIntegerField(_("reservations counted"), default=0, editable=False)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("live room")
        verbose_name_plural = _("live rooms")
        constraints = [
            models.CheckConstraint(condition=models.Q(slow_seconds__lte=SLOWEST), name="slow_mode_in_bounds"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["live", "paused"]) | models.Q(is_public=True),
                name="a_live_room_is_public",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=models.Q(state="planned"), name="room_next"),
            models.Index(fields=["-changed_at"], condition=models.Q(state__in=["live", "paused"]), name="room_live"),
            models.Index(fields=["host", "-id"], name="room_of_host"),
            models.Index(fields=["shop", "-id"], condition=models.Q(shop__isnull=False), name="room_of_shop"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("live:room", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in self.ON_AIR

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.CLOSED, self.State.CANCELLED}

    @property
    def can_be_reserved(self) -> bool:
        """Whether members can still ask to be told when it opens."""
        return self.state in self.AHEAD and self.is_public

    @property
    def subject(self) -> str:
        """Below which NATS tells everybody in it what happens: `room.7.message`."""
        return f"room.{self.pk}"

    @property
    def occasion(self) -> str:
        """How stock, promotions and touches name it."""
        return f"room:{self.pk}"

    def plan(self, starts_at: datetime) -> None:
        """Have it begin then, and have that known."""
        if self.is_over:
            raise RoomIsOver(title=self.title)
        if starts_at <= timezone.now():
            raise InThePast
        self.starts_at, self.is_public, self.reminded_at = starts_at, True, None

    def rehearse(self) -> None:
        """Try everything before its team alone."""
        if self.is_live:
            raise RoomIsLive(title=self.title)
        if self.is_over:
            raise RoomIsOver(title=self.title)
        self.state = self.State.REHEARSING

    def end_rehearsal(self) -> None:
        if self.state == self.State.REHEARSING:
            self.state = self.State.PLANNED

    def open(self) -> None:
        """Begin a show before everybody, announced or not."""
        if self.is_over:
            raise RoomIsOver(title=self.title)
        self.state, self.is_public = self.State.LIVE, True

    def pause(self) -> None:
        if self.state != self.State.LIVE:
            raise RoomNotLive(title=self.title)
        self.state = self.State.PAUSED

    def go_on(self) -> None:
        if self.state != self.State.PAUSED:
            raise RoomNotLive(title=self.title)
        self.state = self.State.LIVE

    def close(self) -> None:
        """End the show: a permanent room waits for the next one, any other is over."""
        if not self.is_live:
            raise RoomNotLive(title=self.title)
        self.state = self.State.PLANNED if self.is_permanent else self.State.CLOSED
        self.starts_at = None

    def call_off(self) -> None:
        if self.is_live:
            raise RoomIsLive(title=self.title)
        if self.is_over:
            raise RoomIsOver(title=self.title)
        self.state = self.State.CANCELLED

    def count_reservations(self, more: int) -> None:
        if more > 0 and not self.can_be_reserved:
            raise NotToBeReserved(title=self.title)
        self.reservation_count = max(self.reservation_count + more, 0)


class RoomSeatQuerySet(models.QuerySet["RoomSeat"]):
    def taken(self) -> Self:
        """Those whose people have said that they will help."""
        return self.filter(accepted_at__isnull=False)

    def waiting(self) -> Self:
        """Those whose people have been asked, in rooms where there is still something to do."""
        return self.filter(accepted_at=None).exclude(room__state__in=[Room.State.CLOSED, Room.State.CANCELLED])


class RoomSeat(models.Model):
    """One person who helps the host run a room: co-hosts may do all the host may, moderators mind the talk.

    Until they have `accepted_at` they are asked, and nothing more: an open question gives no right.
    """

    class Role(models.TextChoices):
        COHOST = "cohost", _("Co-host")
        MODERATOR = "moderator", _("Moderator")

    room = models.ForeignKey(Room, models.CASCADE, related_name="seats", verbose_name=_("room"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="room_seats", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    since = models.DateTimeField(_("since"), db_default=Now())
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = RoomSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat in a room")
        verbose_name_plural = _("seats in rooms")
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_seat_per_person_and_room")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.room_id}"


class Reservation(models.Model):
    """One member's wish to be told when a planned room opens."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="reservations", verbose_name=_("room"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="reservations", verbose_name=_("person"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_reservation_per_person_and_room")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.room_id}"
