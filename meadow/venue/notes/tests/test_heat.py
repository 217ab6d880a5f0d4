"""How warm a note is."""

from hypothesis import given
from hypothesis import strategies as st

from meadow.venue.notes.heat import TENFOLD, heat

counts = st.integers(0, 10**7)
moments = st.floats(0, 4e9)


def test_a_factor_of_ten_is_worth_half_a_day() -> None:
    old = heat(likes=99, saves=0, comments=0, published_at=1_700_000_000)
    new = heat(likes=9, saves=0, comments=0, published_at=1_700_000_000 + TENFOLD)

    assert abs(old - new) < 1e-9


def test_saving_and_commenting_count_twice() -> None:
    liked = heat(likes=2, saves=0, comments=0, published_at=0)

    assert heat(likes=0, saves=1, comments=0, published_at=0) == liked
    assert heat(likes=0, saves=0, comments=1, published_at=0) == liked


@given(counts, counts, counts, moments)
def test_every_sign_of_interest_warms(likes: int, saves: int, comments: int, at: float) -> None:
    before = heat(likes=likes, saves=saves, comments=comments, published_at=at)

    assert heat(likes=likes + 1, saves=saves, comments=comments, published_at=at) >= before
    assert heat(likes=likes, saves=saves, comments=comments, published_at=at + 60) > before
