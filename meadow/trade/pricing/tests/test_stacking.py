"""Promotions together: what takes how much, in which order, and what holds whatever is thrown at it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meadow.trade.pricing.lines import Line, worth
from meadow.trade.pricing.rules import WHOLE, Kind, Rule, Step
from meadow.trade.pricing.stacking import Taken, take_off

CUP, LAMP, VASE = 1, 2, 3


def line(key: int, price: int, quantity: int = 1, **fields: object) -> Line:
    return Line(key=key, price=price, quantity=quantity, **{"shop": 1, "product": key, **fields})  # type: ignore[arg-type]


def percent(key: int, hundredths: int, **fields: object) -> Rule:
    return Rule(key=key, kind=Kind.PERCENT, percent=hundredths, **{"shop": 1, **fields})  # type: ignore[arg-type]


def amount(key: int, minor: int, **fields: object) -> Rule:
    return Rule(key=key, kind=Kind.AMOUNT, amount=minor, **{"shop": 1, **fields})  # type: ignore[arg-type]


def off(taken: list[Taken]) -> int:
    return sum(sum(one.lines.values()) for one in taken)


def by_rule(taken: list[Taken]) -> dict[int, int]:
    return {one.rule.key: one.amount for one in taken}


def test_steps_work_on_what_the_steps_before_left() -> None:
    goods = [line(CUP, 10_000), line(LAMP, 10_000)]
    rules = [
        percent(1, 1_000, products=frozenset({CUP})),
        percent(2, 1_000),
        amount(3, 500, is_automatic=False),
        percent(4, 1_000, shop=None, funded_share=WHOLE),
    ]

    taken = take_off(goods, rules)

    # 200.00 - 10% of the cup (10.00) - 10% of 190.00 (19.00) - 5.00 - 10% of 166.00 (16.60)
    assert by_rule(taken) == {1: 1_000, 2: 1_900, 3: 500, 4: 1_660}
    assert [one.rule.step for one in taken] == [Step.LINES, Step.ORDER, Step.COUPON, Step.PLATFORM]


def test_each_line_takes_the_best_percentage() -> None:
    goods = [line(CUP, 1_000), line(LAMP, 1_000)]
    rules = [percent(1, 1_000, products=frozenset({CUP, LAMP})), percent(2, 3_000, products=frozenset({LAMP}))]

    assert by_rule(take_off(goods, rules)) == {1: 100, 2: 300}


def test_of_several_coupons_the_best_one_counts() -> None:
    goods = [line(CUP, 10_000)]
    rules = [amount(1, 500, is_automatic=False), percent(2, 2_000, is_automatic=False), amount(3, 900, shop=None)]

    assert by_rule(take_off(goods, rules)) == {2: 2_000, 3: 900}


def test_what_does_not_combine_stands_alone_when_it_is_better() -> None:
    goods = [line(CUP, 10_000)]
    weak, strong = percent(1, 1_000), percent(2, 3_000, combines=False)

    assert by_rule(take_off(goods, [weak, amount(3, 300, shop=None), strong])) == {2: 3_000}
    assert by_rule(take_off(goods, [weak, amount(3, 300, shop=None), replace(strong, percent=1_200)])) == {
        1: 1_000,
        3: 300,
    }


def test_a_shop_that_stands_alone_leaves_the_platform_the_other_shops() -> None:
    goods = [line(CUP, 10_000), line(LAMP, 10_000, shop=2)]

    taken = take_off(goods, [percent(1, 5_000, combines=False), percent(2, 1_000, shop=None)])

    assert by_rule(taken) == {1: 5_000, 2: 1_000}
    assert taken[1].lines == {LAMP: 1_000}


def test_thresholds_are_counted_before_anything_is_taken_off() -> None:
    goods = [line(CUP, 5_000)]
    rules = [percent(1, 1_000, products=frozenset({CUP})), amount(2, 500, min_goods=5_000)]

    assert by_rule(take_off(goods, rules)) == {1: 500, 2: 500}
    assert by_rule(take_off([line(CUP, 4_999)], rules)) == {1: 499}


def test_tiers_take_the_highest_that_is_reached() -> None:
    rule = Rule(key=1, shop=1, kind=Kind.TIERS, tiers=((5_000, 500), (10_000, 1_500)))

    assert [off(take_off([line(CUP, price)], [rule])) for price in (4_999, 5_000, 9_999, 10_000)] == [
        0,
        500,
        500,
        1_500,
    ]
    assert rule.missing([line(CUP, 4_400)]) == 600
    assert rule.next_tier([line(CUP, 6_000)]) == (4_000, 1_500)
    assert rule.next_tier([line(CUP, 10_000)]) is None


@pytest.mark.parametrize(("pieces", "taken"), [(2, 0), (3, 1_000), (5, 1_000), (6, 2_000)])
def test_buy_two_get_one_free(pieces: int, taken: int) -> None:
    rule = Rule(key=1, shop=1, kind=Kind.BUNDLE, buy=2, get=1, percent=WHOLE)

    assert off(take_off([line(CUP, 1_000, pieces)], [rule])) == taken


def test_a_bundle_makes_the_cheapest_pieces_cheaper() -> None:
    rule = Rule(key=1, shop=1, kind=Kind.BUNDLE, buy=1, get=1, percent=5_000)

    assert take_off([line(CUP, 1_000), line(LAMP, 5_000), line(VASE, 3_000)], [rule])[0].lines == {CUP: 500}


def test_a_bundle_may_give_other_things_than_those_that_are_bought() -> None:
    rule = Rule(
        key=1, shop=1, kind=Kind.BUNDLE, buy=2, get=1, percent=WHOLE,
        products=frozenset({LAMP}), gets=frozenset({CUP}),
    )  # fmt: skip

    assert take_off([line(CUP, 1_000, 3), line(LAMP, 5_000, 2)], [rule])[0].lines == {CUP: 1_000}
    assert take_off([line(CUP, 1_000, 3), line(LAMP, 5_000, 1)], [rule]) == []


def test_a_bundle_is_left_out_where_a_percentage_is_better() -> None:
    goods = [line(CUP, 1_000), line(LAMP, 1_000)]
    bundle = Rule(key=1, shop=1, kind=Kind.BUNDLE, buy=1, get=1, percent=1_000)

    assert by_rule(take_off(goods, [bundle, percent(2, 2_000, products=frozenset({CUP, LAMP}))])) == {2: 400}
    assert by_rule(take_off(goods, [bundle, percent(2, 200, products=frozenset({CUP, LAMP}))])) == {1: 100}


def test_a_ceiling_holds() -> None:
    assert off(take_off([line(CUP, 100_000)], [percent(1, 5_000, most_off=2_000)])) == 2_000


def test_categories_collections_and_places_narrow_it_down() -> None:
    goods = [
        line(CUP, 1_000, categories=frozenset({7}), places=frozenset({"room:3"})),
        line(LAMP, 1_000, collections=frozenset({8})),
    ]

    assert take_off(goods, [percent(1, 1_000, categories=frozenset({7}))])[0].lines == {CUP: 100}
    assert take_off(goods, [percent(1, 1_000, collections=frozenset({8}))])[0].lines == {LAMP: 100}
    assert take_off(goods, [percent(1, 1_000, place="room")])[0].lines == {CUP: 100}
    assert take_off(goods, [percent(1, 1_000, place="room:3")])[0].lines == {CUP: 100}
    assert take_off(goods, [percent(1, 1_000, place="room:4")]) == []
    assert take_off(goods, [percent(1, 1_000, place="group")]) == []


def test_sending_takes_the_shops_best_and_then_the_platforms() -> None:
    goods = [line(CUP, 5_000), line(LAMP, 1_000, shop=2)]
    shops = Rule(key=1, shop=1, kind=Kind.SHIPPING, min_goods=5_000)
    ours = Rule(key=2, kind=Kind.SHIPPING, most_off=300, funded_share=WHOLE)

    taken = take_off(goods, [shops, ours], {1: 500, 2: 400})

    assert [(one.rule.key, one.sending, one.sending_platform) for one in taken] == [
        (1, {1: 500}, {1: 0}),
        (2, {2: 300}, {2: 300}),
    ]
    assert take_off([line(CUP, 4_999)], [shops], {1: 500}) == []


def test_what_both_bear_is_shared_out_to_the_last_unit() -> None:
    goods = [line(CUP, 333), line(LAMP, 333), line(VASE, 334)]

    (taken,) = take_off(goods, [amount(1, 101, shop=None, funded_share=3_333)])

    assert sum(taken.lines.values()) == 101
    assert sum(taken.lines_platform.values()) == 33
    assert all(taken.lines_platform[key] <= taken.lines[key] for key in taken.lines)


# -- whatever is thrown at it ---------------------------------------------------------------------

sets = st.frozensets(st.integers(1, 5), max_size=3)
lines_of = st.lists(
    st.builds(
        Line,
        key=st.integers(1, 10_000),
        shop=st.integers(1, 2),
        product=st.integers(1, 5),
        price=st.one_of(st.integers(0, 30), st.integers(0, 100_000_000_000)),
        quantity=st.integers(1, 999),
        categories=sets,
        collections=sets,
        places=st.frozensets(st.sampled_from(["room:1", "room:2", "group:1"]), max_size=2),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)
money = st.one_of(st.integers(0, 50), st.integers(0, 10**12))


@st.composite
def some_rules(draw: st.DrawFn, most: int = 6) -> list[Rule]:
    found = draw(
        st.lists(
            st.builds(
                Rule,
                key=st.integers(1, 10_000),
                kind=st.sampled_from(Kind),
                shop=st.sampled_from([None, 1, 2]),
                is_automatic=st.booleans(),
                percent=st.integers(0, WHOLE),
                amount=money,
                tiers=st.lists(st.tuples(money, money), max_size=3).map(lambda tiers: tuple(sorted(tiers))),
                buy=st.integers(0, 3),
                get=st.integers(0, 2),
                most_off=st.one_of(st.none(), money),
                min_goods=st.one_of(st.just(0), money),
                place=st.sampled_from(["", "", "room", "room:1", "group:1"]),
                products=st.one_of(st.just(frozenset()), sets),
                categories=st.one_of(st.just(frozenset()), sets),
                gets=st.one_of(st.just(frozenset()), sets),
                combines=st.sampled_from([True, True, False]),
            ),
            max_size=most,
            unique_by=lambda one: one.key,
        )
    )
    return [replace(rule, funded_share=draw(st.integers(0, WHOLE)) if rule.shop is None else 0) for rule in found]


sendings = st.dictionaries(st.integers(1, 2), st.integers(0, 100_000), max_size=2)


@given(lines_of, some_rules(), sendings)
@settings(max_examples=300, deadline=None)
def test_nothing_is_ever_negative_and_every_split_adds_up(
    goods: list[Line], rules: list[Rule], sending: dict[int, int]
) -> None:
    taken = take_off(goods, rules, sending)

    totals = {one.key: one.total for one in goods}
    for key, total in totals.items():
        assert 0 <= sum(one.lines.get(key, 0) for one in taken) <= total
    for shop in sending:
        assert 0 <= sum(one.sending.get(shop, 0) for one in taken) <= sending[shop]
    for one in taken:
        assert one.amount > 0
        assert all(part > 0 for part in (*one.lines.values(), *one.sending.values()))
        assert one.lines.keys() == one.lines_platform.keys()
        assert all(0 <= one.lines_platform[key] <= part for key, part in one.lines.items())
        assert all(0 <= one.sending_platform[key] <= part for key, part in one.sending.items())
        borne = (*one.lines_platform.values(), *one.sending_platform.values())
        assert sum(borne) == one.amount * one.rule.funded_share // WHOLE
        if one.rule.most_off is not None:
            assert one.amount <= one.rule.most_off
    assert len({one.rule.key for one in taken}) == len(taken)


@given(lines_of, some_rules(), sendings)
@settings(max_examples=200, deadline=None)
def test_at_most_one_promotion_of_a_step_counts(goods: list[Line], rules: list[Rule], sending: dict[int, int]) -> None:
    taken = [one.rule for one in take_off(goods, rules, sending)]

    alone = [rule for rule in taken if not rule.combines and rule.step != Step.SHIPPING]
    for shop in (1, 2, None):
        for step in (Step.ORDER, Step.COUPON, Step.PLATFORM, Step.SHIPPING):
            assert len([rule for rule in taken if rule.shop == shop and rule.step == step]) <= 1
    for rule in alone:
        own = [one for one in taken if one.step != Step.SHIPPING and (rule.shop is None or one.shop == rule.shop)]
        assert own == [rule]


@given(lines_of, some_rules(), sendings, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_lines_and_rules_does_not_matter(
    goods: list[Line], rules: list[Rule], sending: dict[int, int], chance: random.Random
) -> None:
    before = take_off(goods, rules, sending)
    chance.shuffle(goods)
    chance.shuffle(rules)

    assert take_off(goods, rules, sending) == before


@given(lines_of, some_rules(), sendings, some_rules(most=1))
@settings(max_examples=300, deadline=None)
def test_one_promotion_more_never_makes_it_dearer(
    goods: list[Line], rules: list[Rule], sending: dict[int, int], more: list[Rule]
) -> None:
    more = [replace(rule, key=20_000) for rule in more if rule.step != Step.LINES]
    before = sum(one.amount for one in take_off(goods, rules, sending))

    assert sum(one.amount for one in take_off(goods, [*rules, *more], sending)) >= before


@given(lines_of, some_rules(), sendings, st.data())
@settings(max_examples=300, deadline=None)
def test_a_worse_copy_of_a_promotion_changes_nothing(
    goods: list[Line], rules: list[Rule], sending: dict[int, int], data: st.DataObject
) -> None:
    rules = [rule for rule in rules if rule.kind in {Kind.PERCENT, Kind.AMOUNT}]
    if not rules:
        return
    best = data.draw(st.sampled_from(rules))
    worse = replace(best, key=20_000, percent=best.percent // 2, amount=best.amount // 2)

    before = take_off(goods, rules, sending)
    after = take_off(goods, [*rules, worse], sending)

    assert sum(one.amount for one in after) == sum(one.amount for one in before)


@given(lines_of, some_rules())
@settings(max_examples=100, deadline=None)
def test_what_is_missing_is_exactly_what_is_missing(goods: list[Line], rules: list[Rule]) -> None:
    for rule in rules:
        about = [one for one in goods if rule.is_about(one)]
        if not about:
            continue
        missing = rule.missing(goods)
        dearer = [replace(one, price=one.price + missing, quantity=1) if one is about[0] else one for one in goods]
        if about[0].quantity == 1:
            assert rule.missing(dearer) == 0
            assert worth(one for one in dearer if rule.is_about(one)) == worth(about) + missing
