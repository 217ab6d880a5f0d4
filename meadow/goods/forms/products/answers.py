"""What a product is like: a field for each attribute that its categories ask about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.attributes import LONGEST_ANSWER, Attribute
from meadow.goods.refusals import NotAnAnswer
from meadow.goods.taxonomy.tree import Tree

PREFIX = "answer"
ASKED = "asked"
_FLAGS = {"yes": True, "no": False}


class AnswersForm(forms.Form):
    """A field for each of these attributes, called by its slug."""

    def __init__(
        self, attributes: Sequence[Attribute], known: Mapping[str, Any], data: QueryDict | None = None
    ) -> None:
        super().__init__(data, prefix=PREFIX)
        self.attributes = {attribute.slug: attribute for attribute in attributes}
        for slug, attribute in self.attributes.items():
            self.fields[slug] = _field(attribute)
            self.initial[slug] = _shown(attribute, known.get(slug))

    def clean(self) -> dict[str, Any]:
        for slug, attribute in self.attributes.items():
            if slug not in self.cleaned_data:
                continue
            typed = self.cleaned_data[slug]
            try:
                self.cleaned_data[slug] = attribute.understand(
                    _FLAGS.get(typed) if attribute.kind == Attribute.Kind.FLAG else typed
                )
            except NotAnAnswer as refused:
                self.add_error(slug, str(refused))
        return self.cleaned_data

    def answers(self, known: Mapping[str, Any], asked: Iterable[str]) -> dict[str, Any]:
        """What is said of the product now: what the page asked as it was answered, all else as it is known."""
        said = {slug: self.cleaned_data[slug] for slug in asked if slug in self.cleaned_data}
        return {slug: answer for slug, answer in {**known, **said}.items() if answer is not None}


def asked_about(categories: Iterable[int], tree: Tree) -> list[Attribute]:
    """The attributes that these categories and those above them ask about."""
    above = tree.above(categories)
    return list(Attribute.objects.asked_in(above)) if above else []


def _field(attribute: Attribute) -> forms.Field:
    label = str(attribute.in_words["name"])
    match attribute.kind:
        case Attribute.Kind.CHOICE:
            return forms.ChoiceField(label=label, choices=[("", "–"), *attribute.options], required=False)
        case Attribute.Kind.CHOICES:
            return forms.MultipleChoiceField(
                label=label, choices=attribute.options, required=False, widget=forms.CheckboxSelectMultiple
            )
        case Attribute.Kind.FLAG:
            return forms.ChoiceField(
                label=label, choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], required=False
            )
        case Attribute.Kind.NUMBER:
            unit = f", {attribute.unit}" if attribute.unit else ""
            return forms.CharField(
                label=f"{label}{unit}",
                max_length=20,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
    return forms.CharField(label=label, max_length=LONGEST_ANSWER, required=False)


def _shown(attribute: Attribute, answer: Any) -> Any:
    if attribute.kind == Attribute.Kind.FLAG:
        return {True: "yes", False: "no"}.get(answer, "")
    if attribute.kind == Attribute.Kind.CHOICES:
        return answer if isinstance(answer, list) else [answer] if answer else []
    return "" if answer is None else answer
