"""How warm a note is: one number that says how far up it stands in the feed."""

from math import log10

# A note published this many seconds later stands as high as one with ten times as many hearts.
TENFOLD = 45_000


def heat(*, likes: int, saves: int, comments: int, published_at: float) -> float:
    """Reddit's hot rank (its open-sourced `_sorts.pyx`; A. Salihefendic, "How Reddit ranking algorithms work", 2015).

    The logarithm of what people gave, plus the moment of publishing (seconds since 1970) over 45,000: the first ten
    likes weigh as much as the next ninety, and twelve and a half hours as much as a factor of ten. Saving and
    commenting take more resolve than liking and count twice. The number only ever changes when a count does, so it
    can be stored and read in the order of an index.
    """
    return log10(1 + likes + 2 * saves + 2 * comments) + published_at / TENFOLD
