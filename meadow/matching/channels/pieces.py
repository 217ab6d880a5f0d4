"""Feeds in pieces: what changed since they were last written is written anew, everything else is taken from the cache.

A piece is kept under a digest of the versions of all rows that it shows, so that nothing ever has to be thrown away.
PostgreSQL knows every version of a row by the transaction that wrote it and the place where it lies (`xmin`, `ctid`).
Stock, which is counted all the time, tells only whether there is any.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language, override

from meadow.goods.feeds.agents import Agents
from meadow.goods.feeds.formats import Format
from meadow.goods.feeds.google import Google
from meadow.goods.feeds.listings import Source
from meadow.goods.feeds.tables import Meta, Pinterest
from meadow.goods.models.shops import Shop
from meadow.matching.channels.gathering import listings
from meadow.matching.channels.ground import Ground
from meadow.plumbing.public import public

FORMATS: dict[str, Format] = {
    "google.xml": Google(),
    "meta.csv": Meta(),
    "pinterest.csv": Pinterest(),
    "acp.json": Agents(),
}
"""By the names of their files."""
VERSION = 1
"""Of what pieces look like; counted up when that changes."""
AT_ONCE = 400
CUT = 200
"""A piece ends after a product whose key divides by this, so that one more or one less elsewhere moves no other cut."""
KEPT_SECONDS = 172_800
FRESH_SECONDS = 60

# What a product shows, as a text that changes with it. Bundles have no stock of their own: their product knows.
_MARK = """
    concat_ws('/', p.xmin, p.ctid, p.in_stock, s.mark,
        (SELECT string_agg(concat_ws('.', v.id, v.xmin, v.ctid, k.is_tracked, k.sells_on,
                                     k.on_hand > k.held + k.reserved), ','
                           ORDER BY v.id)
           FROM goods_variant v LEFT JOIN goods_stock k ON k.variant_id = v.id WHERE v.product_id = p.id),
        (SELECT string_agg(concat(f.xmin, f.ctid), ',' ORDER BY f.id) FROM goods_productphoto f
          WHERE f.product_id = p.id),
        (SELECT string_agg(c.category_id::text, ',' ORDER BY c.category_id) FROM goods_product_categories c
          WHERE c.product_id = p.id))
"""
_ON_SALE = """
    FROM goods_product p
    JOIN (
        SELECT s.id, concat_ws('.', s.xmin, s.ctid,
            (SELECT string_agg(concat(r.xmin, r.ctid), ',' ORDER BY r.id) FROM trade_shippingrate r
              WHERE r.shop_id = s.id)
        ) AS mark
        FROM goods_shop s
        WHERE s.state = 'open' AND (%(shop)s::bigint IS NULL OR s.id = %(shop)s)
          AND (s.holiday_from IS NULL OR s.holiday_from > %(today)s OR s.holiday_until < %(today)s)
    ) s ON s.id = p.shop_id
    WHERE p.status = 'active'
"""
_GROUND = """
    SELECT md5(concat_ws('/', (SELECT string_agg(concat(xmin, ctid), ',' ORDER BY id) FROM goods_category),
                              (SELECT string_agg(concat(xmin, ctid), ',' ORDER BY id) FROM goods_attribute)))
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: whose goods (None: everybody's), in which format and language, for which country."""

    shop: Shop | None
    file: str
    language: str
    country: str = ""

    @property
    def format(self) -> Format:
        return FORMATS[self.file]

    def state(self) -> tuple[str, datetime]:
        """A digest of everything the feed shows and the moment since when that is so; at most a minute old."""
        key = _key("state", *self._name())
        known: tuple[str, datetime, datetime] | None = caches["feeds"].get(key)
        now = timezone.now()
        if known and (now - known[2]).total_seconds() < FRESH_SECONDS:
            return known[0], known[1]
        digest = _key(self._ground(), *self._sum())
        since = known[1] if known and known[0] == digest else now
        caches["feeds"].set(key, (digest, since, now), KEPT_SECONDS)
        return digest, since

    def stream(self) -> Iterator[bytes]:
        """The whole feed. It holds one piece at a time, and no cursor while a reader is slow."""
        source, ground = self._source(), self._ground()
        yield self.format.begin(source).encode()
        first = True
        for pks, digest in self._cuts():
            piece = self._piece(pks, _key(ground, digest), source)
            if piece:
                yield ("" if first else self.format.separator).encode() + piece
                first = False
        yield self.format.end().encode()

    def _piece(self, pks: list[int], key: str, source: Source) -> bytes:
        kept: bytes | None = caches["feeds"].get(key)
        if kept is None:
            with override(self.language):
                found = listings(pks, Ground.of_now(self.country))
                texts = (self.format.listing(listing, source) for listing in found)
                kept = self.format.separator.join(filter(None, texts)).encode()
            caches["feeds"].set(key, kept, KEPT_SECONDS)
        return kept

    def _cuts(self) -> Iterator[tuple[list[int], str]]:
        """The keys of some products at a time, with a digest of all that they show."""
        pks: list[int] = []
        marks: list[str] = []
        after, is_more = 0, True
        while is_more:
            rows = self._marks(after)
            is_more = len(rows) == AT_ONCE
            for after, mark in rows:
                pks.append(after)
                marks.append(mark)
                if after % CUT == 0 or len(pks) >= AT_ONCE:
                    yield pks, _key(*marks)
                    pks, marks = [], []
        if pks:
            yield pks, _key(*marks)

    def _marks(self, after: int) -> list[tuple[int, str]]:
        statement = f"SELECT p.id, md5({_MARK}) {_ON_SALE} AND p.id > %(after)s ORDER BY p.id LIMIT {AT_ONCE}"
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._where(), "after": after})
            rows: list[tuple[int, str]] = cursor.fetchall()
        return rows

    def _sum(self) -> tuple[object, ...]:
        """Over all products, added up in the database: it stays there, whatever their number."""
        statement = f"SELECT count(*), sum(hashtextextended(p.id || '/' || {_MARK}, 0)::numeric) {_ON_SALE}"
        with connection.cursor() as cursor:
            cursor.execute(statement, self._where())
            row: tuple[object, ...] = cursor.fetchone()
        return row

    def _where(self) -> dict[str, int | date | None]:
        return {"shop": self.shop.pk if self.shop else None, "today": timezone.localdate()}

    def _ground(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(_GROUND)
            (mark,) = cursor.fetchone()
        return _key(VERSION, *self._name(), settings.PUBLIC_URL, settings.MEADOW_NAME, timezone.localdate(), mark)

    def _name(self) -> tuple[object, ...]:
        return (self.shop.pk if self.shop else 0, self.file, self.language, self.country)

    def _source(self) -> Source:
        with override(self.language):
            name = settings.MEADOW_NAME
            if self.shop is None:
                return Source(name, settings.PUBLIC_URL + "/", name, self.language, name)
            words = self.shop.in_words
            title, story = str(words["name"]), str(words["story"])
            return Source(title, public(self.shop.get_absolute_url()), story or title, get_language() or "en", name)


def _key(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()
