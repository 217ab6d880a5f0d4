"""The product sheet: one product, all that is said of it, its variants and its photos, as one page of fields."""
