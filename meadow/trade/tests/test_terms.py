"""Rates and their steps: what a change may do to whom, tried on any schedule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meadow.trade.terms import MOST_RATE, Schedule, Terms

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTICE = timedelta(days=30)


@some.composite
def terms(draw: some.DrawFn) -> Terms:
    sales = sorted(draw(some.sets(some.integers(1, 40), max_size=4)))
    rates = sorted(draw(some.lists(some.integers(0, MOST_RATE), min_size=len(sales) + 1, max_size=len(sales) + 1)))
    return Terms(rates[0], tuple(zip(sales, rates[1:], strict=True)))


def test_a_step_holds_from_its_piece_on() -> None:
    stepped = Terms(1000, ((10, 1200), (100, 1500)))
    assert [stepped.rate_after(sold) for sold in (0, 8, 9, 98, 99, 500)] == [1000, 1000, 1200, 1200, 1500, 1500]
    assert stepped.top == 1500
    assert Terms(700).top == 700


@pytest.mark.parametrize(
    ("rate", "steps"),
    [
        (-1, ()),
        (9001, ()),
        (1000, ((10, 9001),)),
        (1000, ((10, 900),)),
        (1000, ((0, 1200),)),
        (1000, ((10, 1200), (10, 1300))),
        (1000, ((10, 1200), (5, 1300))),
    ],
)
def test_terms_that_cannot_be_are_none(rate: int, steps: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"steps begin|rates lie"):
        Terms(rate, steps)


@given(terms(), terms(), some.integers(0, 60))
def test_the_better_of_two_is_the_better_at_every_number_of_pieces(one: Terms, other: Terms, sold: int) -> None:
    assert one.or_better(other).rate_after(sold) == max(one.rate_after(sold), other.rate_after(sold))


@given(
    terms(),
    some.lists(some.tuples(some.integers(0, 45), terms()), min_size=1, max_size=5),
    some.integers(0, 90),
    some.integers(0, 50),
)
def test_nobody_gets_less_than_promised_within_the_notice_and_everybody_the_new_after_it(
    first: Terms, changes: list[tuple[int, Terms]], day: int, sold: int
) -> None:
    schedule, now = Schedule.of(first), NOW
    for days, new in changes:
        now += timedelta(days=days)
        before, schedule = schedule, schedule.changed(new, now=now, notice=NOTICE)
        at = now + timedelta(days=day)
        promised, holds = before.at(at).rate_after(sold), schedule.at(at).rate_after(sold)
        if at < now + NOTICE:
            assert holds == max(promised, new.rate_after(sold))
        else:
            assert holds == new.rate_after(sold)
    assert Schedule.read(schedule.kept()) == schedule


def test_a_rise_holds_at_once_and_announces_nothing() -> None:
    raised = Schedule.of(Terms(1000)).changed(Terms(1500), now=NOW, notice=NOTICE)
    assert raised == Schedule.of(Terms(1500))


def test_a_lowering_waits_for_its_notice() -> None:
    lowered = Schedule.of(Terms(1000)).changed(Terms(600), now=NOW, notice=NOTICE)
    assert lowered.at(NOW) == Terms(1000)
    assert lowered.at(NOW + NOTICE) == Terms(600)
    assert lowered.coming(NOW) == [(NOW + NOTICE, Terms(600))]


def test_a_lowering_that_was_taken_back_in_part_never_comes_to_hold() -> None:
    """The example of `docs/howto/cooperation.md`."""
    lowered = Schedule.of(Terms(1000)).changed(Terms(600), now=NOW, notice=NOTICE)
    again = lowered.changed(Terms(800), now=NOW + timedelta(days=10), notice=NOTICE)
    assert [again.at(NOW + timedelta(days=day)).rate for day in (11, 29, 30, 41, 99)] == [1000, 1000, 800, 800, 800]
