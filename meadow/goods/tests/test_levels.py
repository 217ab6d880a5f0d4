"""How things lie spread over places."""

from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.levels import put, spread, taken

LEVELS = st.lists(st.integers(-5, 50), min_size=1, max_size=5)


def test_less_comes_from_the_first_that_has_some_and_more_goes_to_the_first() -> None:
    assert taken([0, 3, 5], 4) == [0, 0, 4]
    assert taken([2, 3], 7) == [-2, 0]
    assert taken([-1, 3], 2) == [-1, 1]
    assert put([1, 3], 2) == [3, 3]


@given(levels=LEVELS, change=st.integers(-100, 100))
def test_nothing_is_lost_and_only_the_first_place_ever_owes(levels: list[int], change: int) -> None:
    after = spread(levels, change)
    assert sum(after) == sum(levels) + change
    assert all(now >= min(was, 0) for was, now in zip(levels[1:], after[1:], strict=True))
    if change < 0 and sum(max(level, 0) for level in levels) >= -change:
        assert after[0] >= min(levels[0], 0)
