"""Following people, and keeping people away.

Both lock the follower's row, so that no follow can slip past a block that is being made at the same moment.
"""

from django.db import transaction
from django.db.models import Q

from meadow.people.events import PersonBlocked, PersonFollowed, PersonUnfollowed
from meadow.people.models.news import News
from meadow.people.models.persons import Block, Follow, Person
from meadow.people.refusals import KeptAway, NotYourself
from meadow.plumbing.events import announce


@transaction.atomic
def follow_person(person: Person, *, by: Person) -> None:
    """Show what the person publishes to `by` from now on. Following twice is following once."""
    if person.pk == by.pk:
        raise NotYourself
    Person.objects.locked().get(pk=by.pk)
    if Block.objects.filter(Q(by=by, blocked=person) | Q(by=person, blocked=by)).exists():
        raise KeptAway(name=person.name)
    _, is_new = Follow.objects.get_or_create(follower=by, followed=person)
    if is_new:
        announce(PersonFollowed(follower=by.pk, followed=person.pk))


@transaction.atomic
def unfollow_person(person: Person, *, by: Person) -> None:
    """Stop that. Not following at all, nothing changes."""
    Person.objects.locked().get(pk=by.pk)
    gone, _ = Follow.objects.filter(follower=by, followed=person).delete()
    if gone:
        announce(PersonUnfollowed(follower=by.pk, followed=person.pk))


@transaction.atomic
def block_person(person: Person, *, by: Person) -> None:
    """Keep the person away: neither follows the other any longer, nor sees what the other says."""
    if person.pk == by.pk:
        raise NotYourself
    list(Person.objects.locked().filter(pk__in=[person.pk, by.pk]))
    _, is_new = Block.objects.get_or_create(by=by, blocked=person)
    if not is_new:
        return
    between = Follow.objects.filter(Q(follower=by, followed=person) | Q(follower=person, followed=by))
    ended = list(between.values_list("follower", "followed"))
    between.delete()
    News.objects.unread().filter(Q(person=by, actor=person) | Q(person=person, actor=by)).delete()
    for follower, followed in ended:
        announce(PersonUnfollowed(follower=follower, followed=followed))
    announce(PersonBlocked(by=by.pk, blocked=person.pk))


@transaction.atomic
def unblock_person(person: Person, *, by: Person) -> None:
    """Let the person near again; nobody follows anybody by that."""
    Block.objects.filter(by=by, blocked=person).delete()
