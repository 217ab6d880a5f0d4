"""The pages of groups: who sees what, what they cost, and what a wrong hand gets."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import block_person, follow_person
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.inviting import invite
from meadow.venue.groups.actions.leaving import ban_member
from meadow.venue.groups.actions.making import Rule, close_group
from meadow.venue.groups.models.groups import Ban, EntryRule, Group, GroupWord, Invitation, Member, Wish
from meadow.venue.groups.tests.made import asked, group_of, joined, said_in
from meadow.venue.talk.actions.minding import report_message
from meadow.venue.talk.models.messages import Report
from tests.cast import person

pytestmark = pytest.mark.django_db
Kind = EntryRule.Kind


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def group(cy: Person, shop: Shop) -> Group:
    return group_of(cy, shop, words="Cups, lamps and what the kiln did to them.")


def test_the_list_shows_ones_own_and_others(group: Group, ada: Person, cy: Person, bai: Person) -> None:
    joined(group, ada)
    said_in(group, cy, "New cups.")
    other = group_of(bai, name="Bai's corner")
    group_of(bai, name="Quiet", is_listed=False)

    page = as_(ada).get("/groups/")

    assert [one.name for one in page.context["mine"]] == ["Clay friends"]
    assert page.context["mine"][0].unread == 1
    assert [one.name for one in page.context["leaf"].rows] == [other.name]
    assert "Quiet" not in page.content.decode()
    assert [one.name for one in Client().get("/groups/").context["leaf"].rows] == ["Bai's corner", "Clay friends"]


def test_the_list_is_searched_and_turned(group: Group, ada: Person, cy: Person, shop: Shop) -> None:
    for number in range(30):
        group_of(cy, shop, name=f"Group {number}")
    client = as_(ada)

    first = client.get("/groups/").context["leaf"]
    second = client.get("/groups/", {"after": first.after}, headers={"HX-Request": "true"}).context["leaf"]

    assert len({one.pk for one in [*first.rows, *second.rows]}) == 31
    assert [one.name for one in client.get("/groups/?q=kiln").context["leaf"].rows] == ["Clay friends"]
    assert b"No group is like that" in client.get("/groups/?q=zzz").content
    assert b"You are in no group yet" in client.get("/groups/?tab=mine").content


def test_the_list_costs_the_same_however_many(
    group: Group, ada: Person, cy: Person, shop: Shop, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    joined(group, ada)
    client = as_(ada)
    for _round in range(2):
        with django_assert_num_queries(7):
            client.get("/groups/")
        joined(group_of(cy, shop, name="Another"), ada)
        group_of(cy, shop, name="A third")


def test_a_stranger_reads_what_it_takes(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.FOLLOWS), rules="Be kind.")
    page = as_(ada).get(f"/groups/{group.pk}/").content.decode()
    assert "Follow Cy.Potter" in page
    assert "Be kind." in page
    assert "still open" in page
    follow_person(cy, by=ada)

    assert "still open" not in as_(ada).get(f"/groups/{group.pk}/").content.decode()
    assert "Sign in to join" in Client().get(f"/groups/{group.pk}/").content.decode()


def test_joining_leads_into_the_chat(group: Group, ada: Person, cy: Person) -> None:
    client = as_(ada)

    answer = client.post(f"/groups/{group.pk}/membership/", {"source": "room:0", "words": ""}, follow=True)

    assert answer.redirect_chain == [(f"/groups/{group.pk}/", 302)]
    assert "data-thread" in answer.content.decode()
    assert "Welcome to “Clay friends”." in answer.content.decode()
    client.post(f"/groups/{group.pk}/membership/", {"_method": "delete"})
    assert "data-thread" not in client.get(f"/groups/{group.pk}/").content.decode()
    assert client.post(f"/groups/{group.pk}/membership/", {"_method": "delete"}).status_code == 404


def test_the_chat_costs_a_bounded_number(
    group: Group, ada: Person, cy: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    joined(group, ada)
    client = as_(ada)
    for number in range(30):
        said_in(group, cy, f"Message {number}")
    with django_assert_max_num_queries(20):
        client.get(f"/groups/{group.pk}/")


def test_who_was_refused_reads_why(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, Rule(Kind.BOUGHT))

    answer = as_(ada).post(f"/groups/{group.pk}/membership/", {})

    assert answer.status_code == 409
    assert "Have bought something from Cy Clay" in answer.content.decode()
    assert not Member.objects.filter(person=ada).exists()


def test_a_hidden_group_is_not_there_without_an_invitation(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, is_listed=False)
    client = as_(ada)
    for address in (f"/groups/{group.pk}/", f"/groups/{group.pk}/about/", f"/groups/{group.pk}/members/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/groups/{group.pk}/membership/", {}).status_code == 404
    one = invite(group, by=cy)

    page = client.get(one.get_absolute_url())

    assert one.code in page.content.decode()
    client.post(f"/groups/{group.pk}/membership/", {"code": one.code})
    assert client.get(f"/groups/{group.pk}/").status_code == 200
    assert client.get(one.get_absolute_url()).status_code == 302
    Invitation.objects.update(ended_at=one.made_at)
    assert as_(cy).get(one.get_absolute_url()).status_code == 302
    assert Client().get(one.get_absolute_url()).status_code == 410
    assert Client().get("/groups/join/not-a-code/").status_code == 404


def test_across_a_block_there_is_no_group(group: Group, ada: Person, cy: Person) -> None:
    block_person(ada, by=cy)

    assert as_(ada).get(f"/groups/{group.pk}/").status_code == 404
    assert as_(ada).post(f"/groups/{group.pk}/membership/", {}).status_code == 404
    assert not Member.objects.filter(person=ada).exists()


def test_asking_and_answering(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop, asks_first=True)
    client = as_(ada)
    client.post(f"/groups/{group.pk}/membership/", {"words": "I make cups, too."})
    wish = Wish.objects.get()
    assert "You asked to come in." in client.get(f"/groups/{group.pk}/").content.decode()

    assert "I make cups, too." in as_(cy).get(f"/groups/{group.pk}/wishes/").content.decode()
    as_(cy).post(f"/groups/{group.pk}/wishes/{wish.pk}/")

    assert "data-thread" in client.get(f"/groups/{group.pk}/").content.decode()


def test_members_are_found_by_those_who_are_in(group: Group, ada: Person, bo: Person) -> None:
    joined(group, ada)
    joined(group, bo)
    found = as_(bo).get(f"/groups/{group.pk}/members/?q=@ad").content.decode()
    assert "@ada" in found
    assert "@bo.li" not in found
    assert as_(person("guest")).get(f"/groups/{group.pk}/members/").status_code == 404


def test_the_members_cost_the_same_however_many(
    group: Group, cy: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(cy)
    for number in range(2):
        joined(group, person(f"guest.{number}"))
        with django_assert_num_queries(10):
            client.get(f"/groups/{group.pk}/members/")


RUNNING = ("wishes", "reports", "order", "log", "invitations")


def test_pages_of_running_are_for_those_who_run_it(
    group: Group, ada: Person, bo: Person, cy: Person, shop: Shop
) -> None:
    joined(group, ada)
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    for name in RUNNING:
        address = f"/groups/{group.pk}/{name}/"
        assert as_(cy).get(address).status_code == 200
        assert as_(bo).get(address).status_code == 200
        assert as_(ada).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    for who, status in ((cy, 200), (bo, 404), (ada, 404)):
        assert as_(who).get(f"/groups/{group.pk}/edit/").status_code == status
        assert as_(who).get("/desk/cy-clay/groups/").status_code == status


def test_the_doors_of_running_are_for_those_who_run_it(group: Group, ada: Person, bo: Person, cy: Person) -> None:
    joined(group, ada)
    joined(group, bo)
    client, base = as_(ada), f"/groups/{group.pk}"
    invitation, word = invite(group, by=cy), GroupWord.objects.create(group=group, word="casino")
    report = report_message(said_in(group, ada), Report.Reason.SPAM, by=bo)
    doors: tuple[tuple[str, dict[str, str]], ...] = (
        (f"{base}/members/{bo.pk}/", {"_method": "delete"}),
        (f"{base}/members/{bo.pk}/role/", {"role": "admin"}),
        (f"{base}/members/{bo.pk}/mute/", {"minutes": "10"}),
        (f"{base}/members/{bo.pk}/ban/", {"days": "", "reason": ""}),
        (f"{base}/reports/{report.pk}/", {}),
        (f"{base}/order/slow/", {"seconds": "10"}),
        (f"{base}/order/links/", {"level": "1"}),
        (f"{base}/order/words/", {"word": "cheap"}),
        (f"{base}/order/words/{word.pk}/", {"_method": "delete"}),
        (f"{base}/invitations/", {"label": "Mine"}),
        (f"{base}/invitations/{invitation.pk}/", {"_method": "delete"}),
        (f"{base}/closing/", {}),
    )
    before = group.log.count()
    for address, sent in doors:
        assert client.post(address, sent).status_code == 404, address
        assert Client().post(address, sent).status_code == 302, address
        assert as_(cy).get(address).status_code in {200, 405}, address
    assert group.log.count() == before
    # The order matters: who is banned cannot be muted any more, and what is closed takes no invitation.
    for address, sent in (doors[2], doors[1], (doors[1][0], {"role": "member"}), doors[0], doors[3], *doors[4:]):
        assert as_(cy).post(address, sent).status_code == 302, address
    assert Ban.objects.get().person == bo
    assert not Group.objects.get().is_open


def test_what_is_not_on_a_list_is_not_taken(group: Group, ada: Person, cy: Person) -> None:
    joined(group, ada)
    client, base = as_(cy), f"/groups/{group.pk}"
    for address, sent in (
        (f"{base}/members/{ada.pk}/role/", {"role": "owner"}),
        (f"{base}/members/{ada.pk}/mute/", {"minutes": "99999999"}),
        (f"{base}/members/{ada.pk}/ban/", {"days": "-1"}),
        (f"{base}/members/{cy.pk + 10_000}/mute/", {"minutes": "10"}),
        (f"{base}/members/{ada.pk}/", {}),
    ):
        assert client.post(address, sent).status_code == 404
    client.post(f"{base}/order/slow/", {"seconds": "-5"})
    client.post(f"{base}/order/words/", {"word": "\u200b"})
    assert client.post(f"{base}/invitations/", {"most": "0"}).status_code == 422
    assert list(group.log.values_list("verb", flat=True)) == ["made"]
    group.thread.refresh_from_db()
    assert group.thread.slow_seconds == 0


def test_beginning_a_group(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    client = as_(cy)
    assert b"Begin a group" in client.get(f"/groups/new/?shop={shop.pk}").content
    assert b"Groups are begun by shops and buyers" in as_(ada).get("/groups/new/").content
    assert as_(ada).post("/groups/new/", {"name": "Mine"}).status_code == 409
    said = {
        "place": shop.pk,
        "name": "Lamp people",
        "capacity": "20",
        "is_listed": "on",
        "links_level": "3",
        "follows": "on",
        "bought": lamp.product_id,
        "spent": "49.90",
        "watched": "15",
        "level": "2",
        "invited": "on",
        "idempotency_key": "a-key-of-the-page",
    }

    first = client.post("/groups/new/", said)
    again = client.post("/groups/new/", said)

    group = Group.objects.get()
    assert first["Location"] == again["Location"] == group.get_absolute_url()
    assert (group.capacity, group.links_level, group.overflows) == (20, 3, False)
    asked_for = list(group.entry_rules.order_by("pk").values_list("kind", "amount", "product"))
    assert asked_for == [
        ("follows", 0, None),
        ("bought", 0, lamp.product_id),
        ("spent", 4990, None),
        ("watched", 15, None),
        ("level", 2, None),
        ("invited", 0, None),
    ]
    assert b'value="49.90"' in client.get(f"/groups/{group.pk}/edit/").content


def test_a_form_that_is_wrong_says_where(cy: Person, shop: Shop, group: Group, ada: Person, bo: Person) -> None:
    client = as_(cy)
    for wrong in ({"name": ""}, {"capacity": "1"}, {"capacity": "100001"}, {"spent": "-4"}, {"place": "999"}):
        sent = {"place": shop.pk, "name": "Lamp people", "capacity": "20", "links_level": "2", **wrong}
        answer = client.post("/groups/new/", sent)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [next(iter(wrong))]
    joined(group, ada)
    joined(group, bo)
    sent = {"name": "Fewer", "capacity": "2", "links_level": "2"}
    assert client.post(f"/groups/{group.pk}/edit/", sent).status_code == 422
    assert list(Group.objects.values_list("name", flat=True)) == ["Clay friends"]


def test_changing_a_group(group: Group, cy: Person) -> None:
    sent = {"name": "Kiln talk", "announcement": "Open on Sunday.", "capacity": "40", "links_level": "1"}
    assert as_(cy).post(f"/groups/{group.pk}/edit/", sent).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.capacity, group.is_listed) == ("Kiln talk", 40, False)
    assert "Open on Sunday." in as_(cy).get(f"/groups/{group.pk}/").content.decode()


def test_a_code_is_drawn(group: Group, cy: Person, ada: Person) -> None:
    one = invite(group, by=cy, label="Parcels")

    drawn = as_(cy).get(f"/groups/{group.pk}/invitations/{one.pk}/code.svg")

    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg")
    assert as_(ada).get(f"/groups/{group.pk}/invitations/{one.pk}/code.svg").status_code == 404


def test_the_desk_says_what_waits(
    shop: Shop, cy: Person, ada: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked(group_of(cy, shop, asks_first=True), ada)
    group_of(cy, shop, name="Another")
    client = as_(cy)
    client.get("/desk/cy-clay/groups/")
    with django_assert_num_queries(6):
        page = client.get("/desk/cy-clay/groups/")
    assert {one.name: one.waiting for one in page.context["leaf"].rows} == {"Clay friends": 1, "Another": 0}


def test_what_is_closed_can_still_be_read(group: Group, ada: Person, cy: Person) -> None:
    joined(group, ada)
    said_in(group, cy, "The last word.")
    close_group(group, by=cy)

    page = as_(ada).get(f"/groups/{group.pk}/").content.decode()

    assert "The last word." in page
    assert "This group is closed." in page
    assert Client().get(f"/groups/{group.pk}/").status_code == 404


def test_a_banned_person_reads_that_they_cannot_join(group: Group, ada: Person, cy: Person) -> None:
    joined(group, ada)
    ban_member(group, ada, by=cy)
    page = as_(ada).get(f"/groups/{group.pk}/").content.decode()
    assert "You cannot join this group." in page
    assert reverse("groups:membership", args=[group.pk]) not in page
    assert as_(ada).post(f"/groups/{group.pk}/membership/", {}).status_code == 409
