"""What is bought inside a live room: whose pieces of its offers, and which checkouts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.trade.models.groups import OrderGroup
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer


class OfferTake(models.Model):
    """How many pieces of one offer one member has promised themselves; what is given up is theirs to take again."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="takes", verbose_name=_("offer"))
    member = models.ForeignKey(Person, models.CASCADE, related_name="offer_takes", verbose_name=_("member"))
    quantity = models.PositiveIntegerField(_("pieces"), default=0)

    class Meta:
        verbose_name = _("pieces of an offer")
        verbose_name_plural = _("pieces of offers")
        constraints = [models.UniqueConstraint(fields=["offer", "member"], name="one_take_per_member_and_offer")]

    def __str__(self) -> str:
        return f"{self.quantity} of offer {self.offer_id}"


class RoomPurchase(models.Model):
    """One checkout that was made inside a room, by its offer if it names one.

    `shows_initial` is the member's leave to show the first letter of their name in the room, once it is paid.
    """

    group = models.OneToOneField(
        OrderGroup, models.CASCADE, primary_key=True, related_name="room_purchase", verbose_name=_("order group")
    )
    room = models.ForeignKey(Room, models.CASCADE, related_name="purchases", verbose_name=_("room"))
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="purchases", verbose_name=_("offer")
    )
    shows_initial = models.BooleanField(_("the first letter may be shown"), default=False)

    class Meta:
        verbose_name = _("purchase in a room")
        verbose_name_plural = _("purchases in rooms")

    def __str__(self) -> str:
        return f"checkout {self.group_id} in room {self.room_id}"
