"""The shape of what people type about themselves."""

from django import forms


class SignUp(forms.Form):
    """What a newcomer tells beside e-mail and password."""
