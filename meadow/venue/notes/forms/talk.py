"""The shape of what people say under notes."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note


class CommentForm(forms.Form):
    """One comment, or the reply to one."""

    text = forms.CharField(
        label=_("Say something kind or useful"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    parent = forms.ModelChoiceField(Comment.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, note: Note | None = None, reader: Person | None = None
    ) -> None:
        super().__init__(data)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        if note is not None:
            field.queryset = Comment.objects.visible_to(reader).filter(note=note).select_related("parent")
        field.error_messages["invalid_choice"] = _("This comment is not here any more.")
