r"""How Meadow's own file writes lists in one cell: a separator that is part of a text has a backslash before it.

Line breaks inside a part are written `\n`, so that a list may have one part a line.
"""

import re
from collections.abc import Iterable, Sequence

_ESCAPED = {"\n": "\\n", "\r": "\\r"}
_MEANT = {"n": "\n", "r": "\r"}


def join(parts: Iterable[str], separator: str) -> str:
    """The parts in one cell. The separator's sign is its only one that is not a blank."""
    return separator.join(escape(part, separator) for part in parts)


def split(cell: str, separator: str) -> tuple[str, ...]:
    """What `join` was given; blanks around a part are none of it. An empty cell has no parts."""
    return tuple(_unescaped(part) for part in _parts(cell, separator)) if cell else ()


def lines(rows: Iterable[Sequence[str]], separator: str) -> str:
    """A row of parts on each line."""
    return "\n".join(join(row, separator) for row in rows)


def read_lines(cell: str, separator: str) -> tuple[tuple[str, ...], ...]:
    return tuple(split(line, separator) for line in re.split(r"\r?\n", cell) if line)


def escape(text: str, separator: str) -> str:
    sign = separator.strip(" ")
    escaped = text.replace("\\", "\\\\")
    if sign and sign not in _ESCAPED:
        escaped = escaped.replace(sign, f"\\{sign}")
    for letter, written in _ESCAPED.items():
        escaped = escaped.replace(letter, written)
    return escaped


def _parts(cell: str, separator: str) -> list[str]:
    """The parts, still escaped."""
    sign = separator.strip(" ")
    cell = cell.replace("\r\n", "\n") if sign == "\n" else cell
    found = [""]
    for piece in re.findall(r"\\.|[^\\]|\\$", cell, re.DOTALL):
        if piece == sign:
            found.append("")
        else:
            found[-1] += piece
    return [part.strip(" ") for part in found]


def _unescaped(part: str) -> str:
    return re.sub(r"\\(.)", lambda match: _MEANT.get(match[1], match[1]), part, flags=re.DOTALL)
