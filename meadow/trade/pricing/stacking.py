"""Which promotions count together, and what each of them takes off: the best for the member, step by step.

1. By themselves, on some goods of a shop (`Step.LINES`). Each line takes part in one of them.
2. By itself, on all goods of a shop (`Step.ORDER`): one for each shop.
3. A code or coupon of the shop (`Step.COUPON`): one for each shop.
4. The platform's (`Step.PLATFORM`): one for the whole checkout.
5. Sending (`Step.SHIPPING`): the shop's best one for each parcel, then the platform's best one.

A step works on what the steps before it left. What a promotion asks for (goods worth so much) is counted before
anything is taken off, so that one promotion never takes away the ground of another. A promotion that does not combine
stands alone on the goods of its shop, the platform's on all goods; it counts when the member pays less with it than
with all the others. Of two ways that cost the same the one that uses up fewer promotions counts, then the older ones.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations, product
from typing import Self

from meadow.plumbing.money import allocate
from meadow.trade.pricing.lines import Line
from meadow.trade.pricing.rules import WHOLE, Rule, Step
from meadow.trade.pricing.taking import Amounts, is_by_the_line, share_out, take, touched

MOST_WHOLE = 3
"""Rules on some goods that cannot be looked at line by line (bundles, amounts, ceilings), tried in every order."""
MOST_OFFERED, MOST_COUPONS = 4, 8
"""Promotions of one step that are tried with those of the other steps: the ones that take most off at their turn."""
MOST_WAYS = 400
"""Ways of several shops that are tried together; beyond it each shop takes its own best way first."""


@dataclass(frozen=True)
class Taken:
    """What one promotion takes off: of lines by their keys, of sending by the keys of shops, and what of each the
    platform bears.
    """

    rule: Rule
    lines: Amounts = field(default_factory=dict)
    lines_platform: Amounts = field(default_factory=dict)
    sending: Amounts = field(default_factory=dict)
    sending_platform: Amounts = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule, *, lines: Amounts | None = None, sending: Amounts | None = None) -> Self:
        lines, sending = lines or {}, sending or {}
        return cls(rule, lines, _borne(rule, lines), sending, _borne(rule, sending))

    @property
    def amount(self) -> int:
        return sum(self.lines.values()) + sum(self.sending.values())


@dataclass(frozen=True)
class Way:
    """One choice of promotions: what is left to pay for each line, what they took, and whether they stand alone."""

    left: Mapping[int, int]
    taken: tuple[tuple[Rule, Amounts], ...] = ()
    is_closed: bool = False

    @property
    def rank(self) -> tuple[int, int, tuple[int, ...]]:
        """The lower the better."""
        return (sum(self.left.values()), len(self.taken), tuple(sorted(rule.key for rule, _off in self.taken)))

    def with_off(self, rule: Rule, off: Amounts) -> Self:
        if not off:
            return self
        left = {key: amount - off.get(key, 0) for key, amount in self.left.items()}
        return replace(self, left=left, taken=(*self.taken, (rule, off)))


def take_off(lines: Iterable[Line], rules: Iterable[Rule], sending: Mapping[int, int] | None = None) -> list[Taken]:
    """What is taken off these goods, and off what sending them costs (minor units by shop), in the order of the steps.

    Neither the order of the lines nor that of the rules matters. A rule that takes nothing off is not among them.
    """
    lines = sorted(lines, key=lambda line: line.key)
    rules = sorted(rules, key=lambda rule: rule.key)
    goods = _of(rules, Step.LINES) + _of(rules, Step.ORDER) + _of(rules, Step.COUPON)
    shops: dict[int, list[Line]] = {}
    for line in lines:
        shops.setdefault(line.shop, []).append(line)
    choices = [_ways(own, [rule for rule in goods if rule.shop == shop]) for shop, own in sorted(shops.items())]
    way = _together(lines, choices, _of(rules, Step.PLATFORM))
    return [
        *(Taken.of(rule, lines=off) for rule, off in way.taken),
        *_off_sending(lines, _of(rules, Step.SHIPPING), sending or {}),
    ]


def _of(rules: Iterable[Rule], step: Step) -> list[Rule]:
    return [rule for rule in rules if rule.step == step]


def _ways(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Way]:
    """Every way in which the promotions of one shop can count together, each set of amounts once, the best first."""
    plain = Way({line.key: line.total for line in lines})
    found = [plain]
    joint = [rule for rule in rules if rule.combines]
    for way in _by_lines(plain, lines, _of(joint, Step.LINES)):
        for base in [way, *_best(way, lines, _of(joint, Step.ORDER), MOST_OFFERED)]:
            found += [base, *_best(base, lines, _of(joint, Step.COUPON), MOST_COUPONS)]
    for rule in rules:
        if not rule.combines:
            found.append(replace(plain.with_off(rule, take(rule, lines, plain.left)), is_closed=True))
    best: dict[tuple[object, ...], Way] = {}
    for way in sorted(found, key=lambda one: one.rank):
        best.setdefault((way.is_closed, *way.left.items()), way)
    return list(best.values())


def _best(way: Way, lines: Sequence[Line], rules: Sequence[Rule], most: int) -> list[Way]:
    """The way with one of the rules more, the best first."""
    further = [way.with_off(rule, take(rule, lines, way.left)) for rule in rules]
    return sorted(further, key=lambda one: one.rank)[:most]


def _by_lines(plain: Way, lines: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Way]:
    """Every order in which the rules on some goods can take their lines; what they leave takes the best percentage."""
    single = [rule for rule in rules if is_by_the_line(rule)]
    whole = [rule for rule in rules if not is_by_the_line(rule)]
    whole.sort(key=lambda rule: (-sum(take(rule, lines, plain.left).values()), rule.key))
    whole = whole[:MOST_WHOLE]
    for number in range(len(whole) + 1):
        for chosen in permutations(whole, number):
            way, free = plain, {line.key for line in lines}
            for rule in chosen:
                off = take(rule, lines, way.left, free)
                free -= touched(rule, [line for line in lines if line.key in free], off)
                way = way.with_off(rule, off)
            yield _best_percentages(way, lines, free, single)


def _best_percentages(way: Way, lines: Sequence[Line], free: Collection[int], rules: Sequence[Rule]) -> Way:
    chosen: dict[int, Amounts] = {}
    offers = [(rule, take(rule, lines, way.left, free)) for rule in rules]
    for key in sorted(free):
        off, _key, place = max(
            ((amounts.get(key, 0), -rule.key, place) for place, (rule, amounts) in enumerate(offers)),
            default=(0, 0, 0),
        )
        if off:
            chosen.setdefault(place, {})[key] = off
    for place, amounts in sorted(chosen.items()):
        way = way.with_off(offers[place][0], amounts)
    return way


def _together(lines: Sequence[Line], choices: Sequence[Sequence[Way]], rules: Sequence[Rule]) -> Way:
    """The best way for the whole checkout, with the platform's promotion or without any."""
    number = 1
    for ways in choices:
        number *= len(ways)
    if not rules or number * (len(rules) + 1) > MOST_WAYS:
        choices = [ways[:1] for ways in choices]
    found = []
    for ways in product(*choices):
        taken = tuple(one for way in ways for one in way.taken)
        joint = Way({key: left for way in ways for key, left in way.left.items()}, taken)
        found.append(joint)
        open_keys = {key for way in ways if not way.is_closed for key in way.left}
        found += [joint.with_off(rule, take(rule, lines, joint.left, open_keys)) for rule in rules if rule.combines]
    plain = Way({line.key: line.total for line in lines})
    found += [plain.with_off(rule, take(rule, lines, plain.left)) for rule in rules if not rule.combines]
    return min(found, key=lambda one: one.rank)


def _off_sending(lines: Sequence[Line], rules: Sequence[Rule], sending: Mapping[int, int]) -> Iterator[Taken]:
    """The shops' promotions on their own parcels, then the platform's best one on what is left."""
    left = {shop: price for shop, price in sorted(sending.items()) if price > 0}
    for shop in list(left):
        offered = [(rule, _off_parcels(rule, lines, {shop: left[shop]})) for rule in rules if rule.shop == shop]
        rule, off = min(offered, key=_rank, default=(None, {}))
        if rule is not None and off:
            left[shop] -= off[shop]
            yield Taken.of(rule, sending=off)
    offered = [(rule, _off_parcels(rule, lines, left)) for rule in rules if rule.shop is None]
    rule, off = min(offered, key=_rank, default=(None, {}))
    if rule is not None and off:
        yield Taken.of(rule, sending=off)


def _rank(offer: tuple[Rule, Amounts]) -> tuple[int, int]:
    rule, off = offer
    return (-sum(off.values()), rule.key)


def _off_parcels(rule: Rule, lines: Sequence[Line], left: Mapping[int, int]) -> Amounts:
    """What a promotion takes off these parcels: all of it, or at most `most_off`, of those that hold its goods."""
    if rule.missing(lines):
        return {}
    shops = {line.shop for line in lines if rule.is_about(line)}
    prices = {shop: price for shop, price in left.items() if shop in shops and price > 0}
    whole = sum(prices.values())
    return share_out(whole if rule.most_off is None else min(whole, rule.most_off), prices)


def _borne(rule: Rule, off: Amounts) -> Amounts:
    """The platform's part of what is taken off: of the whole, rounded down, then shared out by largest remainder."""
    part = sum(off.values()) * rule.funded_share // WHOLE
    return dict(zip(off, allocate(part, list(off.values())), strict=True)) if off else {}
