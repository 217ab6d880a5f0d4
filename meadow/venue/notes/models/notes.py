"""Notes: photo posts with a title, words, hashtags, mentions and pinned products."""

from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.heat import heat
from meadow.venue.notes.refusals import AlreadyPublished, InThePast, NoPhoto, TooLateToRestore

MOST_PHOTOS = 18
MOST_PINS = 30
TIME_TO_RESTORE = timedelta(seconds=30)


class Hashtag(models.Model):
    """One #word that notes carry, in lower case, without the sign."""

    word = models.CharField(_("word"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("hashtag")
        verbose_name_plural = _("hashtags")

    def __str__(self) -> str:
        return f"#{self.word}"


def _no_block_between(person: Person) -> models.Q:
    kept_away = Block.objects.filter(by=person).values("blocked")
    keeping_away = Block.objects.filter(blocked=person).values("by")
    return ~models.Q(author__in=kept_away) & ~models.Q(author__in=keeping_away)


class NoteQuerySet(models.QuerySet["Note"]):
    def published(self) -> Self:
        return self.filter(state=Note.State.PUBLISHED)

    def written_by(self, person: Person) -> Self:
        """This person's notes in every state but deleted."""
        return self.filter(author=person).exclude(state=Note.State.DELETED)

    def restorable_by(self, person: Person) -> Self:
        """Notes that this person deleted a moment ago."""
        return self.filter(
            author=person, state=Note.State.DELETED, deleted_at__gt=timezone.now() - TIME_TO_RESTORE
        ).order_by("-deleted_at")

    def due(self) -> Self:
        """Scheduled notes whose moment has come."""
        return self.filter(state=Note.State.SCHEDULED, publish_at__lte=timezone.now())

    def visible_to(self, person: Person | None) -> Self:
        """What anybody may read and no block hides, and one's own notes that are not published yet."""
        if person is None:
            return self.readable_by(None)
        seen = models.Q(state=Note.State.PUBLISHED, author__is_active=True) & _no_block_between(person)
        return self.exclude(state=Note.State.DELETED).filter(seen | models.Q(author=person))

    def readable_by(self, person: Person | None) -> Self:
        """Published notes of active people, less those of people blocked either way."""
        notes = self.filter(state=Note.State.PUBLISHED, author__is_active=True)
        return notes if person is None else notes.filter(_no_block_between(person))

    def for_cards(self) -> Self:
        """What a card of the feed shows, in one statement."""
        return self.select_related("author", "author__picture", "cover")

    def as_seen_by(self, person: Person | None) -> Self:
        """With what ties them to this person, in the same statement: `is_liked`, `is_saved` and `has_asked`."""
        pk = person.pk if person else None
        return self.annotate(
            is_liked=models.Exists(Note.objects.filter(pk=models.OuterRef("pk"), likes__person=pk)),
            is_saved=models.Exists(Note.objects.filter(pk=models.OuterRef("pk"), saved__collection__person=pk)),
            has_asked=models.Exists(
                Note.objects.filter(pk=models.OuterRef("pk"), asks__person=pk, asks__thing__isnull=True)
            ),
        )

    def showing_goods_of(self, shop: Shop) -> Self:
        """Notes in which products of this shop are pinned."""
        return self.filter(models.Exists(Pin.objects.filter(note=models.OuterRef("pk"), product__shop=shop)))

    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Note(models.Model):
    """One photo post.

    Counts and `heat` are kept by the actions that change them; `changed_at` moves with every change its card shows.
    `ask_count` holds what was asked of the note as a whole and of each of its things. `earns_commission` says that its
    author earns when something in it is bought; a room above knows it (`notes.questions`), and every card says it.
    A deleted note keeps everything, so that its author can take the deletion back for a little while.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        DELETED = "deleted", _("Deleted")

    author = models.ForeignKey(Person, models.CASCADE, related_name="notes", verbose_name=_("author"))
    title = models.CharField(_("title"), max_length=100, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    hashtags = models.ManyToManyField(Hashtag, blank=True, related_name="notes", verbose_name=_("hashtags"))
    like_count = models.PositiveIntegerField(_("likes counted"), default=0)
    save_count = models.PositiveIntegerField(_("saves counted"), default=0)
    comment_count = models.PositiveIntegerField(_("comments counted"), default=0)
    ask_count = models.PositiveIntegerField(_("asks counted"), default=0)
    heat = models.FloatField(_("heat"), default=0)
    earns_commission = models.BooleanField(_("earns commission"), db_default=False, default=False)
    written_at = models.DateTimeField(_("written at"), db_default=Now())
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="published_notes_say_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(publish_at__isnull=False),
                name="scheduled_notes_say_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="deleted") | models.Q(deleted_at__isnull=False),
                name="deleted_notes_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["language", "-heat", "-id"],
                condition=models.Q(state="published"),
                name="note_hottest_by_language",
            ),
            models.Index(fields=["-heat", "-id"], condition=models.Q(state="published"), name="note_hottest"),
            models.Index(
                fields=["author", "-published_at", "-id"],
                condition=models.Q(state="published"),
                name="note_newest_of_author",
            ),
            models.Index(fields=["publish_at"], condition=models.Q(state="scheduled"), name="note_due"),
            models.Index(fields=["author", "state", "-changed_at", "-id"], name="note_of_author_by_state"),
        ]

    def __str__(self) -> str:
        return self.title or f"note {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("notes:note", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def can_be_restored(self) -> bool:
        return self.deleted_at is not None and timezone.now() < self.deleted_at + TIME_TO_RESTORE

    def publish(self) -> None:
        """Put the note before everybody, as new as this moment."""
        if self.is_published:
            raise AlreadyPublished
        self._show_something()
        now = timezone.now()
        self.state, self.publish_at = self.State.PUBLISHED, None
        self.published_at = self.changed_at = now
        self._warm()

    def schedule(self, at: datetime) -> None:
        if self.is_published:
            raise AlreadyPublished
        self._show_something()
        if at <= timezone.now():
            raise InThePast
        self.state, self.publish_at, self.changed_at = self.State.SCHEDULED, at, timezone.now()

    def unschedule(self) -> None:
        """Make a scheduled note a draft again; a draft stays one."""
        if self.is_published:
            raise AlreadyPublished
        self.state, self.publish_at, self.changed_at = self.State.DRAFT, None, timezone.now()

    def delete_for_now(self) -> None:
        self.state = self.State.DELETED
        self.deleted_at = self.changed_at = timezone.now()

    def restore(self) -> None:
        """Back to the state before the deletion, which the two moments still tell."""
        if not self.can_be_restored:
            raise TooLateToRestore
        if self.published_at:
            self.state = self.State.PUBLISHED
        else:
            self.state = self.State.SCHEDULED if self.publish_at else self.State.DRAFT
        self.deleted_at, self.changed_at = None, timezone.now()

    def count(self, *, likes: int = 0, saves: int = 0, comments: int = 0) -> None:
        """Add to the counts (or take away) and warm or cool the note accordingly; only on a locked row."""
        self.like_count += likes
        self.save_count += saves
        self.comment_count += comments
        if likes:
            self.changed_at = timezone.now()
        self._warm()

    def _warm(self) -> None:
        if self.published_at is not None:
            self.heat = heat(
                likes=self.like_count,
                saves=self.save_count,
                comments=self.comment_count,
                published_at=self.published_at.timestamp(),
            )

    def _show_something(self) -> None:
        if self.cover_id is None:
            raise NoPhoto


class NotePhoto(models.Model):
    """One photo of a note, at its place; `photo` is what is shown, `original` what was uploaded before cropping."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="photos", verbose_name=_("note"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))
    original = models.ForeignKey(
        Photo, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("original")
    )
    alt = models.CharField(_("description for people who cannot see it"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("note photo")
        verbose_name_plural = _("note photos")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "position"], name="one_photo_per_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["note", "photo"], name="one_place_per_photo"),
        ]

    def __str__(self) -> str:
        return self.alt or f"photo {self.position}"


_fraction = [MinValueValidator(0), MaxValueValidator(1)]


class Pin(models.Model):
    """One product shown in a note: at a point of a photo (fractions from its top left), or with the whole note."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="pins", verbose_name=_("note"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="pins", verbose_name=_("product"))
    photo = models.ForeignKey(
        NotePhoto, models.CASCADE, null=True, blank=True, related_name="pins", verbose_name=_("photo")
    )
    x = models.FloatField(_("across"), null=True, blank=True, validators=_fraction)
    y = models.FloatField(_("down"), null=True, blank=True, validators=_fraction)
    pinned_at = models.DateTimeField(_("marked at"), db_default=Now())

    class Meta:
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        constraints = [
            models.UniqueConstraint(fields=["note", "product"], name="one_pin_per_product"),
            models.CheckConstraint(
                condition=models.Q(photo=None, x=None, y=None)
                | models.Q(photo__isnull=False, x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="a_point_lies_on_a_photo",
            ),
        ]
        indexes = [models.Index(fields=["product", "-id"])]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.note_id}"


class Mention(models.Model):
    """One @handle in a note's text that names a person."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions", verbose_name=_("note"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="mentions", verbose_name=_("person"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="mention_once")]

    def __str__(self) -> str:
        return f"@{self.person_id}"
