"""What the console shows of the talk beside the messages: questions, who is muted, words not said."""

from typing import Any

from meadow.venue.live.forms.talk import WordForm
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute

QUESTIONS = 50
MUTED = 100
PARTS = ("questions", "muted", "words")


def part_of(room: Room, name: str) -> dict[str, Any]:
    """What one part shows: the oldest questions first, the newest mutes first; each at most as many as fit."""
    if name == "questions":
        show = Show.objects.filter(room=room, closed_at=None).first()
        waiting = Message.objects.standing().filter(room=room, show=show, is_question=True, answered_at=None)
        found = list(waiting.select_related("author__picture").order_by("pk")[: QUESTIONS + 1])
        return {"questions": found[:QUESTIONS], "has_more_questions": len(found) > QUESTIONS}
    if name == "muted":
        holding = Mute.objects.holding().filter(room=room).select_related("person__picture")
        mutes = list(holding.order_by("-made_at", "-pk")[: MUTED + 1])
        return {"mutes": mutes[:MUTED], "has_more_mutes": len(mutes) > MUTED}
    return {"words": ForbiddenWord.objects.filter(room=room).order_by("word"), "word_form": WordForm()}
