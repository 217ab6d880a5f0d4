"""Sharing out, as arithmetic: whatever is paid and at whatever rates, nothing is lost and nothing is made."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from meadow.trade.sharing import WHOLE, Parts, Terms, part_of, payment_fees, share_out, taken_back

amounts = st.integers(0, 10**9)
rates = st.integers(0, 9000)


@st.composite
def shared(draw: st.DrawFn) -> Parts:
    paid = draw(amounts)
    return share_out(
        paid=paid,
        tax=draw(st.integers(0, paid)),
        promotion=draw(st.integers(0, 10**6)),
        payment_fee=draw(st.integers(0, 10**6)),
        terms=Terms(draw(rates), draw(rates), draw(rates), draw(st.integers(0, 3000)), draw(st.booleans())),
    )


@given(shared())
def test_the_parts_make_up_what_was_paid_and_added(parts: Parts) -> None:
    given_out = parts.net + parts.earned + parts.platform_share + parts.taken_off
    assert given_out == parts.paid + parts.promotion
    assert 0 <= parts.platform_share <= parts.commission


@given(amounts, rates)
def test_a_part_is_rounded_to_the_nearest_unit(amount: int, rate: int) -> None:
    assert abs(part_of(amount, rate) - Fraction(amount * rate, WHOLE)) <= Fraction(1, 2)


@given(st.lists(amounts, min_size=1, max_size=8), st.integers(0, 1000), st.integers(0, 100))
def test_payment_fees_of_lines_come_to_that_of_the_payment(paid: list[int], rate: int, fixed: int) -> None:
    fees = payment_fees(paid, rate=rate, fixed=fixed)
    assert sum(fees) == (part_of(sum(paid), rate) + fixed if sum(paid) else 0)
    assert all(fee == 0 for fee, amount in zip(fees, paid, strict=True) if amount == 0)


@given(shared(), st.lists(st.integers(1, 10**8), max_size=6), st.booleans(), st.booleans())
def test_refunds_in_steps_take_what_one_refund_takes(
    parts: Parts, steps: list[int], fee: bool, payment_fee: bool
) -> None:
    if parts.paid == 0:
        return
    done, taken = 0, Parts()
    for step in [*steps, parts.paid]:
        amount = min(step, parts.paid - done)
        done += amount
        target = taken_back(parts, done, parts.paid, fee=fee, payment_fee=payment_fee)
        now = target - taken
        assert now.paid == amount
        assert all(getattr(now, name) >= 0 for name in Parts.NAMES)
        assert now.net + now.earned + now.platform_share + now.taken_off == amount + now.promotion
        for name in Parts.NAMES:
            exact = Fraction(getattr(parts, name) * done, parts.paid)
            kept = (not fee and name in {"fee", "fee_tax"}) or (
                not payment_fee and name in {"payment_fee", "payment_fee_tax"}
            )
            assert abs(getattr(target, name) - (0 if kept else exact)) <= Fraction(1, 2)
        taken = target
    left = parts - taken
    kept_back = (0 if fee else parts.fee + parts.fee_tax) + (
        0 if payment_fee else parts.payment_fee + parts.payment_fee_tax
    )
    assert (left.paid, left.promotion, left.commission, left.platform_share, left.tax_kept) == (0, 0, 0, 0, 0)
    assert left.net == -kept_back
