"""What of ours the world sees under whole addresses, and data blocks that machines read in our pages."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings
from django.utils.safestring import SafeString

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def public(url: str) -> str:
    """The whole address of something of ours; what lies elsewhere has one already."""
    return url if url.startswith(("http://", "https://")) else settings.PUBLIC_URL + url


def data_block(data: Mapping[str, Any]) -> SafeString:
    """JSON-LD of schema.org, without what is empty; never run, so the content security policy does not concern it.

    What people typed stands in it only as JSON strings in which no character could end the block.
    """
    known = said({"@context": "https://schema.org", **data})
    text = orjson.dumps(known).decode().translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
