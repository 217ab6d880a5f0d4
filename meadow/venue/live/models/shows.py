"""Shows: one sitting of a room each, its stream, its recordings, and the visits of those who watched."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.engines.media import adapter as recorded
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room


class Show(models.Model):
    """One sitting of a room, from opening to closing; a room has at most one that is going on.

    While it goes on, `here` is how many people watch at this moment, and the other counts follow; when it closes they
    are stored and never counted anew: `viewer_count` different people, at most `peak` at one time.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="shows", verbose_name=_("room"))
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    opened_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    like_count = models.PositiveIntegerField(_("likes counted"), default=0)
    message_count = models.PositiveIntegerField(_("messages counted"), default=0)
    viewer_count = models.PositiveIntegerField(_("viewers counted"), default=0)
    peak = models.PositiveIntegerField(_("most viewers at one time"), default=0)
    here = models.PositiveIntegerField(_("viewers now"), default=0)

    class Meta:
        verbose_name = _("show")
        verbose_name_plural = _("shows")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(closed_at=None), name="one_show_at_a_time_in_a_room"
            )
        ]

    def __str__(self) -> str:
        return f"show {self.pk} of room {self.room_id}"

    @property
    def is_on(self) -> bool:
        return self.closed_at is None


class StreamQuerySet(models.QuerySet["Stream"]):
    def on_air(self) -> Self:
        """Those that show something, or did until a moment ago and may come back; at most one of each room."""
        return self.filter(state__in=Stream.ON_AIR)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Stream(models.Model):
    """One time that something published to a room's path, from the first picture to the last.

    `session` is the engine's own word for it; what another session of the same path says does not concern it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asking")
        ON = "on", pgettext_lazy("stream", "On air")
        LOST = "lost", _("Connection lost")
        ENDED = "ended", _("Ended")

    ON_AIR = (State.ON, State.LOST)

    room = models.ForeignKey(Room, models.CASCADE, related_name="streams", verbose_name=_("room"))
    engine = models.CharField(_("engine"), max_length=16)
    session = models.CharField(_("session"), max_length=120)
    protocol = models.CharField(_("protocol"), max_length=10, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = StreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        constraints = [
            models.UniqueConstraint(fields=["engine", "session"], name="one_stream_per_session"),
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(state__in=["on", "lost"]), name="one_stream_on_air_per_room"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.session}"


class RecordingQuerySet(models.QuerySet["Recording"]):
    def kept(self) -> Self:
        """Those whose files are still there."""
        return self.filter(gone_at=None)

    def shown(self) -> Self:
        """Those that everybody may watch who may see the room."""
        return self.kept().filter(is_shown=True)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Recording(models.Model):
    """One file that a media engine made of a stream; `began_at` is the moment of its first picture.

    That is how chat, pins and chapters find their place in it: `second_of`. A file holds nothing of the seconds in
    which its publisher was away, so `clock` says where the clock on the wall jumps against the recording's: pairs of a
    second and a moment, the first at 0; empty where the engine does not tell.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="recordings", verbose_name=_("room"))
    show = models.ForeignKey(
        Show, models.CASCADE, null=True, blank=True, related_name="recordings", verbose_name=_("show")
    )
    engine = models.CharField(_("engine"), max_length=16)
    name = models.CharField(_("name at the engine"), max_length=200)
    began_at = models.DateTimeField(_("began at"))
    seconds = models.FloatField(_("seconds"), default=0)
    size = models.BigIntegerField(_("bytes"), default=0)
    is_shown = models.BooleanField(_("can be watched again"), default=True)
    gone_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    clock = models.JSONField(_("clock"), default=list, blank=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["began_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["engine", "name"], name="one_row_per_recording")]

    def __str__(self) -> str:
        return self.name

    @property
    def ends_at(self) -> datetime:
        """When its last picture was taken."""
        second, moment = self.jumps[-1]
        return moment + timedelta(seconds=max(self.seconds - second, 0))

    @property
    def jumps(self) -> list[tuple[float, datetime]]:
        """The clock, with moments instead of their names."""
        told = [(float(second), datetime.fromisoformat(moment)) for second, moment in self.clock]
        return told or [(0.0, self.began_at)]

    def second_of(self, moment: datetime) -> float | None:
        """Which second of it shows this moment, or what came next; None before it and after it."""
        return recorded.Recording(
            self.name, "", started_at=self.began_at, seconds=self.seconds, clock=tuple(self.jumps)
        ).second_of(moment)


class VisitQuerySet(models.QuerySet["Visit"]):
    def here(self) -> Self:
        """Those that have not ended."""
        return self.filter(left_at=None)


class Visit(models.Model):
    """One stay of one viewer in a room during a show: from entering until leaving, or until nothing more was heard.

    A guest has no `person` but a `guest` key, which the browser keeps. `source` says from where, as the journal writes
    it: `feed`, `search`, `note:5`, `group:3`, `notification`, `direct`, `external:example.org`. Times are the server's.
    """

    show = models.ForeignKey(Show, models.CASCADE, related_name="visits", verbose_name=_("show"))
    key = models.UUIDField(_("key"), unique=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="room_visits", verbose_name=_("person")
    )
    guest = models.UUIDField(_("guest"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=80, default="direct")
    entered_at = models.DateTimeField(_("entered at"), db_default=Now())
    seen_at = models.DateTimeField(_("last seen at"), db_default=Now())
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    first_interacted_at = models.DateTimeField(_("first took part at"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(guest__isnull=False), name="a_visit_is_somebodys"
            )
        ]
        indexes = [
            models.Index(fields=["show", "person"], name="visit_of_person"),
            # Without `seen_at`, which changes every few seconds: an index over it would be written as often.
            models.Index(fields=["show"], condition=models.Q(left_at=None), name="visit_here"),
            models.Index(fields=["person", "-entered_at"], condition=models.Q(person__isnull=False), name="visits_of"),
        ]

    def __str__(self) -> str:
        return f"visit {self.key}"


class Participation(models.Model):
    """One way in which one member took part in a show, kept the first time they did."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        LIKE = "like", _("Like")
        ASK = "ask", _("Question")
        SHARE = "share", pgettext_lazy("took part", "Share")
        FOLLOW = "follow", pgettext_lazy("took part", "Follow")
        CARD = "card", _("Looked at goods")

    show = models.ForeignKey(Show, models.CASCADE, related_name="participations", verbose_name=_("show"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="participations", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("participation in a show")
        verbose_name_plural = _("participations in shows")
        constraints = [models.UniqueConstraint(fields=["show", "person", "kind"], name="took_part_once_in_each_way")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} in show {self.show_id}"


class Minute(models.Model):
    """What happened in one minute of a show, counted when the minute was over: a line of the show board."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="minutes", verbose_name=_("show"))
    at = models.DateTimeField(_("minute"))
    viewers = models.PositiveIntegerField(_("most viewers at one time"), default=0)
    entered = models.PositiveIntegerField(_("entered"), default=0)
    left = models.PositiveIntegerField(_("left"), default=0)
    messages = models.PositiveIntegerField(_("messages"), default=0)
    likes = models.PositiveIntegerField(_("likes"), default=0)
    clicks = models.PositiveIntegerField(_("clicks on goods"), default=0)

    class Meta:
        verbose_name = _("minute of a show")
        verbose_name_plural = _("minutes of shows")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["show", "at"], name="one_line_per_minute")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M} of show {self.show_id}"
