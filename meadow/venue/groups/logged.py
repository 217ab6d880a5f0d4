"""A group's log: what somebody who runs it did, kept for the others who do, and put into a sentence when it is read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.groups.models.groups import Entry, Group

SENTENCES: dict[str, Promise] = {
    "made": _("began the group"),
    "changed": _("changed what the group says or asks for"),
    "closed": _("closed the group"),
    "let_in": _("let %(name)s in"),
    "declined": _("declined the wish of %(name)s"),
    "removed": _("took %(name)s out"),
    "banned": _("banned %(name)s"),
    "unbanned": _("ended the ban of %(name)s"),
    "muted": _("muted %(name)s for %(words)s minutes"),
    "unmuted": _("let %(name)s speak again"),
    "admin": _("asked %(name)s to help"),
    "member": _("no longer has %(name)s help"),
    "slow": _("set slow mode to %(words)s seconds"),
    "links": _("changed who may post links"),
    "word": _("forbade “%(words)s”"),
    "word_free": _("allowed “%(words)s” again"),
    "upheld": _("took a reported message of %(name)s away"),
    "dismissed": _("left a reported message of %(name)s standing"),
    "invited": _("made the invitation “%(words)s”"),
    "withdrew": _("withdrew the invitation “%(words)s”"),
}


def write_down(group: Group, verb: str, *, by: Person | None, person: Person | None = None, words: str = "") -> None:
    """Keep what was done; part of the transaction that does it."""
    Entry.objects.create(group=group, by=by, verb=verb, person=person, words=words[:300])


def sentence(entry: Entry) -> str:
    """What was done, as it stands behind the name of who did it."""
    known = SENTENCES.get(entry.verb)
    return str(known) % {"name": entry.person or "–", "words": entry.words} if known else entry.verb
