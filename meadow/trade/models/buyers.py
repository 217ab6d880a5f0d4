"""Buyers: members who sell other people's goods for commission, and how they came to do it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person


class BuyerQuerySet(models.QuerySet["Buyer"]):
    def waiting(self) -> Self:
        return self.filter(state=Buyer.State.ASKED)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Buyer(models.Model):
    """One member's profession: what they curate and where they show it, and which terms they accepted when.

    `Person.is_buyer` says whether they are one now; the actions that change `state` keep it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACTIVE = "active", _("Buyer")
        REFUSED = "refused", _("Refused")
        LEFT = "left", _("No longer a buyer")

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="profession", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    curates = models.CharField(_("what you curate"), max_length=300)
    places = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("where else you show it")
    )
    terms_version = models.CharField(_("terms accepted"), max_length=20)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = BuyerQuerySet.as_manager()

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(state="asked"), name="buyer_to_answer")]

    def __str__(self) -> str:
        return f"buyer {self.person_id}"
