"""Minding groups: who may speak, with which words and links, points and levels, reports, roles and the log."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.venue.groups.actions import minding
from meadow.venue.groups.actions.leaving import remove_member
from meadow.venue.groups.actions.reporting import answer_report
from meadow.venue.groups.models.groups import NO_LINKS, Group, GroupWord, Member
from meadow.venue.groups.refusals import HelpersStay, MutedUntil, NotAMember, NotInTheGroup, TooManyWords
from meadow.venue.groups.running import role_in
from meadow.venue.groups.tests.made import group_of, joined, said_in
from meadow.venue.talk.actions.minding import report_message
from meadow.venue.talk.models.messages import Message, Report
from meadow.venue.talk.refusals import NoLinksHere, NotInThread, NotSaidHere

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(cy: Person, shop: Shop) -> Group:
    return group_of(cy, shop)


@pytest.fixture
def member(group: Group, ada: Person) -> Member:
    return joined(group, ada)


def texts(group: Group) -> list[str]:
    said = Message.objects.standing().filter(thread=group.pk).exclude(kind=Message.Kind.NOTICE)
    return list(said.order_by("number").values_list("text", flat=True))


def test_members_speak_and_others_do_not(group: Group, member: Member, ada: Person, bo: Person, cy: Person) -> None:
    said_in(group, ada)
    for outside in (NotAMember, NotInThread):
        assert outside.message
    with pytest.raises((NotAMember, NotInThread)):
        said_in(group, bo)
    remove_member(group, ada, by=cy)
    with pytest.raises((NotAMember, NotInThread)):
        said_in(group, ada, "Once more")
    assert texts(group) == ["Good morning."]


def test_who_is_muted_says_nothing_until_then(group: Group, member: Member, ada: Person, cy: Person) -> None:
    minding.mute_member(group, ada, by=cy, minutes=10)
    with pytest.raises(MutedUntil, match="for 10 more minutes"):
        said_in(group, ada)
    assert texts(group) == []

    minding.unmute_member(group, ada, by=cy)
    said_in(group, ada)

    minding.mute_member(group, ada, by=cy, minutes=10)
    Member.objects.update(muted_until=timezone.now() - timedelta(seconds=1))
    said_in(group, ada, "Back again")
    assert texts(group) == ["Good morning.", "Back again"]


def test_helpers_are_heard(group: Group, member: Member, ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    minding.give_role(group, ada, Member.Role.ADMIN, by=cy)
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    joined(group, bo)
    for helper in (ada, bo, cy):
        with pytest.raises(HelpersStay, match="helps to run this group"):
            minding.mute_member(group, helper, by=cy, minutes=10)
    assert not Member.objects.exclude(muted_until=None).exists()


def test_a_stranger_is_not_muted(group: Group, bo: Person, cy: Person) -> None:
    with pytest.raises(NotInTheGroup, match=r"Bo\.Li is not in this group"):
        minding.mute_member(group, bo, by=cy, minutes=10)
    assert not group.log.filter(verb="muted").exists()


def test_roles_are_given_and_told(group: Group, member: Member, ada: Person, bo: Person, cy: Person) -> None:
    minding.give_role(group, ada, Member.Role.ADMIN, by=cy)

    assert role_in(group, ada) == "admin"
    assert News.objects.get(person=ada).verb == "group_helps"
    with pytest.raises(NotInTheGroup):
        minding.give_role(group, bo, Member.Role.ADMIN, by=cy)
    for role in Member.Role:
        with pytest.raises(HelpersStay):
            minding.give_role(group, cy, role, by=cy)
    minding.give_role(group, ada, Member.Role.MEMBER, by=cy)
    assert role_in(group, ada) == ""
    assert list(group.log.order_by("pk").values_list("verb", flat=True)) == ["made", "admin", "member"]


@pytest.mark.parametrize(
    ("word", "text"),
    [("Replica", "A REPLICA!"), ("ass", "what an ass"), ("代购", "找 代 购 加我"), ("加微信", "加薇信 加-微-信")],
)
def test_some_words_are_not_said(group: Group, member: Member, ada: Person, cy: Person, word: str, text: str) -> None:
    made = minding.forbid_word(group, word, by=cy)
    assert minding.forbid_word(group, word.upper(), by=cy) == made
    with pytest.raises(NotSaidHere, match="is not said here"):
        said_in(group, ada, text)
    assert texts(group) == []
    said_in(group, ada, "The glass is fine")

    minding.allow_word(made, by=cy)

    said_in(group, ada, text)
    assert len(texts(group)) == 2


def test_a_word_of_the_platform_is_said_in_no_group(group: Group, member: Member, ada: Person) -> None:
    GroupWord.objects.create(group=None, word="casino")
    with pytest.raises(NotSaidHere):
        said_in(group, ada, "Casino tonight")
    assert texts(group) == []


def test_a_group_keeps_only_so_many_words(group: Group, cy: Person) -> None:
    GroupWord.objects.bulk_create(GroupWord(group=group, word=f"word {number}") for number in range(minding.WORDS))
    with pytest.raises(TooManyWords, match="at most 200 words"):
        minding.forbid_word(group, "one more", by=cy)
    assert GroupWord.objects.count() == minding.WORDS


def test_links_are_for_levels(group: Group, member: Member, ada: Person, cy: Person) -> None:
    link = "Look: https://example.org/sale"
    with pytest.raises(NoLinksHere):
        said_in(group, ada, link)
    said_in(group, cy, link)
    Member.objects.filter(pk=member.pk).update(level=2)
    said_in(group, ada, link)

    minding.allow_links(group, NO_LINKS, by=cy)

    with pytest.raises(NoLinksHere):
        said_in(group, ada, f"{link}/2")
    assert texts(group) == [link, link]


def test_what_one_says_makes_points_once_a_minute(group: Group, member: Member, ada: Person) -> None:
    said_in(group, ada, "One")
    said_in(group, ada, "Two")
    member.refresh_from_db()
    assert (member.points, member.level) == (1, 1)
    Member.objects.update(points=9, pointed_at=timezone.now() - timedelta(seconds=61))

    said_in(group, ada, "Three")

    member.refresh_from_db()
    assert (member.points, member.level) == (10, 2)


def test_slow_mode_is_kept_once(group: Group, cy: Person) -> None:
    minding.slow_down(group, 30, by=cy)
    minding.slow_down(group, 30, by=cy)

    group.thread.refresh_from_db()
    assert group.thread.slow_seconds == 30
    assert list(group.log.filter(verb="slow").values_list("words", flat=True)) == ["30"]


def test_a_report_is_answered_once(group: Group, member: Member, ada: Person, bo: Person, cy: Person) -> None:
    joined(group, bo)
    first, second = said_in(group, ada, "Buy elsewhere"), said_in(group, ada, "Sorry")
    upheld = report_message(first, Report.Reason.SPAM, by=bo)
    dismissed = report_message(second, Report.Reason.OTHER, by=bo)

    answer_report(group, upheld, takes_away=True, by=cy)
    answer_report(group, upheld, takes_away=False, by=cy)
    answer_report(group, dismissed, takes_away=False, by=cy)

    assert texts(group) == ["Sorry"]
    assert not Report.objects.waiting().exists()
    assert list(group.log.order_by("pk").values_list("verb", flat=True)) == ["made", "upheld", "dismissed"]
