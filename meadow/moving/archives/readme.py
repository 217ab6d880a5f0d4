"""The text that explains an archive to whoever opens it, in every language of the platform."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


def readme(kind: str, **context: Any) -> str:
    """The README of a `shop` or of a `person`: one language after the other, with the lines that Windows expects."""
    context |= {
        "site_name": settings.MEADOW_NAME,
        "site_url": settings.PUBLIC_URL,
        "years": settings.MEADOW_INVOICE_YEARS,
    }
    texts = [
        render_to_string(f"moving/archive/{kind}.{language}.txt", context).strip() for language, _ in settings.LANGUAGES
    ]
    rule = "\n\n" + "-" * 72 + "\n\n"
    return "\ufeff" + (rule.join(texts) + "\n").replace("\n", "\r\n")
