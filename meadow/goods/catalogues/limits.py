"""How much a product of a catalogue file may have; more than its columns in the database hold is never read."""

MOST_OPTIONS = 3
MOST_VARIANTS = 100
MOST_ROWS = 1000
"""Rows of one product, variants and further photos together; a file that has more is not grouped by product."""

MOST_CATEGORIES, MOST_LEVELS = 30, 8

LONGEST = {"key": 200, "title": 200, "description": 40_000, "brand": 120, "tag": 60, "option": 60, "value": 100}
LONGEST |= {"sku": 100, "barcode": 50, "alt": 300, "photo": 500, "category": 80}
LONGEST |= {"attribute": 80, "attribute value": 500, "care": 2000, "seo title": 120, "seo description": 400}
