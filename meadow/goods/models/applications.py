"""How a shop comes to be opened: an application, its documents, and what operators answered."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.goods.refusals import ApplicationIsAnswered, ApplicationIsWaiting, DepositIsMissing
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files


class ApplicationQuerySet(models.QuerySet["Application"]):
    def waiting(self) -> Self:
        """Handed in and not answered yet, the longest waiting first."""
        return self.filter(state=Application.State.HANDED_IN).order_by("handed_in_at", "pk")

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Application(models.Model):
    """One shop's wish to be opened: who stands behind it, and what was said to it.

    Operators return it with reasons, and it may be handed in again; a refusal ends it. What it costs and which deposit
    it needs is frozen when it is handed in.
    """

    class State(models.TextChoices):
        BEGUN = "begun", _("Begun")
        HANDED_IN = "handed_in", _("Handed in")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    class Road(models.TextChoices):
        NOTES = "notes", _("I share notes already")
        NEW = "new", _("I begin here")
        MOVING = "moving", _("I sell elsewhere already")

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="application", verbose_name=_("shop"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name=_("by"))
    road = models.CharField(_("road"), max_length=6, choices=Road, default=Road.NEW)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.BEGUN)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    what = models.TextField(_("what you sell"), max_length=2000, blank=True)
    contract_version = models.CharField(_("version of the contract"), max_length=20, blank=True)
    contract_accepted_at = models.DateTimeField(_("contract accepted at"), null=True, blank=True)
    deposit = models.BigIntegerField(_("deposit"), null=True, blank=True)
    fee_basis_points = models.PositiveIntegerField(_("fee in hundredths of a per cent"), null=True, blank=True)
    deposit_received_at = models.DateTimeField(_("deposit received at"), null=True, blank=True)
    answer = models.TextField(_("what operators answered"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(
                fields=["handed_in_at", "id"], condition=models.Q(state="handed_in"), name="application_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} {self.state}"

    @property
    def can_be_changed(self) -> bool:
        return self.state in {self.State.BEGUN, self.State.RETURNED}

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.HANDED_IN

    @property
    def owes_deposit(self) -> bool:
        return bool(self.deposit) and self.deposit_received_at is None

    def change(self) -> None:
        """Refuse a change of what operators are looking at, or have answered for good."""
        if self.is_waiting:
            raise ApplicationIsWaiting
        if not self.can_be_changed:
            raise ApplicationIsAnswered

    def take_answer(self, state: str, words: str, *, by: Person | None, at: datetime) -> None:
        """Take what operators answer; only what is waiting is answered, and only once."""
        if not self.is_waiting:
            raise ApplicationIsAnswered
        if state == self.State.APPROVED and self.owes_deposit:
            raise DepositIsMissing
        self.state, self.answer, self.answered_by, self.answered_at = state, words, by, at


class ApplicationDocument(models.Model):
    """One paper that goes with an application; its file lies where no address leads."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("Proof of identity")
        REGISTRATION = "registration", _("Business registration")
        BRAND = "brand", _("Right to the brand")
        OTHER = "other", _("Another paper")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file = models.FileField(_("file"), storage=private_files, upload_to="applications/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("bytes"))
    put_at = models.DateTimeField(_("put at"), db_default=Now())

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name


class Reason(models.TextChoices):
    """Why operators return an application; each says what to do."""

    UNREADABLE = "unreadable", _("A document cannot be read. Please send it again, whole and sharp.")
    EXPIRED = "expired", _("A document is out of date. Please send the one that is valid now.")
    NAMES_DIFFER = "names_differ", _("The names in the answers and in the documents differ. Please make them agree.")
    WRONG_KIND = "wrong_kind", _("This looks like another kind of shop. Please choose the kind that fits.")
    NO_BRAND_RIGHT = "no_brand_right", _("The right to the brand is not shown. Please add a document that shows it.")
    GOODS_UNCLEAR = (
        "goods_unclear",
        _("It is not clear what you sell. Please describe it or add a product with photos."),
    )
    GOODS_NOT_ALLOWED = "goods_not_allowed", _("Some of these goods may not be sold here. Please take them out.")
    STORY_MISLEADS = "story_misleads", _("The name or story may mislead people. Please change it.")


class ApplicationAnswer(models.Model):
    """What operators answered to one handing-in; all of them stay, so that nobody has to explain twice."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers", verbose_name=_("application"))
    state = models.CharField(_("state"), max_length=9, choices=Application.State)
    words = models.TextField(_("words"), max_length=4000, blank=True)
    reasons = ArrayField(
        models.CharField(max_length=20, choices=Reason), default=list, blank=True, verbose_name=_("reasons")
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.application_id}"

    @property
    def reason_words(self) -> list[str]:
        """The reasons in the reader's language."""
        return [str(Reason(reason).label) for reason in self.reasons if reason in Reason.values]
