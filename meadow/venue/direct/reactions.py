"""Conversations hear who leaves a shop's team: they read its members' messages no longer."""

from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, reaction
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.actions.readers import show_out
from meadow.venue.talk.models.threads import Reader, Thread

_AT_ONCE = 500


@reaction("goods.person_unseated")
def show_out_of_the_shop(told: Told) -> None:
    """Show somebody out of every conversation of a shop in whose team they no longer are, but not out of their own."""
    person = Person.objects.get_queryset().filter(pk=told.data["person"]).first()
    if person is None or person.seats.filter(shop=told.data["shop"]).exists():
        return
    # Conversations come before their threads.
    Conversation.objects.filter(shop=told.data["shop"], assigned_to=person).update(assigned_to=None)
    of_shop = Conversation.objects.filter(shop=told.data["shop"]).exclude(member=person).values("pk")
    read = Reader.objects.inside().of(person).filter(thread__in=of_shop).values("thread")
    while threads := list(Thread.objects.filter(pk__in=read).order_by("pk")[:_AT_ONCE]):
        for thread in threads:
            show_out(thread, person)
