"""Notes: photo posts with a title, words, hashtags, mentions and pinned products."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo

MOST_PHOTOS = 18


class Hashtag(models.Model):
    """One #word that notes carry, in lower case, without the sign."""

    word = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return f"#{self.word}"


class NoteQuerySet(models.QuerySet["Note"]):
    def published(self) -> Self:
        return self.filter(state=Note.State.PUBLISHED)

    def written_by(self, person: Person) -> Self:
        return self.filter(author=person)

    def visible_to(self, person: Person | None) -> Self:
        """Published notes of active people, less those of people blocked either way; and all of one's own."""
        notes = self.filter(state=Note.State.PUBLISHED, author__is_active=True)
        if person is None:
            return notes
        kept_away = Block.objects.filter(by=person).values("blocked")
        keeping_away = Block.objects.filter(blocked=person).values("by")
        seen = models.Q(state=Note.State.PUBLISHED, author__is_active=True)
        return self.filter((seen & ~models.Q(author__in=kept_away) & ~models.Q(author__in=keeping_away)) | models.Q(author=person))

    def for_cards(self) -> Self:
        """What a card of the feed shows, in one statement."""
        return self.select_related("author", "author__picture", "cover")

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class Note(models.Model):
    """One photo post.

    Counts (`likes`, `saves`, `comments`) and `heat` are kept by the actions that change them; `changed_at` moves
    with every change that its card shows.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        DELETED = "deleted", _("Deleted")

    author = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    title = models.CharField(_("title"), max_length=100, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+")
    hashtags = models.ManyToManyField(Hashtag, blank=True, related_name="notes")
    like_count = models.PositiveIntegerField(default=0)
    save_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    heat = models.FloatField(default=0)
    written_at = models.DateTimeField(db_default=Now())
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False), name="published_notes_say_when"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(publish_at__isnull=False), name="scheduled_notes_say_when"
            ),
        ]
        indexes = [
            models.Index(fields=["language", "-heat", "-id"], condition=models.Q(state="published"), name="note_hottest_by_language"),
            models.Index(fields=["-heat", "-id"], condition=models.Q(state="published"), name="note_hottest"),
            models.Index(fields=["author", "-published_at", "-id"], condition=models.Q(state="published"), name="note_newest_of_author"),
            models.Index(fields=["publish_at"], condition=models.Q(state="scheduled"), name="note_due"),
        ]

    def __str__(self) -> str:
        return self.title or f"note {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("notes:note", args=[self.pk])


class NotePhoto(models.Model):
    """One photo of a note, at its place in the order; `photo` is what is shown, `original` what was uploaded before cropping."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+")
    original = models.ForeignKey(Photo, models.PROTECT, related_name="+", null=True, blank=True)
    alt = models.CharField(_("description for people who cannot see it"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["note", "position"], name="one_photo_per_place", deferrable=models.Deferrable.DEFERRED)]

    def __str__(self) -> str:
        return self.alt or f"photo {self.position}"


_fraction = [MinValueValidator(0), MaxValueValidator(1)]


class Pin(models.Model):
    """One product shown in a note: at a point of a photo (`x`, `y` as fractions from the top left), or with the note as a whole."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="pins")
    product = models.ForeignKey(Product, models.CASCADE, related_name="pins")
    photo = models.ForeignKey(NotePhoto, models.CASCADE, null=True, blank=True, related_name="pins")
    x = models.FloatField(null=True, blank=True, validators=_fraction)
    y = models.FloatField(null=True, blank=True, validators=_fraction)
    pinned_at = models.DateTimeField(db_default=Now())

    class Meta:
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

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="mention_once")]

    def __str__(self) -> str:
        return f"@{self.person_id}"
