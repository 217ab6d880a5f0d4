"""What notes show that nobody sells here yet, and who asked where it is from."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note, NotePhoto

MOST_THINGS = 30
LONGEST_NAME = 60
_fraction = [MinValueValidator(0), MaxValueValidator(1)]


class ThingQuerySet(models.QuerySet["Thing"]):
    def wanted_from(self, author: Person) -> Self:
        """What this person's published notes show and no shop has taken up yet."""
        return self.filter(note__author=author, note__state=Note.State.PUBLISHED, product=None)

    def of_shop(self, shop: Shop) -> Self:
        """What this shop has taken up as a product, on sale or not."""
        return self.filter(product__shop=shop)

    def as_seen_by(self, person: Person | None) -> Self:
        """With whether this person has asked for each, in the same statement: `has_asked`."""
        pk = person.pk if person else None
        return self.annotate(has_asked=models.Exists(Ask.objects.filter(thing=models.OuterRef("pk"), person=pk)))

    def locked(self) -> Self:
        """The rows, locked by their keys; their notes are locked before them."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Thing(models.Model):
    """One thing that a note shows and that is no product (yet): a short name at a point of a photo, or with all of it.

    It is a noun of its own and no pin without a product. A pin sells: feeds, desks and orders follow it to a product
    and rely on finding one. A thing is asked for; it counts who asked, and it stays when a shop takes it up as its
    `product`, so that those who asked can be told. Once that product is on sale, a pin stands where the thing stood.
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="things", verbose_name=_("note"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # A photo that is taken out of its note lets its things go first; their asks must not go with it.
    photo = models.ForeignKey(
        NotePhoto, models.RESTRICT, null=True, blank=True, related_name="things", verbose_name=_("photo")
    )
    x = models.FloatField(_("across"), null=True, blank=True, validators=_fraction)
    y = models.FloatField(_("down"), null=True, blank=True, validators=_fraction)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="things", verbose_name=_("product")
    )
    ask_count = models.PositiveIntegerField(_("asks counted"), default=0)
    tagged_at = models.DateTimeField(_("marked at"), db_default=Now())

    objects = ThingQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing")
        verbose_name_plural = _("things")
        constraints = [
            models.UniqueConstraint(fields=["note", "name"], name="one_thing_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_thing_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(photo=None, x=None, y=None)
                | models.Q(photo__isnull=False, x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="a_thing_lies_on_a_photo",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AskQuerySet(models.QuerySet["Ask"]):
    def unanswered(self, author: Person) -> Self:
        """What people asked under this person's published notes and no shop has taken up yet."""
        return self.filter(note__author=author, note__state=Note.State.PUBLISHED, thing__product=None)

    def about(self, product: Product) -> Self:
        """What was asked about the things that became this product: whoever is to be told."""
        return self.filter(thing__product=product)


class Ask(models.Model):
    """One person asked where one thing of a note is from or, without `thing`, what the note shows as a whole.

    `comment` is the comment that asked; deleted, it takes the ask back. An ask stays when its thing becomes a product.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="asks", verbose_name=_("person"))
    note = models.ForeignKey(Note, models.CASCADE, related_name="asks", verbose_name=_("note"))
    thing = models.ForeignKey(
        Thing, models.CASCADE, null=True, blank=True, related_name="asks", verbose_name=_("thing")
    )
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="asks", verbose_name=_("comment")
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask for a link")
        verbose_name_plural = _("asks for links")
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "person"], condition=models.Q(thing__isnull=False), name="ask_once_per_thing"
            ),
            models.UniqueConstraint(
                fields=["note", "person"], condition=models.Q(thing=None), name="ask_once_per_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}? {self.thing_id or self.note_id}"
