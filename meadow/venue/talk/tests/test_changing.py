"""What becomes of messages that stand: recalled, reworded, signed, pinned, hidden and reported."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.venue.live.models.talk import ForbiddenWord
from meadow.venue.live.tests.made import all_at_once
from meadow.venue.live.tests.test_talk import Ear
from meadow.venue.talk.actions.changing import react, recall_message, reword_message
from meadow.venue.talk.actions.minding import hide_messages, pin_message, report_message
from meadow.venue.talk.actions.saying import Said, say
from meadow.venue.talk.models.messages import Edition, Message, Reaction, Report
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.refusals import (
    MessageIsGone,
    NotSaidHere,
    NotToBeChanged,
    OwnMessage,
    TooLateToEdit,
    TooLateToRecall,
    TooManyPins,
    UnknownSign,
)
from meadow.venue.talk.tests.made import Yard, mark, spoken_by

JSON: dict[str, Any] = {"headers": {"Accept": "application/json"}}
LIKE = "👍"


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def door(message: Message, name: str) -> str:
    return f"/talk/{message.thread_id}/messages/{message.number}/{name}/"


def page(person: Person, thread: Thread) -> dict[str, Any]:
    return dict(as_(person).get(f"/talk/{thread.pk}/messages/").json())


@pytest.mark.django_db
def test_a_message_can_be_recalled_for_two_minutes(thread: Thread, ada: Person, bo: Person) -> None:
    late, soon = spoken_by(ada, thread, "late"), spoken_by(ada, thread, "soon")
    Message.objects.filter(pk=late.pk).update(said_at=timezone.now() - timedelta(seconds=121))

    assert as_(ada).post(door(soon, "recall"), **JSON).status_code == 204
    refused = as_(ada).post(door(late, "recall"), **JSON)
    assert (refused.status_code, refused.json()["detail"]) == (409, "A message can be recalled within 2 minutes.")
    with pytest.raises(TooLateToRecall):
        recall_message(late, by=ada)
    first, second = page(bo, thread)["messages"]
    assert (first["text"], second["text"], second["recalled"]) == ("late", "", True)
    assert Message.objects.get(pk=soon.pk).text == "soon"


@pytest.mark.django_db
def test_nobody_recalls_or_rewords_what_somebody_else_said(thread: Thread, ada: Person, bo: Person) -> None:
    message = spoken_by(ada, thread, "mine")
    for act in (lambda: recall_message(message, by=bo), lambda: reword_message(message, "yours", by=bo)):
        with pytest.raises(NotToBeChanged):
            act()
    message.refresh_from_db()
    assert (message.text, message.recalled_at) == ("mine", None)


@pytest.mark.django_db
def test_what_was_said_before_is_for_those_who_mind(thread: Thread, ada: Person, bo: Person, yard: Yard) -> None:
    message = spoken_by(ada, thread, "one")
    assert as_(ada).post(door(message, "wording"), {"text": "two\u200b"}, **JSON).status_code == 204

    (said,) = page(bo, thread)["messages"]
    assert (said["text"], bool(said["edited"])) == ("two", True)
    assert as_(bo).get(door(message, "editions")).status_code == 404
    assert as_(ada).get(door(message, "editions")).status_code == 200
    yard.minding.add(bo.pk)
    (edition,) = as_(bo).get(door(message, "editions")).json()["editions"]
    assert edition["text"] == "one"


@pytest.mark.django_db
def test_words_are_looked_through_when_they_are_changed(thread: Thread, ada: Person, yard: Yard) -> None:
    ForbiddenWord.objects.create(word="spam")
    message = spoken_by(ada, thread, "fine")
    with pytest.raises(NotSaidHere):
        reword_message(message, "spam", by=ada)
    Message.objects.update(said_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(TooLateToEdit):
        reword_message(message, "later", by=ada)
    sticker = say(thread, Said(sticker="tea", mark=mark()), by=ada)
    with pytest.raises(NotToBeChanged):
        reword_message(sticker, "words", by=ada)
    message.refresh_from_db()
    assert message.text == "fine"
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_signs_are_counted_once_each(thread: Thread, ada: Person, bo: Person) -> None:
    message = spoken_by(ada, thread)
    for person in (ada, bo, bo):
        assert as_(person).post(door(message, "reactions"), {"sign": LIKE}, **JSON).status_code == 204
    assert page(bo, thread)["messages"][0]["reactions"] == [{"sign": LIKE, "count": 2, "mine": True}]
    as_(bo).post(door(message, "reactions"), {"sign": LIKE, "_method": "delete"}, **JSON)
    assert page(bo, thread)["messages"][0]["reactions"] == [{"sign": LIKE, "count": 1, "mine": False}]
    with pytest.raises(UnknownSign):
        react(message, "<script>", by=bo)
    hide_messages(thread, [message.pk], by=ada)
    with pytest.raises(MessageIsGone):
        react(message, "🎉", by=bo)
    assert Reaction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_changes_is_told_whole(thread: Thread, ada: Person) -> None:
    message = spoken_by(ada, thread, "one")
    with Ear(f"{thread.subject}.changed") as ear:
        react(message, LIKE, by=ada)
        (told,) = ear.wait_for(1)[:1]

    assert told["number"] == 1
    assert told["reactions"] == [{"sign": LIKE, "count": 1}]


@pytest.mark.django_db
def test_pins_are_for_those_who_mind(thread: Thread, ada: Person, bo: Person, yard: Yard) -> None:
    yard.minding.add(ada.pk)
    messages = [spoken_by(bo, thread, f"{n}") for n in range(11)]
    assert as_(bo).post(door(messages[0], "pin"), **JSON).status_code == 404
    for message in messages[:10]:
        assert as_(ada).post(door(message, "pin"), **JSON).status_code == 204
    with pytest.raises(TooManyPins, match="At most 10"):
        pin_message(messages[10], by=ada)
    assert [said["text"] for said in page(bo, thread)["pinned"]] == [f"{n}" for n in range(9, -1, -1)]
    as_(ada).post(door(messages[9], "pin"), {"_method": "delete"}, **JSON)
    recall_message(messages[8], by=bo)
    assert len(page(bo, thread)["pinned"]) == 8


@pytest.mark.django_db(transaction=True)
def test_pins_at_the_same_moment_stay_within_bounds(thread: Thread, ada: Person) -> None:
    messages = [spoken_by(ada, thread, f"{n}") for n in range(12)]
    for message in messages[:8]:
        pin_message(message, by=ada)
    found = all_at_once(*(lambda it=it: pin_message(it, by=ada) for it in messages[8:]))
    assert sum(isinstance(one, TooManyPins) for one in found) == 2
    assert Message.objects.exclude(pinned_at=None).count() == 10


@pytest.mark.django_db
def test_a_hidden_message_is_nobodys(thread: Thread, ada: Person, bo: Person, yard: Yard) -> None:
    message, answer = spoken_by(bo, thread, "bad"), spoken_by(ada, thread, "why?", answers=1)
    assert as_(ada).post(door(message, "hiding"), **JSON).status_code == 404
    yard.minding.add(ada.pk)
    assert as_(ada).post(door(message, "hiding"), **JSON).status_code == 204

    first, second = page(bo, thread)["messages"]
    assert (first["hidden"], first["text"]) == (True, "")
    assert (second["number"], second["answers"]["text"], second["answers"]["kind"]) == (answer.number, "", "gone")
    assert as_(bo).get(f"/talk/{thread.pk}/search/", {"q": "bad"}).json()["messages"] == []
    message.refresh_from_db()
    assert (message.hidden_by, announced()) == (ada, ["venue.message_hidden"])


@pytest.mark.django_db
def test_reports_come_to_those_who_mind_and_end_together(
    thread: Thread, ada: Person, bo: Person, cy: Person, yard: Yard
) -> None:
    message = spoken_by(bo, thread, "buy this")
    said = {"reason": "spam", "words": "again"}
    for _ in range(2):
        assert as_(ada).post(door(message, "reports"), said, **JSON).status_code == 204
    assert as_(ada).post(door(message, "reports"), {"reason": "?"}, **JSON).status_code == 422
    with pytest.raises(OwnMessage):
        report_message(message, Report.Reason.SPAM, by=bo)
    report = Report.objects.get()
    queue = f"/talk/{thread.pk}/reports/"
    assert as_(ada).get(queue).status_code == 404
    assert as_(ada).post(f"{queue}{report.pk}/", {"upheld": "1"}).status_code == 404

    yard.minding.add(ada.pk)
    assert "buy this" in as_(ada).get(queue).content.decode()
    assert as_(ada).post(f"{queue}{report.pk}/", {"upheld": "1"}).status_code == 302
    report.refresh_from_db()
    message.refresh_from_db()
    assert (report.state, report.decided_by, message.hidden_by) == (Report.State.UPHELD, ada, ada)
    assert "buy this" not in as_(ada).get(queue).content.decode()
    assert announced() == ["venue.message_reported", "venue.message_hidden"]
