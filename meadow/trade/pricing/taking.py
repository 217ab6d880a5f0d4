"""What one promotion takes off what is left to pay for each line."""

from collections.abc import Collection, Mapping, Sequence

from meadow.plumbing.money import allocate
from meadow.trade.pricing.lines import Line, worth
from meadow.trade.pricing.rules import WHOLE, Kind, Rule

Amounts = dict[int, int]
"""Minor units by the key of a line; lines with nothing are left out."""


def take(rule: Rule, lines: Sequence[Line], left: Mapping[int, int], among: Collection[int] | None = None) -> Amounts:
    """What the rule takes off, of lines of which so much is left to pay; nothing where its goods are not enough.

    `lines` are all goods, on which it depends whether there are enough; `among` are the keys of those that may become
    cheaper, all when it is not given.

    Parts of a minor unit are left to the shop: rounded down for all goods together (for each line where a percentage
    is about single lines), then shared out in proportion to what is left, by largest remainder. No line is ever
    brought below nothing.
    """
    if rule.missing(lines):
        return {}
    free = lines if among is None else [line for line in lines if line.key in among]
    if rule.kind == Kind.BUNDLE:
        return _cut(_bundle(rule, free, left), rule.most_off)
    bases = {line.key: left[line.key] for line in free if rule.is_about(line) and left[line.key] > 0}
    if rule.kind == Kind.PERCENT and is_by_the_line(rule):
        return _clean({key: base * rule.percent // WHOLE for key, base in bases.items()})
    whole = sum(bases.values())
    if rule.kind == Kind.PERCENT:
        off = whole * rule.percent // WHOLE
    elif rule.kind == Kind.AMOUNT:
        off = rule.amount
    elif rule.kind == Kind.TIERS:
        off = rule.tier(worth(line for line in lines if rule.is_about(line)))
    else:
        return {}
    off = min(off, whole, whole if rule.most_off is None else rule.most_off)
    return share_out(off, bases)


def is_by_the_line(rule: Rule) -> bool:
    """Whether each line can be looked at alone: a percentage by itself, on some goods, without a ceiling."""
    return rule.kind == Kind.PERCENT and rule.is_automatic and rule.is_scoped and rule.most_off is None


def touched(rule: Rule, lines: Sequence[Line], off: Mapping[int, int]) -> set[int]:
    """The lines that take part: those made cheaper, and those that were bought for it."""
    if rule.kind != Kind.BUNDLE:
        return set(off)
    return {line.key for line in lines if rule.is_about(line) or line.key in off} if off else set()


def share_out(off: int, bases: Mapping[int, int]) -> Amounts:
    """An amount shared out in proportion to what is left of each line; never more than is left."""
    if off <= 0:
        return {}
    return _clean(dict(zip(bases, allocate(off, list(bases.values())), strict=True)))


def _bundle(rule: Rule, lines: Sequence[Line], left: Mapping[int, int]) -> Amounts:
    """For every `buy` pieces the cheapest `get` pieces, at `percent` less."""
    cheaper = [line for line in lines if rule.makes_cheaper(line)]
    if rule.buy <= 0 or rule.get <= 0 or not cheaper:
        return {}
    if rule.gets:
        bought = sum(line.quantity for line in lines if rule.is_about(line) and not rule.makes_cheaper(line))
        pieces = bought // rule.buy * rule.get
    else:
        pieces = sum(line.quantity for line in cheaper) // (rule.buy + rule.get) * rule.get
    found: Amounts = {}
    for line in sorted(cheaper, key=lambda line: (line.price, line.key)):
        some = min(pieces, line.quantity)
        found[line.key] = left[line.key] * some * rule.percent // (line.quantity * WHOLE)
        pieces -= some
    return _clean(found)


def _cut(amounts: Amounts, most: int | None) -> Amounts:
    if most is None or sum(amounts.values()) <= most:
        return amounts
    return share_out(most, amounts)


def _clean(amounts: Mapping[int, int]) -> Amounts:
    return {key: amount for key, amount in amounts.items() if amount > 0}
