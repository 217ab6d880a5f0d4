"""The sitemap: every page that guests may read, for search engines (https://www.sitemaps.org/protocol.html).

A section is divided by ranges of keys, so that a part never holds more than LONGEST addresses and one page more or less
moves nothing between parts; each part is written in pieces of a bounded size, which are kept until one of its rows
comes, goes or changes. Languages have no addresses of their own here, so there are no alternates to name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Exists, F, Func, IntegerField, Max, Model, OuterRef, Prefetch, QuerySet, Sum, Value
from django.urls import reverse

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product, ProductPhoto
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.public import public
from meadow.venue.notes.models.notes import Note, NotePhoto

LONGEST = 10_000
AT_ONCE = 1_000
MOST_PHOTOS = 10
KEPT_SECONDS = 86_400
FRESH_SECONDS = 600
_URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of page: which rows have one, when each last changed, and the photos that it shows."""

    rows: Callable[[], "QuerySet[Any, Any]"]
    changed: str = ""
    page: Callable[[Any], str] = lambda row: str(row.get_absolute_url())
    photos: Callable[[Any], Sequence[Photo]] = lambda row: ()

    def parts(self) -> dict[int, str]:
        """The numbers of the parts, each with a mark that changes when one of its rows comes, goes or changes."""
        part = Func(
            F("pk"), Value(LONGEST), template="(%(expressions)s)", arg_joiner=" / ", output_field=IntegerField()
        )
        newest = Max(self.changed) if self.changed else Value(None, IntegerField())
        rows = self.rows().order_by().annotate(part=part).values("part")
        found = rows.annotate(count=Count("pk"), sum=Sum("pk"), newest=newest).order_by("part")
        return {row["part"]: _key(row["count"], row["sum"], row["newest"]) for row in found}

    def pieces(self, part: int) -> Iterator["QuerySet[Any, Any]"]:
        """The rows of a part, so many keys at a time."""
        for begin in range(part * LONGEST, (part + 1) * LONGEST, AT_ONCE):
            yield self.rows().filter(pk__gte=begin, pk__lt=begin + AT_ONCE).order_by("pk")


def _products() -> "QuerySet[Product, Product]":
    photos = Prefetch("photos", ProductPhoto.objects.select_related("photo"))
    return Product.objects.on_sale().exclude(published_at=None).select_related("shop").prefetch_related(photos)


def _shops() -> "QuerySet[Shop, Shop]":
    return Shop.objects.open().select_related("cover")


def _collections() -> "QuerySet[Collection, Collection]":
    on_sale = Product.objects.on_sale().filter(collections=OuterRef("pk"))
    shown = Collection.objects.filter(Exists(on_sale), is_shown=True, shop__state=Shop.State.OPEN)
    return shown.select_related("shop", "cover")


def _shelves() -> "QuerySet[Category, Category]":
    return Category.objects.filter(Exists(Product.objects.on_sale().filter(categories=OuterRef("pk"))))


def _notes() -> "QuerySet[Note, Note]":
    photos = Prefetch("photos", NotePhoto.objects.select_related("photo"))
    return Note.objects.readable_by(None).prefetch_related(photos)


def _people() -> "QuerySet[Person, Person]":
    notes = Note.objects.readable_by(None).filter(author=OuterRef("pk"))
    return Person.objects.visible_to(None).filter(Exists(notes))


def _cover(row: Shop | Collection) -> list[Photo]:
    return [row.cover] if row.cover else []


SECTIONS: dict[str, Section] = {
    "products": Section(_products, "changed_at", photos=lambda row: [shown.photo for shown in row.photos.all()]),
    "shops": Section(_shops, photos=_cover),
    "collections": Section(_collections, photos=_cover),
    "categories": Section(_shelves, page=lambda row: f"{reverse('matching:products')}?category={row.slug}"),
    # `changed_at` of a note moves with every like, which is no news to a search engine.
    "notes": Section(_notes, "published_at", photos=lambda row: [shown.photo for shown in row.photos.all()]),
    "people": Section(_people),
}
PAGES = ("matching:home", "matching:products", "matching:shops")


def index() -> str:
    """The list of all parts, at most ten minutes old."""
    kept: str | None = caches["feeds"].get("sitemap")
    if kept is None:
        parts = [reverse("matching:sitemap-part", args=["pages", 0])]
        for name, section in SECTIONS.items():
            parts += [reverse("matching:sitemap-part", args=[name, part]) for part in section.parts()]
        listed = "".join(f"<sitemap><loc>{escape(public(part))}</loc></sitemap>\n" for part in parts)
        kept = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</sitemapindex>\n'
        )
        caches["feeds"].set("sitemap", kept, FRESH_SECONDS)
    return kept


def mark(name: str, part: int) -> str | None:
    """What changes with the part; None where there is no such part."""
    if name == "pages":
        return _key(PAGES) if part == 0 else None
    section = SECTIONS.get(name)
    return section.parts().get(part) if section else None


def stream(name: str, part: int, mark: str) -> Iterator[bytes]:
    """One part from its beginning to its end."""
    yield _URLSET.encode()
    if name == "pages":
        yield "".join(_url(reverse(page), None, ()) for page in PAGES).encode()
    else:
        section = SECTIONS[name]
        for number, rows in enumerate(section.pieces(part)):
            key = _key("sitemap", settings.PUBLIC_URL, name, part, number, mark)
            kept: bytes | None = caches["feeds"].get(key)
            if kept is None:
                kept = "".join(_entry(section, row) for row in rows).encode()
                caches["feeds"].set(key, kept, KEPT_SECONDS)
            yield kept
    yield b"</urlset>\n"


def _entry(section: Section, row: Model) -> str:
    changed: datetime | None = getattr(row, section.changed) if section.changed else None
    return _url(section.page(row), changed, section.photos(row)[:MOST_PHOTOS])


def _url(page: str, changed: datetime | None, photos: Sequence[Photo]) -> str:
    when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    images = "".join(
        f"<image:image><image:loc>{escape(public(photo.url))}</image:loc></image:image>" for photo in photos
    )
    return f"<url><loc>{escape(public(page))}</loc>{when}{images}</url>\n"


def _key(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()
