"""News put into words: each room says its own kinds in a module `news`, found when the platform starts.

    @says("followed")
    def followed(it: Telling) -> str:
        return _("%(who)s follows you.") % {"who": it.who}

A sentence is said when it is read, in the reader's language, from what the row keeps; it asks the database nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Telling:
    """What a sentence is made of: who did it last (or nobody), how many people did, and what the fact's room noted."""

    actor: str = ""
    count: int = 1
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """“Bo”, or “Bo and 4 others”."""
        others = self.count - 1
        if others < 1:
            return self.actor
        said = ngettext("%(name)s and %(others)s other", "%(name)s and %(others)s others", others)
        return said % {"name": self.actor, "others": others}

    @property
    def facts(self) -> dict[str, Any]:
        """`who`, and the noted words in the reader's language: what a sentence's places are filled with."""
        told = {key: value for key, value in self.words.items() if key != _EACH}
        each = self.words.get(_EACH, {})
        here = (translation.get_language() or settings.LANGUAGE_CODE).lower()
        return {**told, **each.get(here, each.get(settings.LANGUAGE_CODE, {})), "who": self.who}


Sentence = Callable[[Telling], str]
_EACH = "each"
_sentences: dict[str, Sentence] = {}


def says(*verbs: str) -> Callable[[Sentence], Sentence]:
    """Have a function put news of these verbs into words."""

    def register(function: Sentence) -> Sentence:
        for verb in verbs:
            _sentences[verb] = function
        return function

    return register


def sentence(verb: str, telling: Telling) -> str:
    """What happened, in the language at hand; something calm where no room knows the verb, or a word is missing."""
    function = _sentences.get(verb)
    if function is None:
        return _("There is something new.")
    try:
        return function(telling)
    except KeyError:  # noted before the sentence needed the word
        return _("There is something new.")


def is_said(verb: str) -> bool:
    """Whether some room has words for it."""
    return verb in _sentences


def in_each_language(facts: Callable[[], Mapping[str, Any]], **others: Any) -> dict[str, Any]:
    """Words of news that differ between languages (titles, amounts), noted in each, and others that do not."""
    each = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            each[language] = {key: str(value) for key, value in facts().items()}
    return {**others, _EACH: each}
