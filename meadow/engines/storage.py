"""Where uploaded files go: a folder, or the buckets that `MEADOW_STORAGE_URL` and `MEADOW_PRIVATE_STORAGE_URL` name."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from meadow.engines.places import Place, data_folder
from meadow.engines.refusals import EngineRefused


def private_storage(url: str | None = None) -> dict[str, Any]:
    """Django's STORAGES entry for files that no address leads to: only doors that check who asks open them.

    Speaks the same addresses as `django_storage`; a bucket named here must not be readable by everybody.
    """
    place = Place(data_folder()).private.as_uri()
    entry = django_storage(url or os.environ.get("MEADOW_PRIVATE_STORAGE_URL") or place)
    if "base_url" in entry["OPTIONS"]:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        entry["OPTIONS"] = {"location": entry["OPTIONS"]["location"], **modes}
    else:
        entry["OPTIONS"] |= {"querystring_auth": True, "default_acl": "private"}
    return entry


def django_storage(url: str | None = None) -> dict[str, Any]:
    """Django's STORAGES entry.

    `s3://bucket/prefix?endpoint=https://...&region=...&domain=cdn.example` speaks S3 with the credentials that the
    environment holds (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY); `file:///folder` or nothing is a folder.
    """
    parts = urlsplit(url or os.environ.get("MEADOW_STORAGE_URL") or Place(data_folder()).files.as_uri())
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": unquote(parts.path), "base_url": "/files/"},
        }
    if parts.scheme == "s3":
        words = dict(parse_qsl(parts.query))
        named = {"endpoint": "endpoint_url", "region": "region_name", "domain": "custom_domain"}
        if unknown := words.keys() - named.keys():
            raise EngineRefused(f"MEADOW_STORAGE_URL knows {', '.join(named)}; not {', '.join(sorted(unknown))}.")
        options = {option: words[word] for word, option in named.items() if word in words}
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.netloc,
                "location": unquote(parts.path.strip("/")),
                "file_overwrite": False,
                "querystring_auth": False,
                **options,
            },
        }
    raise EngineRefused(f"MEADOW_STORAGE_URL must begin with file:// or s3://, not {parts.scheme}://.")
