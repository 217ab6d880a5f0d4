"""Cleaning the HTML of product descriptions: a small list of what may stay, and nothing else."""

import nh3
from django.utils.html import linebreaks

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
    *("b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def clean_description(html: str) -> str:
    """Safe HTML of HTML from anywhere; text without any tag becomes paragraphs. Cleaning twice changes nothing."""
    cleaned = _clean(_in_paragraphs(html))
    # A sign like "a < b" looked like HTML and was none.
    return cleaned if "<" in cleaned else _clean(_in_paragraphs(cleaned))


def _in_paragraphs(text: str) -> str:
    if "<" in text:
        return text
    return linebreaks(text, autoescape=False) if text.strip() else ""


def _clean(html: str) -> str:
    cleaned: str = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return cleaned.strip()
