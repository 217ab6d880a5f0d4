"""Handles: which ones nobody may take, and which one to propose for a name."""

import re
import secrets
import unicodedata

from meadow.people.models.persons import Person

_WORDS = """
    about account accounts admin administrator anonymous api app billing buyer buyers cart checkout contact demo desk
    everybody everyone explore feed files following goods guest guests handle help home info language legal live login
    logout mail manager managers market me meadow media member members moderator news noreply nobody note notes null
    official operator operators order orders pass password pay payment payments people person photo photos postmaster
    press privacy product products root rooms safety search security settings shop shops signin signout signup staff
    static status store support system tag tags team terms trade trust undefined user users webmaster www you
"""
RESERVED = frozenset(_WORDS.split())
LONGEST = 30


def is_reserved(handle: str) -> bool:
    """True for words that would let somebody pass for the platform, also with dots or underscores between."""
    return re.sub(r"[._]", "", handle) in RESERVED


def propose_handle(name: str) -> str:
    """A free handle that resembles the name, with digits where that alone is taken.

    A name without Latin letters proposes `friend` and digits: guessing at its sound would be worse.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[: LONGEST - 7].strip(".")
    if len(base) < 3 or is_reserved(base):
        base = "friend"
    for digits in (2, 4, 6):
        numbered = [f"{base}{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}" for _ in range(8)]
        candidates = [base, *numbered] if base != "friend" else numbered
        taken = set(Person.objects.filter(handle__in=candidates).values_list("handle", flat=True))
        for candidate in candidates:
            if candidate not in taken:
                return candidate
    return f"friend{secrets.token_hex(8)}"
