"""Templates' view of a thread: `{% talk_pane thread %}` is the whole chat, for whoever is in it."""

import re
import uuid
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meadow.people.visitors import visitor
from meadow.venue.talk.actions.saying import MOST_PHOTOS
from meadow.venue.talk.cards import pickers
from meadow.venue.talk.history import Page, kept_away, newest, read_by_others
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.models.messages import LONGEST, Report
from meadow.venue.talk.models.threads import Reader, Thread
from meadow.venue.talk.signs import SIGNS
from meadow.venue.talk.stickers import STICKERS, sticker_url

register = template.Library()
# Only what begins like this is ever a link; everything else that looks like one stays text.
_TOUCHED = re.compile(
    r"(https?://[^\s<>\"'，。！？、；：）】」]+)|(?<![\w.@/])@([a-z0-9][a-z0-9_.]{1,28}[a-z0-9])", re.IGNORECASE
)
_TAIL = re.compile(r"[.,;:!?)\]}]+$")


@register.inclusion_tag("talk/parts/pane.html", takes_context=True)
def talk_pane(context: RequestContext, thread: Thread) -> dict[str, Any]:
    """The chat of a thread for who looks at the page; nothing for whoever is not in it."""
    person = visitor(context["request"])
    reader = (
        Reader.objects.inside().select_related("thread").filter(thread=thread, person=person).first()
        if person
        else None
    )
    if person is None or reader is None:
        return {"reader": None}
    reader.person = person
    house = house_of(thread)
    page = newest(reader)
    told = page.told_to(person)
    minds = house.minds(thread, person)
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "thread": reader.thread,
        "reader": reader,
        "title": house.title(thread, person),
        "me": person,
        "minds": minds,
        "lines": _lines(page, told, reader),
        "pinned": told["pinned"],
        "told": told,
        "facts": {
            "me": {"id": person.pk, "handle": person.handle, "name": person.name},
            "read": max(reader.read, reader.since),
            "readByOthers": read_by_others(reader),
            "minds": minds,
            "keptAway": kept_away(person),
            "words": _words(),
        },
        "signs": SIGNS,
        "stickers": [(name, words, sticker_url(name)) for name, words in STICKERS.items()],
        "pickers": [(kind, title) for kind, (title, _found) in pickers().items()],
        "reasons": Report.Reason.choices,
        "longest": LONGEST,
        "most_photos": MOST_PHOTOS,
        "mark": uuid.uuid4().hex,
    }


def _lines(page: Page, told: dict[str, Any], reader: Reader) -> list[dict[str, Any]]:
    """The messages for a page without scripts: with their moment, and where new ones begin."""
    lines, is_new_line_due = [], page.last > reader.read
    for message, said in zip(page.messages, told["messages"], strict=True):
        begins_new = is_new_line_due and message.number > reader.read and message.author_id != reader.person_id
        is_new_line_due = is_new_line_due and not begins_new
        is_mine = message.author_id == reader.person_id
        lines.append({**said, "when": message.said_at, "is_mine": is_mine, "begins_new": begins_new})
    return lines


@register.filter
def touched(text: str) -> SafeString:
    """A text with its web addresses as links, and handles that lead to their people; all else is plain."""
    parts, place = [], 0
    for found in _TOUCHED.finditer(text):
        link, handle = found[1], found[2]
        end = found.end()
        if link:
            link = _TAIL.sub("", link)
            end = found.start() + len(link)
            shown = (
                f'<a href="{escape(link)}" rel="noopener noreferrer nofollow ugc" target="_blank">{escape(link)}</a>'
            )
        else:
            shown = f'<a class="call" href="/people/{escape(handle.lower())}/">@{escape(handle)}</a>'
        parts += [escape(text[place : found.start()]), shown]
        place = end
    return SafeString("".join([*parts, escape(text[place:])]))


def _words() -> dict[str, str]:
    """What the page's script says."""
    return {
        "owner": _("Owner"),
        "admin": _("Admin"),
        "level": _("Level %(level)s"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "new": _("New messages"),
        "recalledByMe": _("You recalled a message."),
        "recalled": _("%(name)s recalled a message."),
        "hidden": _("A message was taken away."),
        "edited": _("edited"),
        "announcement": _("Announcement"),
        "again": _("Write it again"),
        "photo": _("[Photo]"),
        "sticker": _("[Sticker]"),
        "card": _("[Card]"),
        "gone": _("This message is not here any more."),
        "failed": _("Not sent."),
        "retry": _("Send again"),
        "discard": _("Discard"),
        "sending": _("Sending"),
        "read": _("Read"),
        "typing": _("%(name)s is typing …"),
        "severalType": _("Several people are typing …"),
        "broken": _("That did not work. Please try again."),
        "offline": _("There is no connection right now. It is sent as soon as you try again."),
        "nothingFound": _("Nothing was found."),
        "reported": _("Thank you. Somebody will look at it."),
        "copied": _("The words are copied."),
        "showPhoto": _("Show the photo"),
        "tooMany": _("A message shows at most %(most)s photos."),
        "removePhoto": _("Leave this photo out"),
        "from": _("from %(price)s"),
        "signs": _("%(sign)s, %(count)s"),
        "actions": _("What to do with this message"),
        "emptyEditions": _("It was never changed."),
        "noneToShow": _("There is nothing to show here."),
    }
