"""Saying something in a thread: numbers without a gap, once each, and what is not said."""

from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.people.actions.photos import put_photo
from meadow.people.models.news import News
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg
from meadow.venue.live.models.talk import ForbiddenWord
from meadow.venue.live.tests.made import all_at_once
from meadow.venue.live.tests.test_talk import Ear
from meadow.venue.talk.actions.readers import let_in, mute_thread, read_up_to, show_out
from meadow.venue.talk.actions.saying import Said, give_notice, say
from meadow.venue.talk.actions.telling import tell_thread
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import LONGEST, Mention, Message, MessagePhoto
from meadow.venue.talk.models.threads import Reader, Thread
from meadow.venue.talk.notices import puts
from meadow.venue.talk.refusals import (
    BadMark,
    NoLinksHere,
    NothingToAnswer,
    NothingToSend,
    NotInThread,
    NotSaidHere,
    NotYourPhoto,
    ThreadClosed,
    TooLong,
    TooManyMentions,
    TooManyPhotos,
    TooSoon,
    UnknownCard,
    UnknownSticker,
)
from meadow.venue.talk.tests.made import Silenced, Yard, mark, spoken_by
from meadow.venue.talk.unread import unread_by_thread, unread_of

JSON: dict[str, Any] = {"headers": {"Accept": "application/json"}}


@puts("waved")
def waved(words: Any) -> str:
    return f"{words['name']} waved."


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def numbers(thread: Thread) -> list[int]:
    return list(Message.objects.filter(thread=thread).order_by("number").values_list("number", flat=True))


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_messages_are_numbered_and_who_speaks_has_read(thread: Thread, ada: Person, bo: Person, yard: Yard) -> None:
    first, second = spoken_by(ada, thread), spoken_by(ada, thread, "Anybody?")

    thread.refresh_from_db()
    assert (first.number, second.number, thread.last) == (1, 2, 2)
    assert Reader.objects.get(thread=thread, person=ada).read == 2
    assert unread_of(ada) == 0
    assert unread_of(bo) == 2
    assert unread_by_thread(bo, [thread]) == {thread.pk: 2}
    assert yard.heard == [1, 2]


@pytest.mark.django_db
def test_the_same_mark_is_the_same_message(thread: Thread, ada: Person, bo: Person) -> None:
    said = Said(text="Once", mark=mark())

    assert say(thread, said, by=ada).pk == say(thread, said, by=ada).pk
    assert say(thread, said, by=bo).number == 2
    assert numbers(thread) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap_and_are_told_in_order(thread: Thread, ada: Person, bo: Person) -> None:
    def speak(person: Person, text: str) -> None:
        for _ in range(5):
            spoken_by(person, thread, text)

    with Ear(f"{thread.subject}.messages") as ear:
        all_at_once(*(lambda who=who, n=n: speak(who, f"{n}") for n, who in enumerate([ada, bo] * 3)))
        heard = ear.wait_for(30)

    assert numbers(thread) == list(range(1, 31))
    assert [said["number"] for said in heard] == list(range(1, 31))
    said_at = Message.objects.filter(thread=thread).order_by("number").values_list("said_at", flat=True)
    assert list(said_at) == sorted(said_at)
    thread.refresh_from_db()
    assert (thread.last, thread.told) == (30, 30)


@pytest.mark.django_db(transaction=True)
def test_the_same_post_at_the_same_moment_is_one_message(thread: Thread, ada: Person) -> None:
    said = Said(text="Once", mark=mark())

    found = all_at_once(*[lambda: say(thread, said, by=ada).pk] * 4)

    assert len(set(found)) == 1
    assert numbers(thread) == [1]


@pytest.mark.django_db(transaction=True)
def test_what_a_process_could_not_tell_the_next_one_tells(thread: Thread, ada: Person) -> None:
    spoken_by(ada, thread, "lost")
    Thread.objects.update(told=0)
    with Ear(f"{thread.subject}.messages") as ear:
        tell_thread(thread)
        heard = ear.wait_for(1)

    assert [said["text"] for said in heard] == ["lost"]


@pytest.mark.django_db
def test_posting_costs_the_same_however_many_read(thread: Thread, ada: Person) -> None:
    spoken_by(ada, thread)
    with CaptureQueriesContext(connection) as few:
        spoken_by(ada, thread)
    people = [Person(email=f"p{n}@example.org", handle=f"person{n}", name="P") for n in range(300)]
    made = Person.objects.bulk_create(people)
    Reader.objects.bulk_create([Reader(thread=thread, person=person) for person in made])
    with CaptureQueriesContext(connection) as many:
        spoken_by(ada, thread)

    assert len(few) == len(many) <= 8
    assert sum("INSERT INTO" in query["sql"] for query in many.captured_queries) == 1


@pytest.mark.django_db
def test_notices_are_numbered_as_well_and_put_into_words(thread: Thread, ada: Person, yard: Yard) -> None:
    notice = give_notice(thread, "waved", name="Bo")

    assert (notice.number, notice.author, notice.text, notice.words) == (1, None, "waved", {"name": "Bo"})
    page = as_(ada).get(f"/talk/{thread.pk}/messages/").json()
    assert page["messages"][0]["notice"] == "Bo waved."
    assert page["messages"][0]["text"] == ""
    assert yard.heard == [1]


# -- what is not said -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Said(text=" \u200b ", mark="a" * 8), NothingToSend),
        (Said(text="x" * (LONGEST + 1), mark="a" * 8), TooLong),
        (Said(text="x" * 10**6, mark="a" * 8), TooLong),
        (Said(text=" ".join(f"@person{n}" for n in range(10_000)), mark="a" * 8), TooLong),
        (Said(text=" ".join(f"@person{n}" for n in range(21)), mark="a" * 8), TooManyMentions),
        (Said(text="x", mark="short"), BadMark),
        (Said(text="x", mark="a b c d e f"), BadMark),
        (Said(photos=tuple(range(1, 11)), mark="a" * 8), TooManyPhotos),
        (Said(photos=(2**40,), mark="a" * 8), NotYourPhoto),
        (Said(sticker="../../etc/passwd", mark="a" * 8), UnknownSticker),
        (Said(card=Card("product", 2**40), mark="a" * 8), UnknownCard),
        (Said(card=Card("nothing", 1), mark="a" * 8), UnknownCard),
        (Said(text="x", answers=77, mark="a" * 8), NothingToAnswer),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(
    thread: Thread, ada: Person, said: Said, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        say(thread, said, by=ada)

    thread.refresh_from_db()
    assert (thread.last, Message.objects.count(), Mention.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_who_is_not_in_a_thread_or_is_silenced_says_nothing(
    thread: Thread, ada: Person, bo: Person, cy: Person, yard: Yard
) -> None:
    with pytest.raises(NotInThread):
        spoken_by(cy, thread)
    show_out(thread, bo)
    with pytest.raises(NotInThread, match="You are not in here any more"):
        spoken_by(bo, thread)
    yard.silent.add(ada.pk)
    with pytest.raises(Silenced):
        spoken_by(ada, thread)
    assert numbers(thread) == []


@pytest.mark.django_db
def test_a_closed_thread_is_silent(thread: Thread, ada: Person) -> None:
    Thread.objects.update(is_closed=True)
    with pytest.raises(ThreadClosed, match="Nothing more is said here"):
        spoken_by(ada, thread)
    assert numbers(thread) == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["buy spam now", "SPAM!", "ｓｐａｍ", "s\u200bpam", "这是加 微、信的", "加微信"])
def test_forbidden_words_are_found_however_they_are_written(thread: Thread, ada: Person, text: str) -> None:
    ForbiddenWord.objects.bulk_create([ForbiddenWord(word="spam"), ForbiddenWord(word="加微信")])
    with pytest.raises(NotSaidHere):
        spoken_by(ada, thread, text)
    assert numbers(thread) == []


@pytest.mark.django_db
def test_links_of_other_places_are_for_those_who_may(thread: Thread, ada: Person, yard: Yard) -> None:
    yard.has_links = False
    with pytest.raises(NoLinksHere):
        spoken_by(ada, thread, "come to evil.com")
    assert numbers(thread) == []
    assert spoken_by(ada, thread, "see http://127.0.0.1:8000/notes/1/").number == 1
    yard.has_links = True
    assert spoken_by(ada, thread, "come to nice.com").number == 2


@pytest.mark.django_db
def test_slow_mode_holds_members_and_not_those_who_mind(thread: Thread, ada: Person, bo: Person, yard: Yard) -> None:
    Thread.objects.update(slow_seconds=30)
    yard.minding.add(bo.pk)
    spoken_by(ada, thread)
    with pytest.raises(TooSoon, match=r"please wait (29|30) seconds"):
        spoken_by(ada, thread)
    spoken_by(bo, thread)
    assert spoken_by(bo, thread).number == 3


@pytest.mark.django_db
def test_floods_are_answered_clearly(thread: Thread, ada: Person, bo: Person, settings: Any) -> None:
    client = as_(ada)
    door = f"/talk/{thread.pk}/messages/"
    answers = [client.post(door, {"text": "x", "mark": mark()}, **JSON) for _ in range(21)]
    # The window may turn while the test runs; who says 41 within it is stopped in any case.
    answers += [client.post(door, {"text": "x", "mark": mark()}, **JSON) for _ in range(20)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "too fast" in refused[0].json()["detail"]
    assert refused[0]["Retry-After"]

    settings.MEADOW_THREAD_LOUDNESS = 1
    answers = [as_(bo).post(door, {"text": "x", "mark": mark()}, **JSON) for _ in range(4)]
    loud = [answer for answer in answers if answer.status_code == 429]
    assert "Everybody talks at once here" in loud[0].json()["detail"]


# -- mentions, photos, cards ----------------------------------------------------------------------


@pytest.mark.django_db
def test_those_who_are_called_know_it_and_nobody_else(thread: Thread, ada: Person, bo: Person, cy: Person) -> None:
    message = spoken_by(ada, thread, "@bo.li @cy.potter @ada @nobody.here look")

    assert list(Mention.objects.values_list("person", "message")) == [(bo.pk, message.pk)]
    assert Reader.objects.get(thread=thread, person=bo).mentioned == 1
    (news,) = News.objects.all()
    assert (news.person_id, news.kind, news.url) == (bo.pk, "mention", f"/yard/{thread.pk}/#message-1")


@pytest.mark.django_db
def test_a_block_calls_nobody_and_hides_both_from_each_other(thread: Thread, ada: Person, bo: Person) -> None:
    Block.objects.create(by=bo, blocked=ada)
    spoken_by(ada, thread, "@bo.li hey")
    spoken_by(bo, thread, "quiet")

    assert not Mention.objects.exists()
    assert not News.objects.exists()
    for person, seen in ((ada, ["@bo.li hey"]), (bo, ["quiet"])):
        page = as_(person).get(f"/talk/{thread.pk}/messages/").json()
        assert [said["text"] for said in page["messages"]] == seen
        assert (page["begin"], page["end"], page["last"]) == (1, 2, 2)


@pytest.mark.django_db
def test_photos_are_ones_own_and_keep_their_order(thread: Thread, ada: Person, bo: Person, own_files: Any) -> None:
    first, second, other = (
        put_photo(jpeg(colour=colour), by=person) for colour, person in (("red", ada), ("blue", ada), ("green", bo))
    )
    message = spoken_by(ada, thread, "", photos=(second.pk, first.pk, second.pk))
    assert message.kind == Message.Kind.PHOTO
    assert list(MessagePhoto.objects.values_list("photo", flat=True)) == [second.pk, first.pk]
    with pytest.raises(NotYourPhoto):
        spoken_by(ada, thread, "", photos=(first.pk, other.pk))
    assert numbers(thread) == [1]
    page = as_(bo).get(f"/talk/{thread.pk}/messages/").json()
    assert len(page["messages"][0]["photos"]) == 2


@pytest.mark.django_db
def test_a_card_shows_the_price_and_stock_of_the_moment(
    thread: Thread, ada: Person, bo: Person, lamp_product: Product
) -> None:
    spoken_by(ada, thread, "", card=Card("product", lamp_product.pk))
    client = as_(bo)

    def card() -> dict[str, Any]:
        return dict(client.get(f"/talk/{thread.pk}/messages/").json()["messages"][0]["card"])

    assert (card()["title"], card()["price"], card()["state"]) == ("Paper lamp", "$49.00", "")
    Product.objects.update(price_from=3900, in_stock=False)
    assert (card()["price"], card()["state"], card()["line"]) == ("$39.00", "sold_out", "Sold out")
    Product.objects.update(status=Product.Status.DRAFT)
    assert (card()["state"], card()["url"]) == ("gone", "")


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_how_far_one_has_read_never_goes_back(thread: Thread, ada: Person, bo: Person) -> None:
    for _ in range(5):
        spoken_by(ada, thread)
    client = as_(bo)
    door = f"/talk/{thread.pk}/read/"

    assert client.post(door, {"number": 3}).json() == {"read": 3}
    assert client.post(door, {"number": 1}).json() == {"read": 3}
    assert client.post(door, {"number": 10**18}).json() == {"read": 5}
    assert client.post(door, {"number": "x"}).status_code == 404
    assert client.post(door, {"number": ""}).status_code == 422
    assert unread_of(bo) == 0
    assert read_up_to(thread, bo, 2) == 5


@pytest.mark.django_db
def test_newcomers_have_nothing_unread_and_read_what_they_may(
    thread: Thread, ada: Person, cy: Person, di: Person
) -> None:
    spoken_by(ada, thread, "before")
    let_in(thread, cy)
    let_in(thread, di, sees_from=0)
    spoken_by(ada, thread, "after")

    assert (unread_of(cy), unread_of(di)) == (1, 1)
    for person, seen in ((cy, ["after"]), (di, ["before", "after"])):
        page = as_(person).get(f"/talk/{thread.pk}/messages/").json()
        assert [said["text"] for said in page["messages"]] == seen
    assert let_in(thread, cy).since == 1


@pytest.mark.django_db
def test_a_muted_thread_is_not_counted(thread: Thread, ada: Person, bo: Person) -> None:
    spoken_by(ada, thread)
    assert as_(bo).post(f"/talk/{thread.pk}/mute/", **JSON).status_code == 204
    assert unread_of(bo) == 0
    assert unread_by_thread(bo, [thread]) == {thread.pk: 1}
    mute_thread(thread, bo, is_muted=False)
    assert unread_of(bo) == 1


@pytest.mark.django_db
def test_unread_of_two_hundred_threads_is_one_statement(ada: Person) -> None:
    threads = Thread.objects.bulk_create([Thread(place="group", last=10_000) for _ in range(200)])
    Reader.objects.bulk_create([Reader(thread=thread, person=ada, read=9_990) for thread in threads])
    with CaptureQueriesContext(connection) as asked:
        assert unread_of(ada) == 2_000
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + asked.captured_queries[0]["sql"])
        ((plan,),) = cursor.fetchall()[0]
    assert plan["Execution Time"] < 20


@pytest.mark.django_db
def test_pages_go_both_ways_without_a_gap(thread: Thread, ada: Person, bo: Person) -> None:
    now = timezone.now()
    Message.objects.bulk_create(
        [Message(thread=thread, number=n, author=ada, text=str(n), mark=mark(), said_at=now) for n in range(1, 461)]
    )
    Thread.objects.update(last=460)
    client = as_(bo)
    door = f"/talk/{thread.pk}/messages/"

    page = client.get(door).json()
    assert [said["number"] for said in page["messages"]] == list(range(411, 461))
    assert (page["begin"], page["end"], page["is_first"], page["is_last"]) == (411, 460, False, True)
    page = client.get(door, {"before": 30}).json()
    assert [said["number"] for said in page["messages"]] == list(range(1, 30))
    assert (page["begin"], page["end"], page["is_first"], page["is_last"]) == (1, 29, True, False)
    seen: list[int] = []
    while True:
        page = client.get(door, {"after": seen[-1] if seen else 0}).json()
        seen += [said["number"] for said in page["messages"]]
        if page["is_last"]:
            break
    assert seen == list(range(1, 461))
    page = client.get(door, {"around": 200}).json()
    assert (page["begin"], page["end"]) == (175, 224)
    for bad in ("x", "-1", "1e3", "²"):
        assert client.get(door, {"after": bad}).status_code == 404
    assert client.get(door, {"before": 2**63}).status_code == 404


@pytest.mark.django_db
def test_reading_costs_the_same_however_much_is_there(
    thread: Thread, ada: Person, bo: Person, lamp_product: Product
) -> None:
    client = as_(bo)
    door = f"/talk/{thread.pk}/messages/"
    for _ in range(2):
        spoken_by(ada, thread, "", card=Card("product", lamp_product.pk))
    caches["fragments"].clear()
    client.get(door)
    with CaptureQueriesContext(connection) as few:
        client.get(door)
    for n in range(10):
        spoken_by(ada, thread, f"{n}", answers=n + 1)
        spoken_by(bo, thread, "", card=Card("product", lamp_product.pk))
    with CaptureQueriesContext(connection) as many:
        client.get(door)

    assert len(few) == len(many) <= 8


@pytest.mark.django_db
def test_nobody_reads_a_thread_they_are_not_in(thread: Thread, ada: Person, cy: Person) -> None:
    spoken_by(ada, thread)
    for client, status in ((Client(), 401), (as_(cy), 404)):
        for door in ("messages", "pass", "search", "people", "cards"):
            assert client.get(f"/talk/{thread.pk}/{door}/").status_code == status
        for door in ("messages", "read", "typing"):
            assert (
                client.post(f"/talk/{thread.pk}/{door}/", {"text": "x", "mark": mark(), "number": 1}).status_code
                == status
            )
    assert numbers(thread) == [1]


@pytest.mark.django_db
def test_chinese_and_english_are_found(thread: Thread, ada: Person, bo: Person) -> None:
    for text in ("手工灰釉茶杯到了", "A GLAZED cup", "100% wool", "nothing"):
        spoken_by(ada, thread, text)
    client = as_(bo)

    def found(q: str) -> list[str]:
        return [said["text"] for said in client.get(f"/talk/{thread.pk}/search/", {"q": q}).json()["messages"]]

    assert found("茶杯") == ["手工灰釉茶杯到了"]
    assert found("glaze cup") == ["A GLAZED cup"]
    assert found("0%") == ["100% wool"]
    assert found("%") == ["100% wool"]
    assert found("") == found("   ") == []


@pytest.mark.django_db
def test_a_page_without_scripts_sends_and_comes_back(thread: Thread, ada: Person, own_files: Any) -> None:
    client = as_(ada)
    door = f"/talk/{thread.pk}/messages/"
    file = jpeg()
    answer = client.post(door, {"text": "look", "mark": mark(), "photo": SimpleUploadedFile("a.jpg", file)})
    assert (answer.status_code, answer["Location"]) == (302, f"/yard/{thread.pk}/#talk-end")
    assert Message.objects.get().kind == Message.Kind.PHOTO
    answer = client.post(door, {"text": "x", "mark": mark(), "photo": SimpleUploadedFile("a.jpg", b"no picture")})
    assert answer.status_code == 302
    assert Message.objects.count() == 1
    assert Photo.objects.count() == 1
