"""Whether the first row of a table names its columns or is a row like the others."""

from collections.abc import Sequence

from meadow.goods.catalogues.mapping.looks import ADDRESS, HTML, LONG, NUMBER, PICTURE, PRICE, look_at
from meadow.goods.catalogues.mapping.synonyms import meant_by

CLEAR = 0.65


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Judged by the first row against those below it. Where nothing tells, it names them: most tables do."""
    if not rows:
        return False
    first, below = [cell.strip() for cell in rows[0]], rows[1:]
    filled = [cell for cell in first if cell]
    if any(
        len(cell) > LONG * 2 or HTML.search(cell) or ADDRESS.match(cell) or PICTURE.fullmatch(cell) for cell in filled
    ):
        return False
    known = sum(1 for cell in filled if (meant := meant_by(cell)) and meant[1] >= CLEAR)
    numbers = sum(1 for cell in filled if NUMBER.fullmatch(cell) or PRICE.fullmatch(cell))
    if known != numbers:
        return known > numbers
    if numbers:
        return False
    for place, cell in enumerate(first):
        # A name over numbers, addresses or long texts.
        look = look_at([row[place] for row in below if place < len(row)])
        if cell and not look.is_empty and (look.number > 0.8 or look.address > 0.8 or look.html > 0.8):
            return True
    return len(set(filled)) == len(filled)
