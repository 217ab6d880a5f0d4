"""Texts of shops, products and categories in more than one language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Translated(models.Model):
    """A row with texts in its own language and, where its owner gave them, in others.

    `translations` maps a language to the fields in it: `{"zh-hans": {"name": "陶与光"}}`.
    Templates read `thing.in_words.name`.
    """

    translations = models.JSONField(_("translations"), default=dict, blank=True)
    translated: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def in_words(self) -> dict[str, str]:
        """The translated fields in the language at hand, falling back to the row's own texts one by one."""
        other = self.translations.get(get_language() or "", {})
        return {field: other.get(field) or getattr(self, field) for field in self.translated}


def in_other_words(translations: Mapping[str, Mapping[str, Any]], field: str, words: Sequence[str]) -> list[str]:
    """Several words in the language at hand, each falling back to itself where its owner gave no other."""
    others = translations.get(get_language() or "", {}).get(field, ())
    return [str(others[place]) if place < len(others) and others[place] else word for place, word in enumerate(words)]


class Glossary:
    """What words are called in other languages, learnt from rows that have the words side by side."""

    def __init__(self, field: str, rows: Iterable[tuple[Sequence[str], Mapping[str, Mapping[str, Any]]]]) -> None:
        self.field = field
        self.known: dict[str, dict[str, str]] = {}
        for words, translations in rows:
            for language, others in translations.items():
                pairs = zip(words, others.get(field, ()), strict=False)
                self.known.setdefault(language, {}).update((word, str(other)) for word, other in pairs if other)

    def learn(self, known: Mapping[str, Mapping[str, str]]) -> "Glossary":
        """Call these words, `{"zh-hans": {"Size": "尺码"}}`, so from now on."""
        for language, words in known.items():
            self.known.setdefault(language, {}).update(words)
        return self

    def translate(self, words: Sequence[str]) -> dict[str, dict[str, list[str]]]:
        """These words, in the shape of `translations`, in every language in which one of them is known."""
        found = {language: [called.get(word, "") for word in words] for language, called in self.known.items()}
        return {language: {self.field: others} for language, others in found.items() if any(others)}
