"""People hear their own facts, to tell who is concerned."""

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Follow
from meadow.plumbing.events import Told, reaction


@reaction("people.person_followed")
def tell_who_is_followed(told: Told) -> None:
    """Tell somebody of a follower, who may have thought better of it meanwhile."""
    follow = Follow.objects.select_related("follower").filter(
        follower=told.data["follower"], followed=told.data["followed"]
    )
    for known in follow:
        tell_of(
            [known.followed_id],
            kind=Kind.FOLLOW,
            verb="followed",
            about="person",
            url=known.follower.get_absolute_url(),
            actor=known.follower,
        )
