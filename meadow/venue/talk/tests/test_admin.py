"""The operators' desk: reported messages, and nothing else that is said in private."""

import pytest
from django.contrib import admin
from django.test import Client

from meadow.people.models.persons import Person
from meadow.venue.talk.actions.minding import report_message
from meadow.venue.talk.models.messages import Message, Report
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.tests.made import spoken_by


@pytest.mark.django_db
def test_operators_see_reported_messages_alone(thread: Thread, ada: Person, bo: Person, di: Person) -> None:
    spoken_by(ada, thread, "between us")
    bad = spoken_by(bo, thread, "buy this")
    report = report_message(bad, Report.Reason.SPAM, by=ada)
    client = Client()
    client.force_login(di)

    page = client.get("/operators/talk/report/").content.decode()
    assert "buy this" in page
    assert "between us" not in page
    assert client.get(f"/operators/talk/report/{report.pk}/change/").status_code == 200
    assert [model for model in admin.site._registry if model._meta.app_label == "talk"] == [Report]

    client.post("/operators/talk/report/", {"action": "uphold", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert (report.state, report.decided_by) == (Report.State.UPHELD, di)
    assert Message.objects.get(pk=bad.pk).hidden_by == di
