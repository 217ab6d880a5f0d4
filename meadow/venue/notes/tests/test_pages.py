"""The pages of notes: what they show to whom, and what they cost."""

import base64
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Block, Person
from meadow.plumbing import limits
from meadow.venue.notes.actions.collections import make_collection, save_note
from meadow.venue.notes.actions.comments import comment_on, hide_comment
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.actions.publishing import delete_note
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Ask, Thing
from meadow.venue.notes.tests.made import draft_of, note_of
from tests.cast import person

HTMX = {"HX-Request": "true"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def as_ada(ada: Person) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def as_bo(bo: Person) -> Client:
    client = Client()
    client.force_login(bo)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_a_note_shows_what_it_is_made_of(client: Client, ada: Person, bo: Person, lamp_product: Product) -> None:
    note = note_of(
        ada,
        photos=2,
        products=(lamp_product,),
        title="Evening",
        text="Soft #light with @bo.li and @nobody.here https://example.org/x",
        place="Kyoto",
    )

    html = page(client, f"/notes/{note.pk}/")

    assert '<a href="/tags/light/" rel="tag">#light</a>' in html
    assert '<a href="/people/bo.li/">@bo.li</a>' in html
    assert "@nobody.here" in html
    assert "/people/nobody.here/" not in html
    assert '<a href="https://example.org/x" rel="nofollow ugc noopener">' in html
    assert "Kyoto" in html
    assert 'class="pin px-25 py-50"' in html
    assert '<meta property="og:image" content="http' in html
    assert f'name="note" value="{note.pk}"' in html
    assert "$49.00" in html
    assert "sessionid" not in client.cookies


def test_nothing_typed_becomes_markup(as_ada: Client, ada: Person) -> None:
    note = note_of(ada, title=f"T {EVIL}", text=f"#tag {EVIL} https://example.org/{EVIL}", place=f"P {EVIL}")
    note.photos.update(alt=f"A {EVIL}")
    Person.objects.filter(pk=ada.pk).update(name=f"N {EVIL}"[:60])
    comment_on(note, f"C {EVIL}", by=ada)
    Thing.objects.create(note=note, name=f"T {EVIL}"[:60])
    make_collection(f"S {EVIL}"[:60], by=ada)

    own = ("/me/notes/", "/me/collections/", "/me/opening/")
    for url in (f"/notes/{note.pk}/", f"/notes/{note.pk}/edit/", *own, "/tags/tag/", "/"):
        html = page(as_ada, url)
        assert "<script>alert" not in html, url
        assert "<img src=x" not in html, url
        assert "\"'>" not in html, url


def test_drafts_and_deleted_notes_are_found_by_nobody_else(
    client: Client, as_ada: Client, as_bo: Client, ada: Person
) -> None:
    draft = draft_of(ada)

    assert "Only you see this note" in page(as_ada, f"/notes/{draft.pk}/")
    page(client, f"/notes/{draft.pk}/", 404)
    page(as_bo, f"/notes/{draft.pk}/", 404)
    page(as_bo, f"/notes/{draft.pk}/edit/", 404)
    assert as_bo.post(f"/notes/{draft.pk}/deletion/").status_code == 404
    assert as_bo.post(f"/notes/{draft.pk}/like/").status_code == 404
    assert Note.objects.get().state == Note.State.DRAFT


def test_a_block_hides_notes_both_ways(as_bo: Client, ada: Person, bo: Person) -> None:
    note = note_of(ada, text="#quiet")
    page(as_bo, f"/notes/{note.pk}/")

    for block in ({"by": ada, "blocked": bo}, {"by": bo, "blocked": ada}):
        row = Block.objects.create(**block)
        page(as_bo, f"/notes/{note.pk}/", 404)
        assert f"/notes/{note.pk}/" not in page(as_bo, "/tags/quiet/")
        assert as_bo.post(f"/notes/{note.pk}/like/").status_code == 404
        assert as_bo.post(f"/notes/{note.pk}/comments/", {"text": "Hello"}).status_code == 404
        row.delete()
    assert not Like.objects.exists()
    assert not Comment.objects.exists()


def test_liking_works_with_scripts_and_without(as_bo: Client, client: Client, ada: Person) -> None:
    note = note_of(ada)
    url = f"/notes/{note.pk}/like/"

    assert as_bo.post(url).headers["Location"] == f"/notes/{note.pk}/#actions"
    html = as_bo.post(url, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in html
    assert Note.objects.get().like_count == 1
    html = as_bo.post(url, {"_method": "delete"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in html
    assert Note.objects.get().like_count == 0
    for door in (url, f"/notes/{note.pk}/saving/"):
        assert client.post(door).headers["Location"] == f"/account/login/?next=/notes/{note.pk}/"


def test_saving_in_passing_into_a_shelf_and_into_a_new_one(as_bo: Client, ada: Person, bo: Person) -> None:
    note, shelf = note_of(ada), make_collection("Shelf", by=bo)
    url = f"/notes/{note.pk}/saving/"

    as_bo.post(url)
    as_bo.post(url, {"collection": shelf.pk})
    as_bo.post(url, {"name": "New"}, headers=HTMX)
    assert sorted(Saved.objects.values_list("collection__name", flat=True)) == ["", "New", "Shelf"]

    as_bo.post(url, {"collection": shelf.pk, "_method": "delete"})
    assert Saved.objects.count() == 2
    response = as_bo.post(url, {"name": "x" * 61}, headers=HTMX)
    assert response.status_code == 422
    assert "at most 60 characters" in response.content.decode()


def test_the_shelf_of_another_is_refused(as_bo: Client, ada: Person) -> None:
    note, shelf = note_of(ada), make_collection("Ada's", by=ada)

    response = as_bo.post(f"/notes/{note.pk}/saving/", {"collection": shelf.pk})

    assert response.status_code == 422
    assert not Saved.objects.exists()
    page(as_bo, f"/me/collections/{shelf.pk}/", 404)
    assert as_bo.post(f"/me/collections/{shelf.pk}/deletion/").status_code == 404


def test_comments_are_said_answered_and_refused_in_words(as_bo: Client, ada: Person, bo: Person) -> None:
    note = note_of(ada)
    url = f"/notes/{note.pk}/comments/"

    first = comment_on(note, "First", by=ada)
    assert as_bo.post(url, {"text": "Where is it from?", "parent": first.pk}).status_code == 302
    assert Comment.objects.get(author=bo).parent == first
    html = as_bo.post(url, {"text": "Second"}, headers=HTMX).content.decode()
    assert "Second" in html
    assert "3 comments" in html
    for text in ("", "x" * 1001, "a\x00b"):
        assert as_bo.post(url, {"text": text}).status_code == 422
    elsewhere = comment_on(note_of(ada), "There", by=ada)
    assert as_bo.post(url, {"text": "Here", "parent": elsewhere.pk}).status_code == 422
    assert Comment.objects.filter(note=note).count() == 3


def test_only_the_author_keeps_the_talk(as_ada: Client, as_bo: Client, ada: Person, bo: Person) -> None:
    comment = comment_on(note_of(ada), "First", by=bo)

    for door in ("hiding", "pin"):
        assert as_bo.post(f"/comments/{comment.pk}/{door}/").status_code == 404
    assert as_ada.post(f"/comments/{comment.pk}/").status_code == 404
    assert "Pinned" in as_ada.post(f"/comments/{comment.pk}/pin/", headers=HTMX).content.decode()
    assert "Hidden from others" in as_ada.post(f"/comments/{comment.pk}/hiding/", headers=HTMX).content.decode()
    as_ada.post(f"/comments/{comment.pk}/hiding/", {"_method": "delete"})
    assert as_bo.post(f"/comments/{comment.pk}/").status_code == 302
    comment.refresh_from_db()
    assert (comment.hidden_at, comment.pinned_at) == (None, None)
    assert comment.deleted_at is not None


def test_a_hidden_comment_is_not_on_the_page_of_others(client: Client, as_bo: Client, ada: Person, bo: Person) -> None:
    note = note_of(ada)
    hide_comment(comment_on(note, "Something rude", by=bo), by=ada)

    assert "Something rude" not in page(client, f"/notes/{note.pk}/")
    assert "Something rude" in page(as_bo, f"/notes/{note.pk}/")


def test_all_comments_and_replies_are_reached_leaf_by_leaf(client: Client, ada: Person) -> None:
    note = note_of(ada)
    first = comment_on(note, "said 0.", by=ada)
    for number in range(1, 50):
        comment_on(note, f"said {number}.", by=ada)
    for number in range(40):
        comment_on(note, f"reply {number}.", by=ada, parent=first)

    texts, url = "", f"/notes/{note.pk}/comments/"
    while url:
        html = page(client, url)
        texts += html
        url = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in html else ""
    assert all(texts.count(f"said {number}.") == 1 for number in range(50))
    assert f"/comments/{first.pk}/replies/" in texts

    html = page(client, f"/comments/{first.pk}/replies/")
    after = html.split("?after=")[1].split('"')[0]
    html += page(client, f"/comments/{first.pk}/replies/?after={after}")
    assert all(html.count(f"reply {number}.") == 1 for number in range(40))


def test_deleting_can_be_undone_on_the_page_it_leads_to(as_ada: Client, ada: Person) -> None:
    note = note_of(ada, title="Evening")

    response = as_ada.post(f"/notes/{note.pk}/deletion/", follow=True)
    assert "“Evening” is deleted" in response.content.decode()
    page(as_ada, f"/notes/{note.pk}/", 404)

    as_ada.post(f"/notes/{note.pk}/deletion/", {"_method": "delete"})
    page(as_ada, f"/notes/{note.pk}/")
    as_ada.post(f"/notes/{note.pk}/deletion/")
    Note.objects.update(deleted_at=timezone.now() - timedelta(minutes=1))
    assert as_ada.post(f"/notes/{note.pk}/deletion/", {"_method": "delete"}).status_code == 404


def test_a_hashtag_has_one_page(client: Client, ada: Person) -> None:
    note = note_of(ada, text="#Été and 我的#夏天#")

    assert f"/notes/{note.pk}/" in page(client, "/tags/été/")
    assert f"/notes/{note.pk}/" in page(client, "/tags/夏天/")
    assert client.get("/tags/ÉTÉ/").status_code == 301
    page(client, "/tags/never/", 404)


def test_collections_are_made_renamed_and_deleted(as_bo: Client, ada: Person, bo: Person) -> None:
    assert as_bo.post("/me/collections/", {"name": ""}).status_code == 422
    response = as_bo.post("/me/collections/", {"name": "Shelf"})
    shelf = Collection.objects.get()
    assert response.headers["Location"] == f"/me/collections/{shelf.pk}/"
    note = save_note(note_of(ada, title="Evening"), by=bo, collection=shelf)
    assert "Evening" in page(as_bo, f"/me/collections/{shelf.pk}/")
    assert as_bo.post("/me/collections/", {"name": "Shelf"}).status_code == 409

    as_bo.post(f"/me/collections/{shelf.pk}/", {"name": "Board"})
    shelf.refresh_from_db()
    assert shelf.name == "Board"
    Block.objects.create(by=ada, blocked=bo)
    assert "Evening" not in page(as_bo, f"/me/collections/{shelf.pk}/")
    as_bo.post(f"/me/collections/{shelf.pk}/deletion/")
    note.refresh_from_db()
    assert (Collection.objects.count(), note.save_count) == (0, 0)


def test_the_desk_shows_notes_with_the_shops_goods(
    client: Client, as_bo: Client, ada: Person, bo: Person, cy: Person, shop: Shop, lamp_product: Product
) -> None:
    quiet = note_of(ada, products=(lamp_product,), title="Quiet one")
    loved = like_note(note_of(ada, products=(lamp_product,), title="Loved one"), by=bo)
    note_of(ada, title="Of something else")
    url = "/desk/cy-clay/notes/"

    assert client.get(url).status_code == 302
    page(as_bo, url, 404)
    seat = Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    page(as_bo, url, 404)
    Seat.objects.filter(pk=seat.pk).update(role=Seat.Role.EDITOR)
    html = page(as_bo, f"{url}?sort=likes")
    assert html.index("Loved one") < html.index("Quiet one")
    assert "Of something else" not in html
    assert (loved.like_count, quiet.like_count) == (1, 0)


OPEN = ["/notes/{note}/", "/notes/{note}/comments/", "/tags/light/", "/people/ada/notes/"]
OWN = ["/me/notes/", "/me/collections/", "/me/collections/{shelf}/", "/desk/cy-clay/notes/", "/notes/{note}/edit/"]


@pytest.mark.parametrize(
    ("url", "signed_in"), [*((url, False) for url in OPEN), *((url, True) for url in [*OPEN, *OWN])]
)
def test_every_page_costs_the_same_with_few_rows_and_many(
    signed_in: bool,
    url: str,
    ada: Person,
    bo: Person,
    lamp_product: Product,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Seat.objects.create(shop=lamp_product.shop, person=ada, role=Seat.Role.EDITOR)
    client = Client()
    if signed_in:
        client.force_login(ada)
    note = note_of(ada, products=(lamp_product,), text="#light with @bo.li")
    shelf = make_collection("Shelf", by=ada)

    def grow(times: int) -> None:
        for number in range(times):
            other = note_of(ada, photos=2, products=(lamp_product,), things=("Vase", "Lamp"), text="#light")
            other.things.filter(name="Lamp").update(product=lamp_product, ask_count=3)
            Thing.objects.create(note=note, name=f"Thing {note.things.count()}", ask_count=1)
            save_note(other, by=ada, collection=shelf)
            said = comment_on(note, f"@ada {number}", by=bo)
            comment_on(note, "yes", by=ada, parent=said)
            make_collection(f"Shelf {Collection.objects.count()}", by=ada)

    def statements() -> int:
        address = url.format(note=note.pk, shelf=shelf.pk)
        with django_assert_max_num_queries(20) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    grow(2)
    few = statements()
    grow(6)
    assert statements() == few


def test_a_guest_reads_without_a_session(
    client: Client, ada: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    note = note_of(ada)
    person("somebody")

    with django_assert_num_queries(7) as captured:
        client.get(f"/notes/{note.pk}/")
    assert not [query for query in captured.captured_queries if "session" in query["sql"]]


@pytest.mark.parametrize("word", ["\u2100", "\uff0f"])
def test_what_no_hashtag_can_be_is_not_found(client: Client, db: None, word: str) -> None:
    """Written in compatibility forms it would hold a slash, which no address of a hashtag may."""
    page(client, f"/tags/{word}/", 404)


def test_a_collection_shows_nothing_of_what_can_no_longer_be_read(as_bo: Client, ada: Person, bo: Person) -> None:
    kept, gone = note_of(ada, title="Kept"), note_of(ada, title="Gone")
    shelf = make_collection("Ideas", by=bo)
    for note in (kept, gone):
        save_note(note, by=bo, collection=shelf)
    delete_note(gone, by=ada)

    html = page(as_bo, "/me/collections/")

    assert kept.cover is not None
    assert kept.cover.url in html
    assert gone.cover is not None
    assert gone.cover.url not in html
    assert "1 note" in html
    assert "2 notes" not in html


def test_a_like_does_not_move_a_note_in_its_authors_list(as_ada: Client, ada: Person, bo: Person) -> None:
    first, second = note_of(ada, title="First one"), note_of(ada, title="Second one")
    like_note(first, by=bo)

    html = page(as_ada, "/me/notes/")

    assert html.index(second.title) < html.index(first.title)


def test_a_photo_without_words_is_called_by_its_note(client: Client, ada: Person) -> None:
    note = note_of(ada, title="Evening light")
    note.photos.update(alt="")

    assert 'alt="Evening light"' in page(client, f"/notes/{note.pk}/")


@pytest.mark.parametrize("place", [["0001-01-01", 1], ["2026-01-01T00:00:00", 1], ["9999-12-31T23:59:59-14:00", 1]])
def test_a_cursor_of_somebody_elses_making_opens_the_list(client: Client, ada: Person, place: list[object]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode()

    assert "Notes by Ada" in page(client, f"/people/ada/notes/?after={cursor}")


def test_things_are_shown_and_asked_for_with_scripts_and_without(client: Client, as_bo: Client, ada: Person) -> None:
    note = note_of(ada, things=("Blue vase",))
    vase, url, asking = note.things.get(), f"/notes/{note.pk}/", {"thing": str(note.things.get().pk)}

    html = page(client, url)
    assert f'class="pin pin-thing px-75 py-50 pin-left" href="#thing-{vase.pk}"' in html
    assert "Ask where it is from" in html
    assert client.post(f"{url}ask/", asking).headers["Location"] == f"/account/login/?next={url}"

    assert as_bo.post(f"{url}ask/", asking).headers["Location"] == f"{url}#things"
    assert Ask.objects.get().thing == vase
    html = as_bo.post(f"{url}ask/", {**asking, "_method": "delete"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in html
    assert "<html" not in html
    assert 'aria-pressed="true"' in as_bo.post(f"{url}ask/", asking, headers=HTMX).content.decode()
    assert "Asked" in page(as_bo, url)


def test_a_note_with_nothing_in_it_is_asked_about_as_a_whole(as_bo: Client, ada: Person) -> None:
    note = note_of(ada)

    assert "Ask where this is from" in page(as_bo, f"/notes/{note.pk}/")
    as_bo.post(f"/notes/{note.pk}/ask/")

    assert Ask.objects.get().thing is None
    assert "Ask where" not in page(as_bo, f"/notes/{note.pk}/")


def test_only_the_author_sees_how_many_asked(client: Client, as_ada: Client, as_bo: Client, ada: Person) -> None:
    note = note_of(ada, things=("Blue vase",))
    as_bo.post(f"/notes/{note.pk}/ask/", {"thing": note.things.get().pk})

    html = page(as_ada, f"/notes/{note.pk}/")
    assert "1 person asked" in html
    assert "asked for a link here 1 time." in html
    assert "Ask where" not in html
    assert "People asked you for a link 1 time" in page(as_ada, "/me/notes/")
    for other in (client, as_bo):
        assert "1 person asked" not in page(other, f"/notes/{note.pk}/")
    assert "People asked you" not in page(as_bo, "/me/notes/")
    assert as_ada.post(f"/notes/{note.pk}/ask/").status_code == 409


def test_a_thing_gives_way_to_its_product_once_that_is_for_sale(
    as_bo: Client, ada: Person, lamp_product: Product
) -> None:
    note = note_of(ada, products=(lamp_product,), things=("My lamp",))
    note.things.update(product=lamp_product)

    html = page(as_bo, f"/notes/{note.pk}/")
    assert "Paper lamp" in html
    assert "My lamp" not in html
    assert "Ask where" not in html

    Product.objects.update(status=Product.Status.DRAFT)
    html = page(as_bo, f"/notes/{note.pk}/")
    assert "Paper lamp" not in html
    assert "My lamp" in html
    assert "Ask where it is from" in html


@pytest.mark.parametrize("thing", ["x", "0", "9" * 30, "-1", "²"])
def test_what_is_no_thing_of_the_note_cannot_be_asked_for(as_bo: Client, ada: Person, thing: str) -> None:
    note = note_of(ada)

    assert as_bo.post(f"/notes/{note.pk}/ask/", {"thing": thing}).status_code == 404
    assert not Ask.objects.exists()


def test_asking_has_its_measure(as_bo: Client, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    note = note_of(ada)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_000_000))  # all within one minute

    answers = [as_bo.post(f"/notes/{note.pk}/ask/").status_code for _ in range(61)]

    assert answers == [302] * 60 + [429]
    assert Ask.objects.count() == 1
