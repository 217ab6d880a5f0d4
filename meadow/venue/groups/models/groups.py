"""Groups: a brand's or a buyer's own ground, who is in it, and what it takes to come in."""

import secrets
from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.venue.live.models.rooms import Room
from meadow.venue.talk.models.messages import Report
from meadow.venue.talk.models.threads import Thread

USUAL, MOST = 500, 100_000
"""How many people a group holds unless it says so itself, and at most."""
NO_LINKS = 99
"""The level that nobody reaches: links are for those who run the group."""


def new_code() -> str:
    """The word of an invitation: short enough for a QR code on a parcel, too long to be guessed."""
    return secrets.token_urlsafe(9)


def _tally(rows: "models.QuerySet[Any]", key: str) -> Coalesce:
    """How many of these rows name the group of the outer statement in this field."""
    return Coalesce(models.Subquery(rows.values(key).annotate(number=models.Count("pk")).values("number")), 0)


class GroupQuerySet(models.QuerySet["Group"]):
    def run_by(self, person: Person) -> Self:
        """Groups that this person owns or helps to run, and those of shops whose team they belong to."""
        seats = Seat.objects.filter(person=person).values("shop")
        helping = Member.objects.inside().filter(person=person, role=Member.Role.ADMIN).values("group")
        own = models.Q(owner=person, shop=None)
        return self.filter(own | models.Q(shop__in=seats) | models.Q(pk__in=helping))

    def joined_by(self, person: Person) -> Self:
        return self.filter(pk__in=Member.objects.inside().filter(person=person).values("group"))

    def known_to(self, person: Person | None) -> Self:
        """Groups whose page this person may open: listed ones, those they are in, and those they run."""
        listed = models.Q(is_listed=True, state=Group.State.OPEN, owner__is_active=True)
        listed &= models.Q(shop=None) | models.Q(shop__state=Shop.State.OPEN)
        if person is None:
            return self.filter(listed)
        listed &= ~models.Q(owner__in=Block.objects.filter(by=person).values("blocked"))
        listed &= ~models.Q(owner__in=Block.objects.filter(blocked=person).values("by"))
        own = Group.objects.joined_by(person) | Group.objects.run_by(person)
        return self.filter(listed | models.Q(pk__in=own.order_by().values("pk")))

    def visible_to(self, person: Person) -> Self:
        """Groups in which this person may read; in a closed one nothing more is said."""
        return self.joined_by(person)

    def saying(self, words: str) -> Self:
        """Those with each of these words in what they say of themselves, or in the names of shop and owner."""
        groups = self
        for word in words.split()[:6]:
            groups = groups.filter(
                models.Q(name__icontains=word)
                | models.Q(words__icontains=word)
                | models.Q(owner__name__icontains=word)
                | models.Q(owner__handle=word.lower().removeprefix("@"))
                | models.Q(shop__name__icontains=word)
                | models.Q(shop__translations__icontains=word)
            )
        return groups

    def of_series(self, first: int) -> Self:
        """A group and those that go on where it was full."""
        return self.filter(models.Q(pk=first) | models.Q(first=first))

    def counting_what_waits(self) -> Self:
        """With `waiting`: how many wishes and reports nobody has answered yet."""
        wishes = Wish.objects.filter(group=models.OuterRef("pk"), state=Wish.State.WAITING).order_by()
        reports = Report.objects.waiting().filter(message__thread=models.OuterRef("pk")).order_by()
        return self.annotate(waiting=_tally(wishes, "group") + _tally(reports, "message__thread"))

    def for_cards(self) -> Self:
        """What a card shows, in one statement."""
        return self.select_related("thread", "picture", "shop__picture", "owner__picture")

    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Group(models.Model):
    """One group chat: of a shop, or of a buyer, when `shop` is None. Its key is that of its thread.

    When it is full, the next one of its `series` takes those who come, if it overflows. Links are said by members from
    `links_level` on: 1 is everybody, `NO_LINKS` nobody but those who run it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("group", "Open")
        CLOSED = "closed", pgettext_lazy("group", "Closed")

    thread = models.OneToOneField(
        Thread, models.CASCADE, primary_key=True, related_name="group", verbose_name=_("thread")
    )
    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="groups_of_shop", verbose_name=_("shop")
    )
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=60)
    words = models.CharField(_("what it is about"), max_length=300, blank=True)
    rules = models.TextField(_("rules"), max_length=2000, blank=True)
    announcement = models.TextField(_("announcement"), max_length=1000, blank=True)
    welcome = models.CharField(_("welcome"), max_length=500, blank=True)
    picture = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    is_listed = models.BooleanField(_("anybody can find it"), default=True)
    capacity = models.PositiveIntegerField(_("holds at most"), default=USUAL)
    member_count = models.PositiveIntegerField(_("members"), default=0, db_default=0)
    asks_first = models.BooleanField(_("somebody has to agree"), default=False)
    links_level = models.PositiveSmallIntegerField(_("links from level"), default=2, db_default=2)
    overflows = models.BooleanField(_("goes on in another group when it is full"), default=True)
    first = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="series", verbose_name=_("first of its series")
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = GroupQuerySet.as_manager()
    unread: int = 0
    """What the reader of a list has not read of it, where the list has counted that."""

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(condition=models.Q(capacity__range=(2, MOST)), name="a_group_holds_some"),
            models.CheckConstraint(
                condition=models.Q(member_count__lte=models.F("capacity")), name="a_group_is_never_too_full"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:group", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_full(self) -> bool:
        return self.member_count >= self.capacity

    @property
    def place(self) -> str:
        """Its name in the journal, in touches and in addresses: `group:7`."""
        return f"group:{self.pk}"

    @property
    def face(self) -> Shop | Person:
        """Whose picture stands for it while it has none of its own."""
        return self.shop or self.owner

    @property
    def host_name(self) -> str:
        """Whose group it is, in the reader's language."""
        return str(self.shop.in_words["name"]) if self.shop else self.owner.name


class EntryRule(models.Model):
    """One thing that whoever comes in has done; a group may ask for several, and all of them count.

    `amount` is minor units for *spent* (in the shop's currency), minutes for *watched*, and a level for *level*.
    """

    class Kind(models.TextChoices):
        FOLLOWS = "follows", _("Follows the owner")
        BOUGHT = "bought", _("Has bought in the shop")
        SPENT = "spent", _("Has spent so much in the shop")
        WATCHED = "watched", _("Has watched a room so long")
        LEVEL = "level", _("Has a level in another group of the shop")
        INVITED = "invited", _("Has an invitation")

    group = models.ForeignKey(Group, models.CASCADE, related_name="entry_rules", verbose_name=_("group"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    amount = models.PositiveBigIntegerField(_("how much"), default=0)
    product = models.ForeignKey(
        Product, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("room"))

    class Meta:
        verbose_name = _("entry rule")
        verbose_name_plural = _("entry rules")
        constraints = [models.UniqueConstraint(fields=["group", "kind"], name="one_entry_rule_of_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class MemberQuerySet(models.QuerySet["Member"]):
    def inside(self) -> Self:
        return self.filter(left_at=None)


class Member(models.Model):
    """One person in one group. Who left keeps a row, and takes it up again on coming back.

    `points` grow by what one says in the group, at most one a minute (`pointed_at`); `level` follows from them.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        MEMBER = "member", _("Member")

    RUNNING = (Role.OWNER, Role.ADMIN)

    group = models.ForeignKey(Group, models.CASCADE, related_name="members", verbose_name=_("group"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MEMBER)
    points = models.PositiveIntegerField(_("points"), default=0, db_default=0)
    level = models.PositiveSmallIntegerField(_("level"), default=1, db_default=1)
    source = models.CharField(_("came from"), max_length=120, default="direct")
    invited_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    pointed_at = models.DateTimeField(_("last point at"), null=True, blank=True)
    muted_until = models.DateTimeField(_("may not speak until"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined at"), db_default=Now())
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="one_membership_per_group"),
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(role="owner", left_at=None), name="one_owner_per_group"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(left_at=None), name="member_inside"),
            models.Index(fields=["group", "-id"], name="member_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"

    @property
    def runs(self) -> bool:
        """Whether they help to run it."""
        return self.left_at is None and self.role in self.RUNNING


class BanQuerySet(models.QuerySet["Ban"]):
    def standing(self) -> Self:
        """Those that hold now."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=Now()))


class Ban(models.Model):
    """A person who may not come back into a group: for good, or `until` a moment."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="bans", verbose_name=_("group"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("ban from a group")
        verbose_name_plural = _("bans from groups")
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_ban_per_person_and_group")]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.group_id}"


class Wish(models.Model):
    """Somebody asks to be let into a group that agrees first."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        LET_IN = "let_in", _("Let in")
        DECLINED = "declined", _("Declined")

    group = models.ForeignKey(Group, models.CASCADE, related_name="wishes", verbose_name=_("group"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    words = models.CharField(_("words"), max_length=300, blank=True)
    source = models.CharField(_("came from"), max_length=120, default="direct")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("wish to come in")
        verbose_name_plural = _("wishes to come in")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=models.Q(state="waiting"), name="one_wish_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} into {self.group_id}"


class GroupInvitationQuerySet(models.QuerySet["Invitation"]):
    def good(self) -> Self:
        """Those that still let somebody in."""
        return self.filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=Now()),
            models.Q(most=None) | models.Q(used__lt=models.F("most")),
            ended_at=None,
        )

    def for_parcels_of(self, shop: Shop) -> Self:
        """Those that a shop puts into its parcels."""
        return self.good().filter(is_for_parcels=True, group__shop=shop, group__state=Group.State.OPEN)


class Invitation(models.Model):
    """A link (or a QR code on a parcel) that lets its bearers in; what a group asks for besides still counts."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations", verbose_name=_("group"))
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code)
    label = models.CharField(_("what it is for"), max_length=60, blank=True)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("made by"))
    most = models.PositiveIntegerField(_("for at most so many"), null=True, blank=True)
    is_for_parcels = models.BooleanField(_("printed on packing slips"), default=False, db_default=False)
    used = models.PositiveIntegerField(_("used"), default=0, db_default=0)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = GroupInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation into a group")
        verbose_name_plural = _("invitations into groups")

    def __str__(self) -> str:
        return self.label or self.code

    def get_absolute_url(self) -> str:
        return reverse("groups:invitation", args=[self.code])


class GroupWord(models.Model):
    """One word that is not said in a group (`group` None: in any group)."""

    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="forbidden_words", verbose_name=_("group")
    )
    word = models.CharField(_("word"), max_length=60)

    class Meta:
        verbose_name = _("word not said in groups")
        verbose_name_plural = _("words not said in groups")
        constraints = [
            models.UniqueConstraint(fields=["group", "word"], nulls_distinct=False, name="one_row_per_word_of_a_group")
        ]

    def __str__(self) -> str:
        return self.word


class Entry(models.Model):
    """What somebody who runs a group did there, kept for the others who do."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="log", verbose_name=_("group"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("what was done"), max_length=20)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("to whom")
    )
    words = models.CharField(_("words"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("entry in a group's log")
        verbose_name_plural = _("entries in groups' logs")
        indexes = [models.Index(fields=["group", "-id"], name="entry_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.group_id}"
