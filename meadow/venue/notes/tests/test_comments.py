"""Talking under a note."""

import pytest

from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.notes.actions.comments import (
    comment_on,
    delete_comment,
    hide_comment,
    pin_comment,
    unhide_comment,
    unpin_comment,
)
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import (
    HiddenCommentsAreNotPinned,
    NoSuchComment,
    NoSuchNote,
    OnlyCommentsArePinned,
    RepliesGoOneLevelDeep,
)
from meadow.venue.notes.tests.made import note_of


@pytest.fixture
def note(ada: Person) -> Note:
    return note_of(ada)


def counted(note: Note) -> int:
    return Note.objects.get(pk=note.pk).comment_count


def test_a_reply_to_a_reply_stands_beside_it(note: Note, ada: Person, bo: Person) -> None:
    first = comment_on(note, " Lovely ", by=bo)
    reply = comment_on(note, "Thank you", by=ada, parent=first)
    again = comment_on(note, "Where is it from?", by=bo, parent=reply)

    assert first.text == "Lovely"
    assert reply.parent == again.parent == first
    assert counted(note) == 3
    assert announced() == ["venue.note_published", *["venue.note_commented"] * 3, "venue.link_asked"]


def test_a_reply_belongs_to_its_note(note: Note, ada: Person) -> None:
    elsewhere = comment_on(note_of(ada), "There", by=ada)

    with pytest.raises(RepliesGoOneLevelDeep):
        comment_on(note, "Here", by=ada, parent=elsewhere)

    assert counted(note) == 0


def test_comments_stop_at_a_block_either_way(note: Note, ada: Person, bo: Person, bai: Person) -> None:
    theirs = comment_on(note, "Hello", by=bai)

    for block in ({"by": ada, "blocked": bo}, {"by": bo, "blocked": ada}):
        row = Block.objects.create(**block)
        with pytest.raises(NoSuchNote):
            comment_on(note, "Hello", by=bo)
        row.delete()
    Block.objects.create(by=bai, blocked=bo)
    with pytest.raises(NoSuchComment):
        comment_on(note, "Hello", by=bo, parent=theirs)

    assert [comment.author for comment in Comment.objects.all()] == [bai]
    assert not Comment.objects.visible_to(bo).exists()


def test_deleting_a_comment_takes_its_replies_along(note: Note, ada: Person, bo: Person) -> None:
    first = comment_on(note, "First", by=bo)
    comment_on(note, "Reply", by=ada, parent=first)
    comment_on(note, "Other", by=ada)

    with pytest.raises(NoSuchComment):
        delete_comment(first, by=ada)
    assert counted(note) == 3

    delete_comment(first, by=bo)
    assert counted(note) == 1
    with pytest.raises(NoSuchComment):
        delete_comment(first, by=bo)
    with pytest.raises(NoSuchComment):
        comment_on(note, "Too late", by=ada, parent=first)


def test_a_hidden_comment_is_seen_by_two(note: Note, ada: Person, bo: Person, bai: Person) -> None:
    rude = comment_on(note, "Rude", by=bo)
    comment_on(note, "Rude back", by=bai, parent=rude)

    with pytest.raises(NoSuchComment):
        hide_comment(rude, by=bo)
    hide_comment(rude, by=ada)

    assert counted(note) == 0
    assert rude in Comment.objects.visible_to(ada)
    assert rude in Comment.objects.visible_to(bo)
    assert rude not in Comment.objects.visible_to(bai)
    assert rude not in Comment.objects.visible_to(None)

    unhide_comment(rude, by=ada)
    assert counted(note) == 2


def test_the_author_pins_one_comment(note: Note, ada: Person, bo: Person) -> None:
    first, second = comment_on(note, "First", by=bo), comment_on(note, "Second", by=bo)
    reply = comment_on(note, "Reply", by=bo, parent=first)
    pin_comment(first, by=ada)
    pin_comment(second, by=ada)

    assert [comment.pk for comment in Comment.objects.exclude(pinned_at=None)] == [second.pk]
    with pytest.raises(OnlyCommentsArePinned):
        pin_comment(reply, by=ada)
    with pytest.raises(NoSuchComment):
        pin_comment(first, by=bo)

    hide_comment(second, by=ada)
    with pytest.raises(HiddenCommentsAreNotPinned):
        pin_comment(second, by=ada)
    assert not Comment.objects.exclude(pinned_at=None).exists()


def test_a_pin_is_taken_off(note: Note, ada: Person) -> None:
    comment = pin_comment(comment_on(note, "Read me", by=ada), by=ada)

    assert unpin_comment(comment, by=ada).pinned_at is None
