"""The operators' desk for notes opens, and changes nothing that actions keep."""

import pytest
from django.test import Client

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.notes.actions.collections import save_note
from meadow.venue.notes.actions.comments import comment_on
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.cards import marked_notes, note_cards
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Like
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import note_of


@pytest.fixture
def as_di(di: Person) -> Client:
    client = Client()
    client.force_login(di)
    return client


@pytest.mark.parametrize("model", ["note", "comment", "hashtag", "collection", "like", "saved", "mention", "ask"])
def test_every_list_opens_and_can_be_searched(as_di: Client, ada: Person, bo: Person, model: str) -> None:
    note = save_note(like_note(note_of(ada, text="#light @bo.li"), by=bo), by=bo)
    comment_on(note, "Lovely", by=bo)

    response = as_di.get(f"/operators/notes/{model}/", {"q": "o"})

    assert response.status_code == 200


def test_a_note_opens_with_its_photos_and_goods(as_di: Client, ada: Person, lamp_product: Product) -> None:
    note = note_of(ada, products=(lamp_product,))

    html = as_di.get(f"/operators/notes/note/{note.pk}/change/").content.decode()

    assert 'name="photos-0-alt"' in html
    assert 'name="pins-0-x"' in html
    assert 'name="like_count"' not in html
    assert 'name="state"' not in html


def test_likes_are_only_looked_at(as_di: Client, ada: Person) -> None:
    like_note(note_of(ada), by=ada)

    assert as_di.post(f"/operators/notes/like/{Like.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_di.get("/operators/notes/like/add/").status_code == 403
    assert Like.objects.count() == 1


def test_what_an_operator_changes_shows_on_the_card_at_once(as_di: Client, ada: Person) -> None:
    note = note_of(ada, title="Bad words")
    assert "Bad words" in note_cards([marked_notes(Note.objects.all()).get()])[0]
    form = as_di.get(f"/operators/notes/note/{note.pk}/change/").context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    sets = {f"{name}-{count}_FORMS": 0 for name in ("photos", "pins", "things") for count in ("TOTAL", "INITIAL")}

    response = as_di.post(
        f"/operators/notes/note/{note.pk}/change/", {**typed, "hashtags": "", **sets, "title": "Good words"}
    )

    assert response.status_code == 302
    assert "Good words" in note_cards([marked_notes(Note.objects.all()).get()])[0]


def test_notes_begin_with_their_authors(as_di: Client) -> None:
    assert as_di.get("/operators/notes/note/add/").status_code == 403


def test_an_operator_takes_comments_away_and_the_note_counts_the_rest(as_di: Client, ada: Person, bo: Person) -> None:
    note = note_of(ada)
    rude, kind = comment_on(note, "Rude", by=bo), comment_on(note, "Kind", by=ada)
    comment_on(note, "Rude too", by=bo, parent=rude)

    as_di.post("/operators/notes/comment/", {"action": "remove", "_selected_action": [rude.pk]})

    assert Note.objects.get().comment_count == 1
    assert Comment.objects.standing().get() == kind
    assert as_di.post(f"/operators/notes/comment/{kind.pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_di.get("/operators/notes/comment/add/").status_code == 403
