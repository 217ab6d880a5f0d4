"""Where the files of photos lie: in the storage, named after the hash of their content."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from meadow.plumbing.pictures.encoding import Encoded
from meadow.plumbing.pictures.kinds import Kind


def file_name(sha256: str, kind: Kind) -> str:
    return f"photos/{sha256[:2]}/{sha256}{kind.suffix}"


def keep_file(encoded: Encoded) -> str:
    """Write one picture into the storage, unless it is there, and say its name. Safe to repeat."""
    name = file_name(encoded.sha256, encoded.kind)
    if default_storage.exists(name):
        return name
    kept = default_storage.save(name, ContentFile(encoded.data))
    if kept != name:  # another process kept the same content a moment earlier, so ours was given a second name
        default_storage.delete(kept)
    return name


def hold_file(name: str) -> None:
    """Have nobody delete this file until the transaction at hand ends, which may make a row that relies on it.

    Any number of people may hold one file, so that they never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])


def claim_file(name: str) -> None:
    """Have nobody hold this file until the transaction at hand ends, which may delete it; wait for those who do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
