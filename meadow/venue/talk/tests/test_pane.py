"""The chat as a page draws it, before any script: complete, harmless, and in few statements."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.talk.actions.saying import Said, give_notice, say
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.tests.made import mark, spoken_by

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> javascript:alert(1)"
pytestmark = pytest.mark.django_db


def pane(thread: Thread, person: Person | AnonymousUser) -> str:
    request = RequestFactory().get("/")
    request.user = person
    template = Template("{% load talk %}{% talk_pane thread %}")
    return template.render(RequestContext(request, {"thread": thread, "request": request}))


def test_everything_that_was_said_stands_there(thread: Thread, ada: Person, bo: Person, lamp_product: Product) -> None:
    spoken_by(ada, thread, f"{EVIL} https://a.example @bo.li")
    spoken_by(bo, thread, "yes", answers=1)
    say(thread, Said(sticker="tea", mark=mark()), by=bo)
    say(thread, Said(card=Card("product", lamp_product.pk), mark=mark()), by=ada)
    give_notice(thread, "unknown", name=EVIL)

    html = pane(thread, bo)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="https://a.example"' in html
    assert "Paper lamp" in html
    assert "stickers/tea" in html
    assert html.count('class="say ') + html.count('class="say"') == 5
    assert 'class="say-new"' in html
    assert "data-say" in html


def test_strangers_see_nothing(thread: Thread, ada: Person, cy: Person) -> None:
    spoken_by(ada, thread, "secret")
    for person in (cy, AnonymousUser()):
        assert "secret" not in pane(thread, person)
        assert "data-thread" not in pane(thread, person)


def test_the_pane_costs_the_same_however_much_was_said(thread: Thread, ada: Person, bo: Person) -> None:
    spoken_by(ada, thread)
    with CaptureQueriesContext(connection) as few:
        pane(thread, bo)
    for n in range(60):
        spoken_by(ada if n % 2 else bo, thread, f"{n}")
    with CaptureQueriesContext(connection) as many:
        pane(thread, bo)

    assert len(few) == len(many) <= 8


def test_a_closed_thread_has_no_composer(thread: Thread, ada: Person) -> None:
    Thread.objects.update(is_closed=True)
    thread.refresh_from_db()
    assert "data-say" not in pane(thread, ada)
    assert "Nothing more is said here." in pane(thread, ada)
