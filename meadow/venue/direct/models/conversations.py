"""Conversations: between two people, or between a member and a shop whose team answers together."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Block, Person
from meadow.venue.talk.models.threads import Thread


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, person: Person) -> Self:
        """Those that this person has themselves, whatever their state."""
        return self.filter(models.Q(low=person) | models.Q(high=person) | models.Q(member=person))

    def listed_for(self, person: Person) -> Self:
        """Those of their own that they talk in: no requests to them, declined or not, and nobody whom they block."""
        return self._near(person).exclude(_asks(person))

    def asking(self, person: Person) -> Self:
        """Requests of strangers that this person has not answered."""
        return self._near(person).filter(_asks(person), state=Conversation.State.ASKED)

    def _near(self, person: Person) -> Self:
        kept_away = list(Block.objects.filter(by=person).values_list("blocked", flat=True))
        return self.of(person).exclude(low__in=kept_away).exclude(high__in=kept_away)

    def named(self, words: str, person: Person) -> Self:
        """Those whose other side, a person or a shop, has these words in the name or the handle."""
        if not words:
            return self
        said = models.Q(shop__name__icontains=words) & models.Q(member=person)
        for side, other in (("low", "high"), ("high", "low")):
            known = models.Q(**{f"{other}__name__icontains": words}) | models.Q(
                **{f"{other}__handle__icontains": words}
            )
            said |= models.Q(**{side: person}) & known
        return self.filter(said)

    def with_sides(self) -> Self:
        """With everybody's names and pictures, in the same statement."""
        people = ("low__picture", "high__picture", "member__picture", "assigned_to", "shop__picture", "thread")
        return self.select_related(*people)

    def run_by(self, person: Person) -> Self:
        """Those of shops whose team this person belongs to."""
        return self.filter(shop__in=Seat.objects.filter(person=person).values("shop"))

    def visible_to(self, person: Person) -> Self:
        """Those in which this person may read."""
        pks = Conversation.objects.of(person) | Conversation.objects.run_by(person)
        return self.filter(pk__in=pks.order_by().values("pk"))

    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


def _asks(person: Person) -> models.Q:
    """What this person was asked by a stranger, and did not let in."""
    unanswered = models.Q(state__in=Conversation.UNANSWERED, asked_by__isnull=False)
    return unanswered & ~models.Q(asked_by=person)


class Conversation(models.Model):
    """One conversation; its key is that of its thread. Two people have one, and so have a member and a shop.

    Two people: `low` and `high` by their keys, and `asked_by` is who wrote first. A stranger's first message is a
    request: the other one accepts or declines. A shop: `member` and `shop`; its team shares an inbox.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        OPEN = "open", _("Open")
        DECLINED = "declined", _("Declined")
        DONE = "done", _("Done")

    UNANSWERED = (State.ASKED, State.DECLINED)
    """Whoever asked is not told that they were declined, so both are alike to them."""

    thread = models.OneToOneField(
        Thread, models.CASCADE, primary_key=True, related_name="conversation", verbose_name=_("thread")
    )
    low = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("one"))
    high = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("other"))
    asked_by = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="conversations", verbose_name=_("shop")
    )
    member = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    waits_since = models.DateTimeField(_("waits for the shop since"), null=True, blank=True)
    first_asked_at = models.DateTimeField(_("first asked at"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    spoken_at = models.DateTimeField(_("last spoken in"), db_default=Now())
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_conversation_of_two"),
            models.UniqueConstraint(fields=["shop", "member"], name="one_conversation_with_a_shop"),
            models.CheckConstraint(
                condition=models.Q(shop=None, member=None, low__lt=models.F("high"))
                | models.Q(shop__isnull=False, member__isnull=False, low=None, high=None),
                name="a_conversation_has_two_sides",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "waits_since"],
                condition=models.Q(waits_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(fields=["shop", "-spoken_at", "-thread"], name="conversation_newest_of_shop"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("direct:conversation", args=[self.pk])

    @property
    def desk_url(self) -> str:
        """Where the shop's team reads and answers it."""
        assert self.shop is not None
        return reverse("direct:desk-conversation", args=[self.shop.handle, self.pk])

    @property
    def is_with_shop(self) -> bool:
        return self.shop_id is not None

    @property
    def is_waiting(self) -> bool:
        """Whether the member waits for the shop."""
        return self.waits_since is not None

    def other_than(self, person: Person) -> Person:
        """With whom this one of two talks."""
        assert self.low is not None
        assert self.high is not None
        return self.high if self.low_id == person.pk else self.low

    def side_across(self, person: Person) -> Person | Shop:
        """Whom this person sees on the other side: a person, the shop, or for its team the member."""
        if self.shop is None:
            return self.other_than(person)
        assert self.member is not None
        return self.shop if person.pk == self.member_id else self.member

    def is_request_of(self, person: Person) -> bool:
        """Whether this person asked, and was not let in."""
        return self.state in self.UNANSWERED and self.asked_by_id == person.pk

    def is_request_to(self, person: Person) -> bool:
        """Whether this person was asked, and has not let the other one in."""
        is_theirs = person.pk in {self.low_id, self.high_id} and person.pk != self.asked_by_id
        return self.state in self.UNANSWERED and is_theirs
