"""Touches: through what and whom a line came to be sold, as it was found when the order was placed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.venue.notes.models.notes import Note


class LineTouch(models.Model):
    """What earned one line: the last qualified touch before it was put in the cart, and the whole path to it.

    Frozen when the order is placed. `earner` gets the commission, `commission_rate` hundredths of a per cent of what is
    paid for the line without tax; nobody does when it came direct, or when a rule shut the touch out: `ruled_out`.
    `place` says where else: `room:7`, `group:3`. `path` is every touch of the window, oldest first:
    `[{"kind": "note", "note": 5, "place": "", "earner": 9, "at": "2026-11-23T10:00:00Z"}]`.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct")
        NOTE = "note", _("Note")
        ROOM = "room", _("Live room")
        GROUP = "group", _("Group")
        SELECTION = "selection", _("Buyer's selection")

    line = models.OneToOneField(
        OrderLine, models.CASCADE, primary_key=True, related_name="touch", verbose_name=_("line")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("note"))
    place = models.CharField(_("place"), max_length=40, blank=True)
    earner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earner")
    )
    commission_rate = models.PositiveIntegerField(_("commission rate"), default=0)
    ruled_out = models.CharField(_("shut out by rule"), max_length=40, blank=True)
    path = models.JSONField(_("path"), default=list, blank=True)
    touched_at = models.DateTimeField(_("touched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("touch of a line")
        verbose_name_plural = _("touches of lines")
        constraints = [
            models.CheckConstraint(condition=models.Q(commission_rate__lte=9000), name="commission_at_most_90_percent"),
            models.CheckConstraint(
                condition=models.Q(commission_rate=0) | models.Q(earner__isnull=False), name="commission_has_an_earner"
            ),
        ]
        indexes = [
            models.Index(fields=["earner", "line"], condition=models.Q(earner__isnull=False), name="touch_earner")
        ]

    def __str__(self) -> str:
        return f"line {self.line_id} through {self.kind}"
