"""What a manager does to many products at once, product by product, so that it can be followed and taken back."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person


class BulkEditQuerySet(models.QuerySet["BulkEdit"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class BulkEdit(models.Model):
    """One change to many products of a shop: what is done to each, with which words, and how far it has come.

    `terms` are what the verb needs: `{"tag": "linen"}`, `{"collection": 7}`, `{"category": 3}`, or those of a
    `Repricing`. Its items are chosen when it begins; each is done once, however often a worker dies.
    """

    class Verb(models.TextChoices):
        PUBLISH = "publish", _("Put on sale")
        DRAFT = "draft", _("Make a draft of it")
        ARCHIVE = "archive", _("Archive")
        ADD_TAG = "add_tag", _("Add a tag")
        REMOVE_TAG = "remove_tag", _("Take a tag away")
        COLLECT = "collect", _("Add to a collection")
        UNCOLLECT = "uncollect", _("Take out of a collection")
        CATEGORISE = "categorise", _("Set the category")
        REPRICE = "reprice", _("Change the price")

    class State(models.TextChoices):
        GOING = "going", _("On its way")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="bulk_edits", verbose_name=_("shop"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("verb"), max_length=10, choices=Verb)
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.GOING)
    total = models.PositiveIntegerField(_("products"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = BulkEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to many products")
        verbose_name_plural = _("changes to many products")
        indexes = [models.Index(fields=["shop", "-id"], name="bulk_edit_of_shop")]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def is_going(self) -> bool:
        return self.state in {self.State.GOING, self.State.UNDOING}

    @property
    def can_be_undone(self) -> bool:
        return self.state == self.State.DONE and self.changed > 0


class BulkEditItem(models.Model):
    """One product of a change to many: whether it is done, what it said before and after, or why it was refused."""

    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="items", verbose_name=_("change"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    is_done = models.BooleanField(_("done"), db_default=False)
    before: Any = models.JSONField(_("before"), null=True, blank=True)
    after: Any = models.JSONField(_("after"), null=True, blank=True)
    refusal = models.CharField(_("refusal"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("product of a change to many")
        verbose_name_plural = _("products of a change to many")
        constraints = [models.UniqueConstraint(fields=["edit", "product"], name="a_product_once_per_bulk_edit")]
        indexes = [
            models.Index(fields=["edit", "product"], condition=models.Q(is_done=False), name="bulk_item_to_do"),
            models.Index(fields=["edit", "product"], condition=~models.Q(refusal=""), name="bulk_item_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.edit_id}"
