"""Files that no address leads to: papers, goods to download, archives. Doors that check who asks open them."""

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """The storage of private files; a function, so that migrations name no place."""
    return storages["private"]
