"""Writing, publishing, scheduling, deleting and restoring notes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.notes.actions.publishing import (
    delete_note,
    publish_due_notes,
    publish_note,
    restore_note,
    schedule_note,
    unschedule_note,
)
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown, edit_note, write_note
from meadow.venue.notes.models.notes import MOST_PHOTOS, Note
from meadow.venue.notes.refusals import (
    AlreadyPublished,
    InThePast,
    NoPhoto,
    NoSuchNote,
    NotOnSale,
    NotYourPhoto,
    PinWithoutPhoto,
    TooLateToRestore,
    TooManyPhotos,
)
from meadow.venue.notes.tests.made import draft_of, note_of, photo_of


def words_of(note: Note) -> list[str]:
    return sorted(note.hashtags.values_list("word", flat=True))


def test_a_note_keeps_its_photos_in_order_and_its_words(ada: Person, bo: Person, lamp_product: Product) -> None:
    first, second = photo_of(ada), photo_of(ada)

    note = write_note(
        Content(
            title=" Evening ",
            text="Soft #Light with @bo.li and @nobody.here, #光#",
            photos=[PhotoShown(photo=second.pk, alt="A lamp"), PhotoShown(photo=first.pk)],
            products=[ProductShown(product=lamp_product.pk, photo=first.pk, x=0.5, y=0.25)],
        ),
        by=ada,
    )

    note.refresh_from_db()
    assert (note.title, note.state, note.cover, note.language) == ("Evening", "draft", second, "en")
    assert [(shown.photo, shown.alt) for shown in note.photos.all()] == [(second, "A lamp"), (first, "")]
    assert words_of(note) == ["light", "光"]
    assert [mention.person for mention in note.mentions.all()] == [bo]
    pin = note.pins.get()
    assert (pin.product, pin.photo.photo if pin.photo else None, pin.x, pin.y) == (lamp_product, first, 0.5, 0.25)
    assert announced() == []


def test_editing_changes_what_differs_and_keeps_the_rest(ada: Person, lamp_product: Product) -> None:
    note = note_of(ada, photos=2, products=(lamp_product,), text="#old")
    first, second = note.photos.all()
    pin = note.pins.get()

    note = edit_note(
        note,
        Content(
            text="新的 #新#",
            photos=[PhotoShown(photo=second.photo_id), PhotoShown(photo=first.photo_id, alt="Now the second")],
            products=[ProductShown(product=lamp_product.pk)],
        ),
        by=ada,
    )

    note.refresh_from_db()
    assert [shown.pk for shown in note.photos.all()] == [second.pk, first.pk]
    assert note.cover_id == second.photo_id
    assert words_of(note) == ["新"]
    assert note.language == "zh-hans"
    kept = note.pins.get()
    assert (kept.pk, kept.photo, kept.x, kept.pinned_at) == (pin.pk, None, None, pin.pinned_at)
    assert note.edited_at is not None
    assert announced() == ["venue.note_published", "venue.note_edited"]


def test_nobody_edits_or_publishes_the_note_of_another(ada: Person, bo: Person) -> None:
    note = draft_of(ada, title="Mine")

    with pytest.raises(NoSuchNote):
        edit_note(note, Content(title="Bo's"), by=bo)
    with pytest.raises(NoSuchNote):
        publish_note(note, by=bo)
    with pytest.raises(NoSuchNote):
        delete_note(note, by=bo)

    note.refresh_from_db()
    assert (note.title, note.state) == ("Mine", "draft")


def test_the_photo_of_another_is_refused(ada: Person, bo: Person) -> None:
    with pytest.raises(NotYourPhoto, match="is not yours"):
        write_note(Content(photos=[PhotoShown(photo=photo_of(bo).pk)]), by=ada)
    with pytest.raises(NotYourPhoto):
        write_note(Content(photos=[PhotoShown(photo=photo_of(ada).pk, original=photo_of(bo).pk)]), by=ada)

    assert not Note.objects.exists()


def test_eighteen_photos_are_enough(ada: Person) -> None:
    photos = [PhotoShown(photo=photo_of(ada).pk) for _ in range(MOST_PHOTOS + 1)]

    assert write_note(Content(photos=photos[:-1]), by=ada).photos.count() == MOST_PHOTOS
    with pytest.raises(TooManyPhotos, match="at most 18 photos"):
        write_note(Content(photos=photos), by=ada)
    assert Note.objects.count() == 1


def test_only_what_is_on_sale_is_pinned_and_what_was_may_stay(ada: Person, lamp_product: Product) -> None:
    note = note_of(ada, products=(lamp_product,))
    Product.objects.update(status=Product.Status.ARCHIVED)

    with pytest.raises(NotOnSale):
        draft_of(ada, products=(lamp_product,))
    photos = [PhotoShown(photo=shown.photo_id) for shown in note.photos.all()]
    edit_note(note, Content(photos=photos, products=[ProductShown(product=lamp_product.pk)]), by=ada)

    assert note.pins.count() == 1
    assert Note.objects.count() == 1


def test_a_pin_needs_its_photo(ada: Person, lamp_product: Product) -> None:
    other = photo_of(ada)

    with pytest.raises(PinWithoutPhoto):
        write_note(Content(products=[ProductShown(product=lamp_product.pk, photo=other.pk, x=0, y=0)]), by=ada)

    assert not Note.objects.exists()


def test_nobody_is_mentioned_across_a_block(ada: Person, bo: Person) -> None:
    Block.objects.create(by=bo, blocked=ada)

    assert not write_note(Content(text="@bo.li"), by=ada).mentions.exists()
    assert not write_note(Content(text="@ada"), by=bo).mentions.exists()


def test_publishing_tells_once(ada: Person, lamp_product: Product) -> None:
    note = publish_note(draft_of(ada, products=(lamp_product,)), by=ada)

    assert note.published_at is not None
    assert note.heat > 0
    with pytest.raises(AlreadyPublished):
        publish_note(note, by=ada)
    assert announced() == ["venue.note_published"]


def test_a_note_without_photo_stays_a_draft(ada: Person) -> None:
    note = write_note(Content(text="Only words"), by=ada)

    with pytest.raises(NoPhoto, match="at least one photo"):
        publish_note(note, by=ada)
    with pytest.raises(NoPhoto):
        schedule_note(note, timezone.now() + timedelta(days=1), by=ada)

    note.refresh_from_db()
    assert note.state == Note.State.DRAFT
    assert announced() == []


def test_a_published_note_keeps_a_photo(ada: Person) -> None:
    note = note_of(ada)

    with pytest.raises(NoPhoto):
        edit_note(note, Content(text="Only words"), by=ada)

    assert note.photos.count() == 1


def test_a_scheduled_note_is_published_when_its_moment_comes(ada: Person) -> None:
    early, late = draft_of(ada), draft_of(ada)
    schedule_note(early, timezone.now() + timedelta(hours=1), by=ada)
    schedule_note(late, timezone.now() + timedelta(hours=2), by=ada)
    assert publish_due_notes() == 0
    Note.objects.filter(pk=early.pk).update(publish_at=timezone.now() - timedelta(seconds=1))

    assert publish_due_notes() == 1
    assert publish_due_notes() == 0

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, early.publish_at, late.state) == ("published", None, "scheduled")
    assert announced() == ["venue.note_published"]


def test_one_broken_scheduled_note_does_not_hold_up_the_others(ada: Person) -> None:
    broken, whole = draft_of(ada), draft_of(ada)
    for note in (broken, whole):
        schedule_note(note, timezone.now() + timedelta(hours=1), by=ada)
    Note.objects.update(publish_at=timezone.now() - timedelta(seconds=1))
    Note.objects.filter(pk=broken.pk).update(cover=None)

    assert publish_due_notes() == 1

    broken.refresh_from_db()
    assert broken.state == Note.State.DRAFT


def test_no_note_is_scheduled_for_yesterday(ada: Person) -> None:
    note = draft_of(ada)

    with pytest.raises(InThePast):
        schedule_note(note, timezone.now() - timedelta(minutes=1), by=ada)

    note.refresh_from_db()
    assert (note.state, note.publish_at) == ("draft", None)


def test_a_schedule_can_be_called_off(ada: Person) -> None:
    note = schedule_note(draft_of(ada), timezone.now() + timedelta(days=1), by=ada)

    note = unschedule_note(note, by=ada)

    assert (note.state, note.publish_at) == ("draft", None)


@pytest.mark.parametrize("state", ["draft", "scheduled", "published"])
def test_a_deletion_can_be_taken_back_for_a_moment(ada: Person, state: str) -> None:
    note = draft_of(ada)
    if state == "scheduled":
        schedule_note(note, timezone.now() + timedelta(days=1), by=ada)
    if state == "published":
        publish_note(note, by=ada)

    note = delete_note(note, by=ada)
    assert not Note.objects.visible_to(ada).exists()
    note = restore_note(note, by=ada)

    assert note.state == state
    assert Note.objects.visible_to(ada).exists()


def test_after_half_a_minute_a_deletion_stands(ada: Person, bo: Person) -> None:
    note = delete_note(note_of(ada), by=ada)

    with pytest.raises(TooLateToRestore):
        restore_note(note, by=bo)
    Note.objects.update(deleted_at=timezone.now() - timedelta(seconds=31))
    with pytest.raises(TooLateToRestore):
        restore_note(note, by=ada)

    note.refresh_from_db()
    assert note.state == Note.State.DELETED
    assert announced() == ["venue.note_published", "venue.note_deleted"]
