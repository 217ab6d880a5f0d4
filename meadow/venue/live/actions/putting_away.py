"""What becomes of a room's goods when its show ends."""

from meadow.venue.live.actions.offers import close_offers
from meadow.venue.live.actions.raffles import draw_rest
from meadow.venue.live.models.shelf import ShelfItem
from meadow.venue.live.models.shows import Show


def put_goods_away(show: Show) -> None:
    """Draw what is still to be drawn, forget who asked, and give back what is left of offers.

    Part of the transaction that closes the show and has locked its room; stands last in it, for it locks stock.
    """
    draw_rest(show)
    ShelfItem.objects.filter(room=show.room_id).exclude(ask_count=0).update(ask_count=0)
    close_offers(show)
