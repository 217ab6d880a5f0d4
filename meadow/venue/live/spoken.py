"""What a message of a room is to a page that shows it: told live, or asked for."""

from typing import Any

from meadow.people.templatetags.photos import smallest
from meadow.venue.live.models.talk import Message


def spoken(message: Message) -> dict[str, Any]:
    """The message for its readers; the author with picture is at hand. `mark` lets its sender know it again."""
    author = message.author
    return {
        "id": message.pk,
        "author": {
            "handle": author.handle,
            "name": author.name,
            "picture": smallest(author.picture) if author.picture else "",
        },
        "text": message.text,
        "question": message.is_question,
        "at": message.said_at.isoformat(),
        "mark": message.mark,
    }
