"""Threads made by hand for tests, and a house for them that says what a test wants."""

import uuid
from typing import Any

from django.db.models import QuerySet

from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.venue.live.models.talk import ForbiddenWord
from meadow.venue.talk.actions.readers import let_in
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader, Thread


class Silenced(Refusal):
    message = "You may not speak here."


class Yard:
    """A place whose rules a test sets; `heard` are the numbers it took notice of."""

    place = Thread.Place.GROUP.value

    def __init__(self) -> None:
        self.silent: set[int] = set()
        self.minding: set[int] = set()
        self.has_links = True
        self.heard: list[int] = []

    def title(self, thread: Thread, person: Person) -> str:
        return "The yard"

    def url(self, thread: Thread) -> str:
        return f"/yard/{thread.pk}/"

    def may_speak(self, thread: Thread, person: Person) -> None:
        if person.pk in self.silent:
            raise Silenced

    def minds(self, thread: Thread, person: Person) -> bool:
        return person.pk in self.minding

    def words(self, thread: Thread) -> "QuerySet[Any, str]":
        return ForbiddenWord.objects.filter(room=None).values_list("word", flat=True)

    def admits_links(self, thread: Thread, person: Person) -> bool:
        return self.has_links

    def spoke(self, message: Message) -> None:
        self.heard.append(message.number)

    def people(self, thread: Thread, q: str) -> "QuerySet[Person]":
        inside = Reader.objects.inside().filter(thread=thread).values("person")
        return Person.objects.get_queryset().filter(pk__in=inside, handle__startswith=q).order_by("handle")


def thread_of(*people: Person, place: str = Thread.Place.GROUP) -> Thread:
    """A thread with these people in it."""
    thread = Thread.objects.create(place=place)
    for person in people:
        let_in(thread, person)
    return thread


def mark() -> str:
    return uuid.uuid4().hex


def spoken_by(person: Person, thread: Thread, text: str = "Hello", **more: Any) -> Message:
    """Something said in a thread."""
    return say(thread, Said(text=text, mark=mark(), **more), by=person)
