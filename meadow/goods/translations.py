"""Texts of shops, products and categories in more than one language."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language


class Translated(models.Model):
    """A row with texts in its own language and, where its owner gave them, in others.

    `translations` maps a language to the fields in it: `{"zh-hans": {"name": "陶与光"}}`.
    Templates read `thing.in_words.name`.
    """

    translations = models.JSONField(default=dict, blank=True)
    translated: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def in_words(self) -> dict[str, str]:
        """The translated fields in the language at hand, falling back to the row's own texts one by one."""
        other = self.translations.get(get_language() or "", {})
        return {field: other.get(field) or getattr(self, field) for field in self.translated}
