"""Following and blocking: once is once, and nobody slips past a block."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client

from meadow.people.actions import follows
from meadow.people.actions.follows import block_person, follow_person, unblock_person, unfollow_person
from meadow.people.models.persons import Block, Follow, Person
from meadow.people.refusals import KeptAway, NotYourself
from meadow.plumbing.events import Event, announce, announced


def test_following_twice_is_following_once(ada: Person, bo: Person) -> None:
    follow_person(bo, by=ada)
    follow_person(bo, by=ada)
    assert Follow.objects.count() == 1
    assert announced() == ["people.person_followed"]

    unfollow_person(bo, by=ada)
    unfollow_person(bo, by=ada)
    assert Follow.objects.count() == 0
    assert announced() == ["people.person_followed", "people.person_unfollowed"]


def test_nobody_follows_or_blocks_themselves(ada: Person) -> None:
    for action in (follow_person, block_person):
        with pytest.raises(NotYourself, match="yourself"):
            action(ada, by=ada)
    assert announced() == []


def test_a_block_ends_following_both_ways_and_forbids_it(ada: Person, bo: Person) -> None:
    follow_person(bo, by=ada)
    follow_person(ada, by=bo)

    block_person(bo, by=ada)
    block_person(bo, by=ada)

    assert Follow.objects.count() == 0
    assert announced()[2:] == ["people.person_unfollowed", "people.person_unfollowed", "people.person_blocked"]
    with pytest.raises(KeptAway, match="You cannot follow Ada"):
        follow_person(ada, by=bo)
    with pytest.raises(KeptAway, match="You cannot follow Bo"):
        follow_person(bo, by=ada)

    unblock_person(bo, by=ada)
    follow_person(ada, by=bo)
    assert Follow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_follow_slips_past_a_block_of_the_same_moment(
    ada: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = threading.Event()

    def slow_announce(event: Event) -> None:
        checked.set()  # Bo's follow has passed the check and is not committed
        time.sleep(0.5)
        announce(event)

    def follow() -> None:
        try:
            with transaction.atomic():
                follow_person(ada, by=bo)
        finally:
            connection.close()

    monkeypatch.setattr(follows, "announce", slow_announce)
    thread = threading.Thread(target=follow)
    thread.start()
    assert checked.wait(5)
    monkeypatch.setattr(follows, "announce", announce)
    block_person(bo, by=ada)
    thread.join()

    assert Block.objects.count() == 1
    assert Follow.objects.count() == 0


# -- pages ----------------------------------------------------------------------------------------


def test_the_button_follows_with_and_without_scripts(client: Client, ada: Person, bo: Person) -> None:
    client.force_login(ada)
    url = "/people/bo.li/following/"

    assert client.post(url).headers["Location"] == "/people/bo.li/"
    assert Follow.objects.filter(follower=ada, followed=bo).exists()

    fragment = client.post(url, {"_method": "delete"}, headers={"HX-Request": "true"})
    assert "Following" not in fragment.content.decode()
    assert not Follow.objects.exists()
    assert "aria-pressed" in client.post(url, headers={"HX-Request": "true"}).content.decode()
    client.delete(url)
    assert not Follow.objects.exists()


def test_a_guest_is_asked_to_sign_in(client: Client, bo: Person) -> None:
    response = client.post("/people/bo.li/following/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_the_page_after_a_form_is_one_of_ours(client: Client, ada: Person, bo: Person) -> None:
    client.force_login(ada)
    url = "/people/bo.li/following/"
    assert client.post(url, {"next": "https://evil.example/"}).headers["Location"] == "/people/bo.li/"
    assert client.post(url, {"next": "/following/"}).headers["Location"] == "/following/"


def test_a_block_hides_the_page_from_the_blocked_and_not_from_others(
    client: Client, ada: Person, bo: Person, cy: Person
) -> None:
    client.force_login(ada)
    client.post("/people/bo.li/block/")
    assert "Unblock" in client.get("/people/bo.li/").content.decode()
    assert "Bo.Li" in client.get("/me/blocks/").content.decode()

    client.force_login(bo)
    for url in ("/people/ada/", "/people/ada/followers/", "/people/ada/following/"):
        assert client.get(url).status_code == 404
    assert client.post("/people/ada/following/").status_code == 404
    assert client.post("/people/ada/block/").status_code == 404

    client.force_login(cy)
    assert client.get("/people/ada/").status_code == 200

    client.force_login(ada)
    client.post("/people/bo.li/block/", {"_method": "delete"})
    assert not Block.objects.exists()


def test_somebody_who_blocked_back_can_still_be_unblocked(client: Client, ada: Person, bo: Person) -> None:
    block_person(bo, by=ada)
    block_person(ada, by=bo)
    client.force_login(ada)
    assert client.get("/people/bo.li/").status_code == 404

    client.post("/people/bo.li/block/", {"_method": "delete"})

    assert not Block.objects.filter(by=ada).exists()


def test_the_page_counts_and_lists_page_by_page(client: Client, ada: Person, bo: Person) -> None:
    crowd = [Person.objects.create_user(f"p{n}@example.org", handle=f"p{n:03}", name=f"P{n}") for n in range(65)]
    for person in crowd:
        Follow.objects.create(follower=person, followed=ada)
    Person.objects.filter(handle="p000").update(is_active=False)
    page = client.get("/people/ada/")
    assert page.context["person"].follower_count == 64
    assert page.context["person"].following_count == 0

    seen, url = [], "/people/ada/followers/"
    while url:
        leaf = client.get(url).context["leaf"]
        seen += [follow.follower.handle for follow in leaf.rows]
        url = f"/people/ada/followers/?after={leaf.after}" if leaf.after else ""
    assert seen == [f"p{n:03}" for n in range(64, 0, -1)]
    assert client.get("/people/ada/followers/?after=nonsense").status_code == 200


@pytest.mark.parametrize("url", ["/people/ada/", "/people/ada/followers/", "/people/ada/following/"])
def test_pages_of_people_ask_as_often_for_many_as_for_few(client: Client, ada: Person, bo: Person, url: str) -> None:
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    Follow.objects.create(follower=bo, followed=ada)
    Follow.objects.create(follower=ada, followed=bo)
    few = statements()
    for n in range(20):
        person = Person.objects.create_user(f"p{n}@example.org", handle=f"p{n:03}", name=f"P{n}")
        Follow.objects.create(follower=person, followed=ada)
        Follow.objects.create(follower=ada, followed=person)
    assert statements() == few <= 2
