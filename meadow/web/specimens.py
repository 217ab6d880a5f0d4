"""What the living page of the design system shows: a form, a few cards, and the tokens as the style sheet has them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TOKENS = Path(__file__).parent / "front" / "styles" / "tokens.css"

_WEBP = "data:image/webp;base64,"
_VASE = _WEBP + "UklGRkIAAABXRUJQVlA4IDYAAABwAQCdASoQABAAA4BaJZ1/2AGIAAD+8CXBsVX/m8jqYnC/jrRYzKzia74IGMfCIFRLLVncAAA="
_BOWL = (
    _WEBP + "UklGRkYAAABXRUJQVlA4IDoAAADQAQCdASoNABAAA4BaJZwAAuTl97ekQAD+w07tLYIG/csjrtjDCjFVM0O6Pj9E08PUAxDRknpZgAAA"
)
_LAMP = _WEBP + (
    "UklGRmAAAABXRUJQVlA4IFQAAABQAgCdASoQABAAA4BaJYgCdAEOAGyFXYPuDAAA/vV1HQug2rxVulBduEeu05VBnndBp4fvA6kbqSi4nvFj45ZK"
    "NDtC1VHDHkmNH/qeOaN+msUAAAA="
)
_CUP = _WEBP + (
    "UklGRmIAAABXRUJQVlA4IFYAAAAQAgCdASoQABAAA4BaJZACdAELMXh4XB4AAP5w8UrfaGrahxQyx2NzeuVKdiw7Tp7iTQCWAFrJNPPFnUpb9LmW"
    "z7Aifg0UPdL9XZdQSUhCS6vb3AAAAA=="
)


@dataclass
class PhotoSpecimen:
    """A photo out of the static files, as the photo tag wants it."""

    file: str
    width: int
    height: int
    placeholder: str = ""
    sizes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return static(f"meadow/design/{self.file}.jpg")


@dataclass
class PersonSpecimen:
    name: str
    handle: str
    picture: PhotoSpecimen | None = None
    pk: int = 0

    def __str__(self) -> str:
        return self.name

    @property
    def picture_id(self) -> int | None:
        return 1 if self.picture else None

    @property
    def in_words(self) -> dict[str, str]:
        return {"name": self.name}

    def get_absolute_url(self) -> str:
        return reverse("web:design")


@dataclass
class NoteSpecimen:
    title: str
    author: PersonSpecimen
    cover: PhotoSpecimen | None
    like_count: int
    text: str = ""
    language: str = ""

    def get_absolute_url(self) -> str:
        return reverse("web:design")


@dataclass
class ShopSpecimen:
    name: str
    currency: str = "USD"

    @property
    def in_words(self) -> dict[str, str]:
        return {"name": self.name}

    def get_absolute_url(self) -> str:
        return reverse("web:design")


@dataclass
class ProductSpecimen:
    title: str
    shop: ShopSpecimen
    cover: PhotoSpecimen | None
    price_from: int
    price_to: int
    compare_at_from: int | None = None
    in_stock: bool = True

    @property
    def in_words(self) -> dict[str, str]:
        return {"title": self.title}

    def get_absolute_url(self) -> str:
        return reverse("web:design")


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Full name"), help_text=gettext_lazy("As it should stand on the parcel."))
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=[("cn", gettext_lazy("China")), ("fr", gettext_lazy("France"))]
    )
    words = forms.CharField(label=gettext_lazy("A few words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sending = forms.ChoiceField(
        label=gettext_lazy("Shipping"),
        choices=[("post", gettext_lazy("By post")), ("rider", gettext_lazy("By bicycle"))],
        widget=forms.RadioSelect,
    )
    news = forms.BooleanField(label=gettext_lazy("Tell me when it is back"), required=False)


@cache
def colour_tokens() -> list[str]:
    """The names of the colours, in the order of the style sheet."""
    light = TOKENS.read_text().split("}", 1)[0]
    return re.findall(r"--([a-z-]+):\s*(?:#|rgb)", light)


def specimens() -> dict[str, object]:
    """Everything that /design/ shows, in the language at hand."""
    vase, bowl = PhotoSpecimen("vase", 480, 480, _VASE), PhotoSpecimen("bowl", 480, 600, _BOWL)
    lamp, cup = PhotoSpecimen("lamp", 480, 480, _LAMP), PhotoSpecimen("cup", 480, 480, _CUP)
    ada = PersonSpecimen(_("Ada"), "ada", cup)
    bo = PersonSpecimen(_("Bo"), "bo.li")
    shop = ShopSpecimen(_("Cy Clay"))
    sides = [
        {
            "theme": theme,
            "form": SpecimenForm(prefix=f"{theme}-good", initial={"name": _("Ada"), "sending": "post"}),
            "wrong": SpecimenForm({f"{theme}-bad-email": "ada@"}, prefix=f"{theme}-bad"),
        }
        for theme in ("light", "dark")
    ]
    return {
        "sides": sides,
        "colours": colour_tokens(),
        "person": ada,
        "other": bo,
        "moment": datetime(2026, 3, 21, 9, 30, tzinfo=UTC),
        "gallery": [bowl, lamp, vase],
        "notes": [
            NoteSpecimen(_("One branch in a bottle vase, and the table is laid"), ada, vase, 1204),
            NoteSpecimen(_("Mug"), bo, cup, 8),
            NoteSpecimen(
                _("Reading corner, one lamp, no overhead light. Three weeks in and I sleep better"), ada, lamp, 312
            ),
            NoteSpecimen("", bo, None, 3, text=_("Rain all day. Soup in the big bowl, twice.")),
            NoteSpecimen(_("How I pack a bowl for the post"), ada, bowl, 57),
        ],
        "products": [
            ProductSpecimen(_("Bottle vase, ash glaze"), shop, vase, 6800, 6800),
            ProductSpecimen(_("Mushroom lamp"), shop, lamp, 4900, 7900, 6400),
            ProductSpecimen(_("Ribbed bowl, speckled"), shop, bowl, 5200, 5200, in_stock=False),
            ProductSpecimen(_("Espresso cup"), shop, None, 1800, 1800),
        ],
        "drawings": ["meadow", "basket", "frame", "parcel", "path", "letter", "vase"],
        "icons": drawings(),
    }


@cache
def drawings() -> list[str]:
    """The names of all small drawings."""
    sheet = Path(__file__).parent / "static" / "meadow" / "icons.svg"
    return re.findall(r'<symbol id="([a-z-]+)"', sheet.read_text())
