"""What the columns of a table may mean, proposed by their titles and by what their cells look like."""

from collections.abc import Iterator
from dataclasses import dataclass

from meadow.goods.catalogues.mapping.looks import LONG, Look, look_at
from meadow.goods.catalogues.mapping.mapping import Column, Mapping, Reason
from meadow.goods.catalogues.mapping.meanings import OPTIONS, Meaning
from meadow.goods.catalogues.mapping.synonyms import meant_by
from meadow.goods.catalogues.quantities import GRAMS
from meadow.goods.catalogues.reading import column_key
from meadow.goods.catalogues.sampling import Sample

ENOUGH = 0.3
"""A meaning less sure than this is not proposed."""
OPTION_VALUES = tuple(value for _, value in OPTIONS)
GROUPING = (Meaning.GROUP, Meaning.HANDLE)


@dataclass(frozen=True, slots=True)
class Guess:
    place: int
    meaning: Meaning
    confidence: float
    reason: Reason


def propose(sample: Sample, known: Mapping | None = None) -> Mapping:
    """A mapping for the table: each column once, no two columns for what only one can be.

    `known` is what the shop settled for an earlier file: columns with the same titles keep what they meant.
    """
    looks = [look_at(sample.column(place)) for place in range(len(sample.titles))]
    kept = _kept(sample, known)
    guesses = [
        guess for place, look in enumerate(looks) if place not in kept for guess in _guesses(sample, place, look)
    ]
    settled: dict[int, Guess] = {}
    taken = {column.meaning for column in kept.values() if not column.meaning.is_repeatable}
    for guess in sorted(guesses, key=lambda guess: (-guess.confidence, guess.place)):
        meaning = _free_option(guess.meaning, taken)
        if guess.place in settled or guess.confidence < ENOUGH or meaning in taken:
            continue
        if meaning is Meaning.CATEGORY and _surest_category(settled) > guess.confidence:
            continue  # A column that is perhaps a category beside one that surely is describes the product otherwise.
        settled[guess.place] = Guess(guess.place, meaning, guess.confidence, guess.reason)
        if not meaning.is_repeatable:
            taken.add(meaning)
    is_grouped = any(meaning in taken for meaning in GROUPING)
    columns = tuple(
        kept.get(place) or _column(sample, place, look, settled.get(place), is_grouped=is_grouped)
        for place, look in enumerate(looks)
    )
    return Mapping(columns, sample.has_titles, known.decimal if known else None)


def _surest_category(settled: dict[int, Guess]) -> float:
    return max((guess.confidence for guess in settled.values() if guess.meaning is Meaning.CATEGORY), default=0.0)


def _kept(sample: Sample, known: Mapping | None) -> dict[int, Column]:
    if known is None or not sample.has_titles or not known.has_titles:
        return {}
    by_title = {column_key(column.title): column for column in known.columns if column.title}
    kept: dict[int, Column] = {}
    for place, title in enumerate(sample.titles):
        if column := by_title.pop(column_key(title), None):
            kept[place] = Column(
                title, column.meaning, column.name, column.separator, column.unit, 1.0, Reason("as_before")
            )
    return kept


def _guesses(sample: Sample, place: int, look: Look) -> Iterator[Guess]:
    title = sample.titles[place]
    if sample.has_titles and (meant := meant_by(title)):
        meaning, confidence = meant
        confidence *= _support(meaning, look)
        yield Guess(place, meaning, round(confidence, 2), Reason("title_says", {"title": title[:60]}))
    if not look.is_empty:
        for meaning, confidence, code, share in _by_cells(look, sample):
            yield Guess(place, meaning, confidence, Reason(code, {"share": round(share * 100)}))


def _support(meaning: Meaning, look: Look) -> float:
    """How far the cells bear out what the title says, from 0 to 1."""
    if look.is_empty:
        return 0.7
    match meaning:
        case Meaning.PRICE | Meaning.COMPARE_AT | Meaning.COST:
            return 1.0 if look.number >= 0.8 else 0.2
        case Meaning.ON_HAND:
            return 1.0 if look.number >= 0.8 else 0.2
        case Meaning.PHOTO | Meaning.VARIANT_PHOTO:
            return 1.0 if max(look.picture, look.address) >= 0.5 else 0.3
        case Meaning.BARCODE:
            return 1.0 if look.gtin >= 0.5 else 0.7
        case Meaning.TITLE:
            return 1.0 if look.letters >= 0.5 and look.length < 200 else 0.4
        case Meaning.DESCRIPTION | Meaning.ALT:
            return 1.0 if look.letters >= 0.5 else 0.4
        case Meaning.BRAND | Meaning.CATEGORY | Meaning.TAGS:
            return 1.0 if look.letters >= 0.5 and look.length < 300 else 0.4
        case Meaning.GROUP:
            return 1.0 if look.unique < 1 else 0.35
        case Meaning.SKU:
            return 1.0 if look.unique > 0.5 and look.length < 60 else 0.5
        case Meaning.WEIGHT:
            return 1.0 if look.number + look.letters >= 0.8 else 0.3
    return 1.0


def _by_cells(look: Look, sample: Sample) -> Iterator[tuple[Meaning, float, str, float]]:
    """What the cells alone would say, with the share of cells that say it."""
    several = len(sample.rows) > 1
    if look.gtin >= 0.8:
        yield Meaning.BARCODE, 0.8, "looks_gtin", look.gtin
    if look.picture >= 0.8:
        yield Meaning.PHOTO, 0.85, "looks_picture", look.picture
    if look.html >= 0.5 and look.length > 40:
        yield Meaning.DESCRIPTION, 0.8, "looks_html", look.html
    if look.path >= 0.6:
        yield Meaning.CATEGORY, 0.75, "looks_path", look.path
    if look.price >= 0.9:
        yield Meaning.PRICE, 0.65, "looks_price", look.price
    if look.length >= LONG and look.letters > 0.8 and look.address < 0.5 and look.path < 0.5:
        yield Meaning.DESCRIPTION, 0.6, "looks_long", look.letters
    if look.code >= 0.9 and look.unique >= 0.98 and several:
        yield Meaning.SKU, 0.55, "looks_code", look.code
    if look.unique >= 0.9 and look.letters >= 0.9 and 3 <= look.length < 120 and look.address < 0.2 and several:
        yield Meaning.TITLE, 0.5 if look.path < 0.5 and look.html < 0.5 else 0.3, "looks_title", look.unique
    if look.status >= 0.9:
        yield Meaning.STATUS, 0.6, "looks_status", look.status
    if look.whole >= 0.95 and look.length <= 6:
        yield Meaning.ON_HAND, 0.45, "looks_whole", look.whole
    if sample.has_titles and look.distinct > 1 and look.letters >= 0.8 and look.length < 80 and look.address < 0.2:
        yield Meaning.ATTRIBUTE, 0.35, "looks_attribute", look.letters


def _free_option(meaning: Meaning, taken: set[Meaning]) -> Meaning:
    """The first of the three options that no column is yet."""
    if meaning not in OPTION_VALUES or meaning not in taken:
        return meaning
    return next((option for option in OPTION_VALUES if option not in taken), Meaning.ATTRIBUTE)


def _column(sample: Sample, place: int, look: Look, guess: Guess | None, *, is_grouped: bool) -> Column:
    title = sample.titles[place]
    if guess is None:
        return Column(title, confidence=0.5, reason=Reason("empty_column" if look.is_empty else "nothing_fits"))
    meaning = guess.meaning
    if meaning in OPTION_VALUES and not is_grouped:
        # Without anything that holds rows together, each row is a product of its own and has no options.
        return Column(title, Meaning.ATTRIBUTE, confidence=0.5, reason=Reason("no_group"))
    separator = ">" if meaning is Meaning.CATEGORY and any(">" in cell for cell in sample.column(place)) else ""
    unit = _unit(title) if meaning is Meaning.WEIGHT else ""
    return Column(title, meaning, "", separator, unit, guess.confidence, guess.reason)


def _unit(title: str) -> str:
    """The unit of weight that a title names: Weight (kg), weight_g, 重量(克)."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()
    chinese = next((unit for sign, unit in (("公斤", "kg"), ("千克", "kg"), ("克", "g")) if sign in title), "")
    return next((word for word in words if word in GRAMS), chinese)
