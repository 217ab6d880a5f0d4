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
MEASURES = {"text-s", "text-m", "text-l", "title-s", "title-m", "title-l"}


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
    vase, bowl = PhotoSpecimen("vase", 480, 600), PhotoSpecimen("bowl", 480, 480)
    lamp, cup = PhotoSpecimen("lamp", 480, 640), PhotoSpecimen("cup", 480, 360)
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
        "measures": sorted(MEASURES),
        "person": ada,
        "other": bo,
        "moment": datetime(2026, 3, 21, 9, 30, tzinfo=UTC),
        "photo_vase": vase,
        "gallery": [vase, lamp, bowl],
        "notes": [
            NoteSpecimen(_("The vase that made me buy tulips every week"), ada, vase, 1204),
            NoteSpecimen(_("Cup"), bo, cup, 8),
            NoteSpecimen(
                _("Reading corner, one lamp, no overhead light. Three weeks in and I sleep better"), ada, lamp, 312
            ),
            NoteSpecimen("", bo, None, 3, text=_("Rain all day. Soup in the big bowl, twice.")),
            NoteSpecimen(_("How I pack a bowl for the post"), ada, bowl, 57),
        ],
        "products": [
            ProductSpecimen(_("Bottle vase, celadon"), shop, vase, 6800, 6800),
            ProductSpecimen(_("Paper lamp"), shop, lamp, 4900, 7900, 6400),
            ProductSpecimen(_("Serving bowl, oatmeal glaze"), shop, bowl, 5200, 5200, in_stock=False),
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
