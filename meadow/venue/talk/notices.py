"""Notices: what a thread itself says, kept as a verb with its words and put into a sentence when it is read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

Sentence = Callable[[Mapping[str, Any]], str]
_sentences: dict[str, Sentence] = {}


def puts(verb: str) -> Callable[[Sentence], Sentence]:
    """Have a function put this verb's words into a sentence, in the reader's language; a decorator."""

    def known(function: Sentence) -> Sentence:
        _sentences[verb] = function
        return function

    return known


def in_a_sentence(verb: str, words: Mapping[str, Any]) -> str:
    """What a notice says; nothing where no room knows the verb."""
    sentence = _sentences.get(verb)
    return sentence(words) if sentence else ""


def in_all_languages(verb: str, words: Mapping[str, Any]) -> dict[str, str]:
    """The same in each of the platform's languages: for what is told to everybody at once."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = in_a_sentence(verb, words)
    return said
