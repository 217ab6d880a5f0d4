"""The shape of collections, and of saving into one."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.notes.models.likes import Collection


class CollectionForm(forms.Form):
    """The name of a collection."""

    name = forms.CharField(label=_("Name"), max_length=60)


class SavingForm(forms.Form):
    """Into which collection a note goes: one that exists, a new one by its name, or none in particular."""

    collection = forms.ModelChoiceField(Collection.objects.none(), required=False)
    name = forms.CharField(label=_("New collection"), max_length=60, required=False)

    def __init__(self, data: QueryDict, *, person: Person) -> None:
        super().__init__(data)
        field = self.fields["collection"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Collection.objects.kept_by(person)
        field.error_messages["invalid_choice"] = _("You have no such collection.")
