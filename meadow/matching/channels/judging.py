"""What each channel would refuse or show less of, counted in the database for a shop of any size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q
from django.db.models.functions import Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product, ProductPhoto, ProductQuerySet, Variant
from meadow.goods.models.shops import Shop
from meadow.matching.channels.ground import Ground

SMALL = 500  # pixels; below it Meta and Pinterest show a photo less or not at all
REFUSED, WEAKER = "refused", "weaker"


# GS1 General Specifications, 7.9: of fourteen digits, which weigh 3 and 1 in turn, the sum divides by ten.
_PLAIN = "regexp_replace(%(expressions)s, '[ -]', '', 'g')"
_SUM = " + ".join(f"{3 if n % 2 else 1} * substr(lpad({_PLAIN}, 14, '0'), {n}, 1)::int" for n in range(1, 15))


class _IsGtin(Func):
    """Whether a barcode has as many digits as a GTIN, and the last one is their check digit: 1 or 0."""

    template = (
        f"CASE WHEN {_PLAIN} ~ '^([0-9]{{8}}|[0-9]{{12,14}})$' AND %(expressions)s ~ '[1-9]' "
        f"THEN ((({_SUM}) %%%% 10) = 0)::int ELSE 0 END"
    )
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing, what it does in which channels, and the products of which that is true."""

    code: str
    title: Promise
    advice: Promise
    in_channels: dict[str, str]
    is_true: Callable[[Ground], Q]


def _variants(**fields: object) -> Exists:
    return Exists(Variant.objects.filter(product=OuterRef("pk"), is_active=True, **fields))


def _no_photo(ground: Ground) -> Q:
    return ~Q(Exists(ProductPhoto.objects.filter(product=OuterRef("pk")))) & ~Q(_variants(photo__isnull=False))


def _wrong_barcode(ground: Ground) -> Q:
    variants = Variant.objects.filter(product=OuterRef("pk"), is_active=True).exclude(barcode="")
    return Q(Exists(variants.annotate(is_gtin=_IsGtin("barcode")).filter(is_gtin=0)))


def _no_google_shelf(ground: Ground) -> Q:
    known = [shelf for shelf in ground.shelves if ground.standing([shelf])[1]]
    return ~Q(Exists(Product.categories.through.objects.filter(product=OuterRef("pk"), category__in=known)))


def _small_photo(ground: Ground) -> Q:
    return Q(cover__isnull=False) & (Q(cover__width__lt=SMALL) | Q(cover__height__lt=SMALL))


REASONS = (
    Reason(
        "no-photo",
        _("No photo"),
        _("Nobody shows goods that cannot be seen. One photo is enough; ten sell better."),
        {"google": REFUSED, "meta": REFUSED, "pinterest": REFUSED},
        _no_photo,
    ),
    Reason(
        "no-price",
        _("Nothing that costs something"),
        _("Goods for nothing, and goods without a variant on sale, are refused."),
        {"google": REFUSED, "meta": REFUSED, "pinterest": REFUSED},
        lambda ground: ~Q(_variants(price__gt=0)),
    ),
    Reason(
        "wrong-barcode",
        _("A barcode with a wrong digit"),
        _("It is left out, for the whole product would be refused. Compare it with the packaging."),
        {"google": WEAKER, "meta": WEAKER, "pinterest": WEAKER, "acp": WEAKER},
        _wrong_barcode,
    ),
    Reason(
        "no-barcode",
        _("No barcode"),
        _("What other shops sell too is found by it. Goods that you make yourself need none."),
        {"google": WEAKER, "meta": WEAKER},
        lambda ground: Q(_variants(barcode="")),
    ),
    Reason(
        "no-description",
        _("No description"),
        _("The title is sent in its place."),
        {"google": WEAKER, "meta": WEAKER, "pinterest": WEAKER, "acp": WEAKER},
        lambda ground: Q(description=""),
    ),
    Reason(
        "long-title",
        _("A title above 150 characters"),
        _("It is cut. Put what matters at its beginning."),
        {"google": WEAKER, "acp": WEAKER},
        lambda ground: Q(title_length__gt=150),
    ),
    Reason(
        "no-category",
        _("No category that Google knows"),
        _("Google guesses one, and guesses wrong now and then."),
        {"google": WEAKER, "meta": WEAKER, "pinterest": WEAKER},
        _no_google_shelf,
    ),
    Reason(
        "small-photo",
        _("A small first photo"),
        _("Below 500 pixels on a side it looks poor, and Meta may refuse it."),
        {"google": WEAKER, "meta": WEAKER, "pinterest": WEAKER},
        _small_photo,
    ),
)
CHANNELS = ("google", "meta", "pinterest", "acp")


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many products a channel takes, how many it would refuse, and why, with the number of each reason."""

    channel: str
    total: int
    refused: int
    reasons: list[tuple[Reason, int, bool]]

    @property
    def taken(self) -> int:
        return self.total - self.refused


def judged(shop: Shop, ground: Ground) -> list[Judgement]:
    """Every channel's judgement of what the shop has on sale, by one statement."""
    is_true = {reason.code: reason.is_true(ground) for reason in REASONS}
    counts = {code.replace("-", "_"): Count("pk", filter=condition) for code, condition in is_true.items()}
    for channel in CHANNELS:
        refusing = [is_true[reason.code] for reason in REASONS if reason.in_channels.get(channel) == REFUSED]
        if refusing:
            counts[f"refused_by_{channel}"] = Count("pk", filter=_any(refusing))
    found = _on_sale(shop).aggregate(total=Count("pk"), **counts)
    return [
        Judgement(
            channel,
            found["total"],
            found.get(f"refused_by_{channel}", 0),
            [
                (reason, found[reason.code.replace("-", "_")], reason.in_channels[channel] == REFUSED)
                for reason in REASONS
                if channel in reason.in_channels and found[reason.code.replace("-", "_")]
            ],
        )
        for channel in CHANNELS
    ]


def wanting(shop: Shop, reason: Reason, ground: Ground) -> ProductQuerySet:
    """The products of which this is true."""
    return _on_sale(shop).filter(reason.is_true(ground))


def _on_sale(shop: Shop) -> ProductQuerySet:
    """What would be on sale if the shop were open: the page helps to prepare, too."""
    return Product.objects.filter(shop=shop, status=Product.Status.ACTIVE).annotate(title_length=Length(F("title")))


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
