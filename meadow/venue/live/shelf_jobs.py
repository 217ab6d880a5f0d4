"""Ending offers and drawing raffles when their time is over. Any of it may run twice or late."""

from procrastinate.contrib.django import app

from meadow.venue.live.actions.offers import close_due_offers, close_offer
from meadow.venue.live.actions.raffles import draw_due_raffles, draw_raffle
from meadow.venue.live.models.shelf import Offer, Raffle


@app.task(name="live.close_offer")
def close_when_over(offer: int) -> None:
    """Give back what is left of an offer."""
    for found in Offer.objects.filter(pk=offer):
        close_offer(found)


@app.task(name="live.draw_raffle")
def draw_when_over(raffle: int) -> None:
    """Draw a raffle."""
    for found in Raffle.objects.filter(pk=raffle):
        draw_raffle(found)


@app.periodic(cron="* * * * *")
@app.task(name="live.end_goods", queueing_lock="live.end_goods")
def end_what_is_over(timestamp: int) -> None:
    """What was missed when its moment came."""
    close_due_offers()
    draw_due_raffles()
