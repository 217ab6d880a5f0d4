"""How the money of a line is shared out between shop, buyer and platform, and what refunds took back of it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.sharing import Parts


class Shared(models.Model):
    """The parts into which money is shared out: what is paid and what the platform adds to it go to all the others.

    `tax_kept` is tax on the sale that the platform remits for the shop. `platform_share` is the platform's part of
    `commission`. `net` is what is left for the shop, and may be less than nothing.
    """

    paid = models.BigIntegerField(_("paid"))
    promotion = models.BigIntegerField(_("borne by the platform"), default=0)
    tax_kept = models.BigIntegerField(_("tax remitted by the platform"), default=0)
    commission = models.BigIntegerField(_("commission"), default=0)
    platform_share = models.BigIntegerField(_("platform's share of the commission"), default=0)
    fee = models.BigIntegerField(_("platform fee"), default=0)
    fee_tax = models.BigIntegerField(_("tax on the platform fee"), default=0)
    payment_fee = models.BigIntegerField(_("payment fee"), default=0)
    payment_fee_tax = models.BigIntegerField(_("tax on the payment fee"), default=0)
    net = models.BigIntegerField(_("shop's net"))

    class Meta:
        abstract = True

    @property
    def parts(self) -> Parts:
        return Parts(**{name: getattr(self, name) for name in Parts.NAMES})

    @property
    def earned(self) -> int:
        """What the buyer gets of the commission."""
        return self.commission - self.platform_share


_ADDS_UP = models.Q(
    net=models.F("paid")
    + models.F("promotion")
    - models.F("tax_kept")
    - models.F("commission")
    - models.F("fee")
    - models.F("fee_tax")
    - models.F("payment_fee")
    - models.F("payment_fee_tax")
)


class LineShareQuerySet(models.QuerySet["LineShare"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class LineShare(Shared):
    """How the money of one line is shared out, frozen when it is paid; without a line, that of sending the order.

    `base` is what commission and platform fee are reckoned from: what is paid, without tax. Rates are hundredths of a
    per cent. `settled_at` is when the order was completed: until then everything is estimated.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="shares", verbose_name=_("order"))
    line = models.OneToOneField(
        OrderLine, models.PROTECT, null=True, blank=True, related_name="share", verbose_name=_("line")
    )
    currency = models.CharField(_("currency"), max_length=3)
    earner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="earned_shares", verbose_name=_("earner")
    )
    tax = models.BigIntegerField(_("tax"), default=0)
    base = models.BigIntegerField(_("base of commission and fee"), default=0)
    commission_rate = models.PositiveIntegerField(_("commission rate"), default=0)
    platform_share_rate = models.PositiveIntegerField(_("platform's share of the commission, rate"), default=0)
    fee_rate = models.PositiveIntegerField(_("fee rate"), default=0)
    gives_back_fee = models.BooleanField(_("platform fee is given back"), default=True)
    gives_back_payment_fee = models.BooleanField(_("payment fee is given back"), default=False)
    paid_at = models.DateTimeField(_("paid at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = LineShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a line")
        verbose_name_plural = _("shares of lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_ADDS_UP, name="a_share_adds_up"),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(line__isnull=True), name="one_share_for_sending"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    paid__gte=0,
                    promotion__gte=0,
                    tax_kept__gte=0,
                    platform_share__gte=0,
                    platform_share__lte=models.F("commission"),
                    fee__gte=0,
                    payment_fee__gte=0,
                ),
                name="parts_of_a_share_are_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(commission=0) | models.Q(earner__isnull=False), name="a_commission_is_earned"
            ),
        ]
        indexes = [
            models.Index(fields=["earner", "-id"], condition=models.Q(earner__isnull=False), name="share_earner")
        ]

    def __str__(self) -> str:
        return f"share of line {self.line_id}" if self.line_id else f"share of sending order {self.order_id}"


class ShareBack(Shared):
    """What one refund takes back of one share; without a refund, what a call-off takes back of what cost nothing.

    `net` is what the shop gives of its own. All that was taken back of a share together is what the share would be of
    what was given back together, so refunds in steps take back exactly what one refund would.
    """

    share = models.ForeignKey(LineShare, models.PROTECT, related_name="backs", verbose_name=_("share"))
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="backs", verbose_name=_("refund")
    )

    class Meta:
        verbose_name = _("part taken back")
        verbose_name_plural = _("parts taken back")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_ADDS_UP, name="what_is_taken_back_adds_up"),
            models.UniqueConstraint(fields=["share", "refund"], name="taken_back_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paid} of share {self.share_id}"
