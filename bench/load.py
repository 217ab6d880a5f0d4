"""The load: a city's worth of people, products, notes and likes, made by PostgreSQL itself in under a minute or two.

Texts and likes are drawn with a fixed seed; likes follow a long tail, as they do where people choose for themselves.
"""

import argparse
import os
import time

import django
from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

PRODUCTS, NOTES, LIKES = 10_000, 50_000, 1_000_000
PEOPLE, SHOPS, PHOTOS, COMMENTS = 20_000, 200, 3_000, 100_000
PLACEHOLDER = (
    "data:image/webp;base64,UklGRmoAAABXRUJQVlA4IF4AAADwAQCdASoMABAAAgA0JaQAA3AA/vuUAAAA/v3bM8wVbXgYZ7gYv/2dOM"
    "0QnAvG2zWfmpCEQ0mJgJ+v1T1Jb2sDjwIYfV5uLh3f3k9f9cFf2eAAAA=="
)

STATEMENTS = [
    """
    INSERT INTO people_person (password, is_superuser, email, handle, name, words, place, language, is_buyer, is_staff,
                               is_active)
    SELECT '!', false, 'p' || i || '@bench.example', 'person.' || i, 'Person ' || i, 'Likes quiet things.', 'Harbour',
           'en', false, false, true
    FROM generate_series(1, %(people)s) i
    """,
    """
    INSERT INTO people_photo (name, width, height, placeholder, colour, sizes, state)
    SELECT 'photos/' || lpad(to_hex(i %% 256), 2, '0') || '/' || md5(i::text) || '.jpg', 1536, 2048, %(placeholder)s,
           '#cfc8bd',
           (SELECT jsonb_agg(jsonb_build_object('width', w, 'height', w * 4 / 3, 'kind', kind,
                                                'name', 'photos/aa/' || md5(i::text || w) || '.' || kind))
            FROM unnest(ARRAY['webp', 'jpeg']) kind, unnest(ARRAY[360, 720, 1280]) w), 'ready'
    FROM generate_series(1, %(photos)s) i
    """,
    "UPDATE people_person SET picture_id = 1 + id %% %(photos)s",
    """
    INSERT INTO goods_category (slug, name, translations, position)
    SELECT 'shelf-' || i, 'Shelf ' || i, jsonb_build_object('zh-hans', jsonb_build_object('name', '货架 ' || i)), i
    FROM generate_series(1, 24) i
    """,
    """
    INSERT INTO goods_shop (handle, name, story, city, currency, state, translations, cover_id, picture_id)
    SELECT 'shop-' || i, 'Shop ' || i, 'Made by hand, in small numbers.', 'Harbour', 'USD', 'open', '{}',
           1 + i %% %(photos)s, 1 + (i * 7) %% %(photos)s
    FROM generate_series(1, %(shops)s) i
    """,
    "INSERT INTO goods_seat (shop_id, person_id, role) SELECT id, id, 'owner' FROM goods_shop",
    """
    INSERT INTO goods_product (shop_id, handle, title, description, status, brand, tags, options, price_from, price_to,
                               in_stock, source, source_key, changed_at, published_at, translations, cover_id)
    SELECT 1 + i %% %(shops)s, 'product-' || i, 'Something useful, number ' || i,
           '<p>' || repeat('Turned from one piece of ash and oiled twice. ', 8) || '</p>', 'active', 'Bench',
           ARRAY['wood', 'kitchen'], ARRAY['Size'], 1000 + i %% 9000, 1500 + i %% 9000, true, '', '',
           now(), now() - i * interval '3 minutes', '{}', 1 + i %% %(photos)s
    FROM generate_series(1, %(products)s) i
    """,
    """
    INSERT INTO goods_product_categories (product_id, category_id)
    SELECT id, 1 + id %% 24 FROM goods_product
    """,
    """
    INSERT INTO goods_variant (product_id, sku, option_values, translations, price, compare_at, barcode, position,
                               is_active, source_key)
    SELECT p.id, 'SKU-' || p.id || '-' || v, ARRAY[(ARRAY['S', 'M', 'L'])[v]], '{}', p.price_from + 250 * (v - 1),
           CASE WHEN p.id %% 5 = 0 THEN p.price_from + 250 * (v - 1) + 900 END, '', v, true, ''
    FROM goods_product p, generate_series(1, 3) v
    """,
    """
    INSERT INTO goods_stock (variant_id, on_hand, held, is_tracked, sells_on)
    SELECT id, 5 + id %% 40, 0, true, false FROM goods_variant
    """,
    """
    INSERT INTO goods_pricechange (variant_id, price, at)
    SELECT id, price + 900, now() - interval '60 days' FROM goods_variant WHERE compare_at IS NOT NULL
    UNION ALL SELECT id, price, now() - interval '10 days' FROM goods_variant
    """,
    """
    INSERT INTO goods_productphoto (product_id, photo_id, alt, translations, source, position)
    SELECT p.id, 1 + (p.id * 3 + n) %% %(photos)s, 'A useful thing', '{}', '', n
    FROM goods_product p, generate_series(0, 3) n
    """,
    """
    WITH everywhere AS (INSERT INTO trade_shippingzone (shop_id, countries) SELECT id, '{}' FROM goods_shop
                        RETURNING id, shop_id)
    INSERT INTO trade_shippingrate (shop_id, zone_id, name, price, position, is_active, translations)
    SELECT shop_id, id, 'Parcel', 600, 0, true, '{}' FROM everywhere
    """,
    """
    INSERT INTO notes_note (author_id, title, text, place, language, state, cover_id, like_count, save_count,
                            comment_count, heat, published_at, changed_at)
    SELECT 1 + (i::bigint * 7919) %% %(people)s, 'A week with something useful, part ' || i,
           repeat('It stands by the window and catches the light. ', 6) || '#slowliving', '',
           CASE WHEN i %% 2 = 0 THEN 'en' ELSE 'zh-hans' END, 'published', 1 + i %% %(photos)s, 0, 0, 0, 0,
           now() - i * interval '1 minute', now()
    FROM generate_series(1, %(notes)s) i
    """,
    """
    INSERT INTO notes_notephoto (note_id, photo_id, alt, position)
    SELECT n.id, 1 + (n.id + k) %% %(photos)s, 'By the window', k FROM notes_note n, generate_series(0, 2) k
    """,
    """
    INSERT INTO notes_pin (note_id, product_id, photo_id, x, y)
    SELECT n.id, 1 + (n.id * 31) %% %(products)s, p.id, 0.4, 0.6
    FROM notes_note n JOIN notes_notephoto p ON p.note_id = n.id AND p.position = 0
    """,
    """
    INSERT INTO notes_like (note_id, person_id)
    SELECT 1 + floor(power(random(), 2.5) * %(notes)s)::int, 1 + floor(random() * %(people)s)::int
    FROM generate_series(1, (%(likes)s * 1.15)::int)
    ON CONFLICT DO NOTHING
    """,
    "DELETE FROM notes_like WHERE id IN (SELECT id FROM notes_like ORDER BY id OFFSET %(likes)s)",
    """
    INSERT INTO notes_comment (note_id, author_id, text)
    SELECT 1 + floor(power(random(), 2.5) * %(notes)s)::int, 1 + floor(random() * %(people)s)::int,
           'Where did you find it?'
    FROM generate_series(1, %(comments)s)
    """,
    """
    UPDATE notes_note n SET like_count = coalesce(l.n, 0), comment_count = coalesce(c.n, 0),
           heat = log(1 + coalesce(l.n, 0) + 2 * coalesce(c.n, 0)) + extract(epoch FROM n.published_at) / 45000
    FROM notes_note m
    LEFT JOIN (SELECT note_id, count(*) n FROM notes_like GROUP BY 1) l ON l.note_id = m.id
    LEFT JOIN (SELECT note_id, count(*) n FROM notes_comment GROUP BY 1) c ON c.note_id = m.id
    WHERE m.id = n.id
    """,
    """
    INSERT INTO people_follow (follower_id, followed_id)
    SELECT 1, i FROM generate_series(2, least(300, %(people)s)) i
    """,
]


def sizes(scale: float) -> dict[str, int]:
    """How many rows of each kind at this scale; never so few that a page would be empty."""
    full = {"products": PRODUCTS, "notes": NOTES, "likes": LIKES, "people": PEOPLE, "shops": SHOPS}
    full |= {"photos": PHOTOS, "comments": COMMENTS}
    return {name: max(round(count * scale), min(count, 60)) for name, count in full.items()}


def let_the_database_know_defaults() -> None:
    """Give every column the default that its field has in Python, so that statements name only what matters here."""
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                value = None if field.is_relation or field.null else editor.effective_default(field)
                if value is None or field.primary_key or field.column is None:
                    continue
                table, column = sql.Identifier(model._meta.db_table), sql.Identifier(field.column)
                statement = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}")
                cursor.execute(statement.format(table, column, sql.Literal(value)))


def fill(scale: float) -> dict[str, int]:
    """Fill the empty database at hand; leaves one that holds notes already as it is."""
    wanted = sizes(scale)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notes_note")
        if cursor.fetchone()[0]:
            return wanted
        with transaction.atomic():
            let_the_database_know_defaults()
            cursor.execute("SELECT setseed(0.42)")
            for statement in STATEMENTS:
                cursor.execute(statement, {**wanted, "placeholder": PLACEHOLDER})
        cursor.execute("VACUUM ANALYZE")
    return wanted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    options, _ = parser.parse_known_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meadow.config.settings")
    django.setup()
    started = time.perf_counter()
    wanted = fill(options.scale)
    print(", ".join(f"{count:,} {name}" for name, count in wanted.items()), f"in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
