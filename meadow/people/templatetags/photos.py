"""Templates' view of photos: `{% photo %}`, `{% thumb %}` and `{% avatar %}`.

They stand in every card of every feed, so they put their strings together by hand and ask the database nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from django import template
from django.core.files.storage import default_storage
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()

_AVATAR_PIXELS: Final = {"s": 24, "m": 36, "l": 80}
# Newest first: a browser takes the first kind that it knows. JPEG is what <img> itself falls back to.
_MODERN: Final = ("avif", "webp")


class Shown(Protocol):
    """What the tags need to know of a photo."""

    width: int
    height: int
    placeholder: str
    sizes: list[dict[str, Any]]

    @property
    def url(self) -> str: ...


class Faced(Protocol):
    """Somebody or something with a picture: a person or a shop."""

    pk: Any
    picture_id: int | None
    picture: Shown | None


@register.simple_tag
def photo(
    photo: Shown,
    alt: str = "",
    sizes: str = "100vw",
    eager: object = False,
    **attributes: str,
) -> SafeString:
    """A photo with its blur beneath it, in as many sizes and kinds as there are; `class="…"` adds classes to the frame.

    An eager photo is the one that the page opens with: it is fetched at once and first.
    """
    extra = attributes.get("class", "")
    frame = f"photo {escape(extra)}" if extra else "photo"
    blur = _blur(photo.placeholder)
    when = 'fetchpriority="high"' if eager else 'loading="lazy"'
    kinds = _by_kind(photo.sizes)
    sizes = escape(sizes)

    sources = "".join(
        f'<source type="image/{kind}" srcset="{_srcset(kinds[kind])}" sizes="{sizes}">'
        for kind in _MODERN
        if kind in kinds
    )
    plain = kinds.get("jpeg")
    if plain:
        source = f'src="{escape(_url(plain[-1]))}" srcset="{_srcset(plain)}" sizes="{sizes}"'
    else:
        source = f'src="{escape(photo.url)}"'
    return SafeString(
        f'<span class="{frame}">{blur}<picture>{sources}<img {source} alt="{escape(alt)}" '
        f'width="{photo.width:d}" height="{photo.height:d}" {when} decoding="async"></picture></span>'
    )


@register.simple_tag
def thumb(photo: Shown) -> SafeString:
    """A photo in a line of a long list: its smallest file, square, with nothing around it that would weigh."""
    return SafeString(
        f'<span class="photo photo-square"><picture><img src="{escape(smallest(photo))}" alt="" '
        f'width="48" height="48" loading="lazy" decoding="async"></picture></span>'
    )


@register.simple_tag
def avatar(thing: Faced, size: str = "m") -> SafeString:
    """The small round picture of a person or a shop, or the first letter of the name where there is none; s, m or l.

    It is decoration: the name stands beside it.
    """
    size = size if size in _AVATAR_PIXELS else "m"
    picture = thing.picture if thing.picture_id else None
    if picture is None:
        return SafeString(
            f'<span class="avatar avatar-{size}" aria-hidden="true">{escape(str(thing)[:1].upper())}</span>'
        )
    pixels = _AVATAR_PIXELS[size]
    return SafeString(
        f'<span class="avatar avatar-{size}"><img src="{escape(smallest(picture))}" alt="" '
        f'width="{pixels}" height="{pixels}" loading="lazy" decoding="async"></span>'
    )


def _blur(placeholder: str) -> str:
    if not placeholder.startswith("data:image/"):
        return ""
    return f'<img class="photo-blur" src="{escape(placeholder)}" alt="" aria-hidden="true">'


def _by_kind(sizes: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The renditions of each kind, narrow ones first."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for size in sorted(sizes, key=lambda size: int(size["width"])):
        kinds.setdefault(str(size["kind"]), []).append(size)
    return kinds


def _srcset(renditions: Sequence[Mapping[str, Any]]) -> str:
    return escape(", ".join(f"{_url(size)} {int(size['width'])}w" for size in renditions))


def _url(size: Mapping[str, Any]) -> str:
    return default_storage.url(str(size["name"]))


def smallest(photo: Shown) -> str:
    """The address of a photo's smallest file that every browser knows."""
    plain = _by_kind(photo.sizes).get("jpeg")
    return _url(plain[0]) if plain else photo.url
