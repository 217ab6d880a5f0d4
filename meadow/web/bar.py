"""What the bar on top of every page counts for the member who looks at it."""

from typing import NamedTuple

from meadow.people.models.persons import Person
from meadow.plumbing.prepared import run
from meadow.venue.talk.unread import UNREAD

_COUNTS = f"""
SELECT
    (SELECT coalesce(sum(line.quantity), 0) FROM trade_cartline line JOIN trade_cart cart ON cart.id = line.cart_id
     WHERE cart.person_id = %s),
    (SELECT count(*) FROM people_news WHERE person_id = %s AND read_at IS NULL AND is_shown),
    ({UNREAD})"""  # noqa: S608 - our own words


class Counts(NamedTuple):
    """Pieces in the cart, news and messages that wait to be read."""

    cart: int = 0
    news: int = 0
    messages: int = 0


def counts_of(person: Person) -> Counts:
    """One statement, prepared, since every page of a member asks it."""
    return Counts(*(int(number) for number in run(_COUNTS, [person.pk] * 3)[0]))
