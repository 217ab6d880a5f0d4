"""Where the files of photos lie: in the storage, named after the hash of their content."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from meadow.plumbing.pictures.encoding import Encoded


def keep_file(encoded: Encoded) -> str:
    """Write one picture into the storage, unless it is there, and say its name. Safe to repeat."""
    name = f"photos/{encoded.sha256[:2]}/{encoded.sha256}{encoded.kind.suffix}"
    if default_storage.exists(name):
        return name
    kept = default_storage.save(name, ContentFile(encoded.data))
    if kept != name:  # another process kept the same content a moment earlier, so ours was given a second name
        default_storage.delete(kept)
    return name
