"""The operators' desk for talk: threads are private, so that operators see reported messages and nothing else."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.talk.actions.minding import decide_on_report
from meadow.venue.talk.models.messages import Report


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """Reports with the words of the message that they are about; what stands around it stays private."""

    list_display = ("made_at", "reason", "state", "said", "author", "by", "decided_by")
    list_filter = ("state", "reason")
    list_select_related = ("message__author", "by", "decided_by")
    fields = readonly_fields = (
        *("made_at", "reason", "words", "by", "state", "decided_by", "decided_at"),
        *("said", "author", "said_at", "photos"),
    )
    show_full_result_count = False
    actions = ("uphold", "dismiss")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change reports decides on them; no report is changed by hand."""
        return request.user.has_perm("talk.change_report")

    @admin.display(description=_("said"))
    def said(self, report: Report) -> str:
        message = report.message
        return message.text or str(message.get_kind_display())

    @admin.display(description=_("author"))
    def author(self, report: Report) -> str:
        author = report.message.author
        return f"@{author.handle}" if author else "–"

    @admin.display(description=_("said at"))
    def said_at(self, report: Report) -> str:
        return report.message.said_at.isoformat()

    @admin.display(description=_("photos"))
    def photos(self, report: Report) -> str:
        return "\n".join(row.photo.url for row in report.message.photo_rows.select_related("photo")[:9])

    @admin.action(description=_("Take the reported messages away"), permissions=["decide"])
    def uphold(self, request: HttpRequest, reports: "models.QuerySet[Report]") -> None:
        _decide(request, reports, is_upheld=True)

    @admin.action(description=_("Leave the reported messages standing"), permissions=["decide"])
    def dismiss(self, request: HttpRequest, reports: "models.QuerySet[Report]") -> None:
        _decide(request, reports, is_upheld=False)


def _decide(request: HttpRequest, reports: "models.QuerySet[Report]", *, is_upheld: bool) -> None:
    assert isinstance(request.user, Person)
    for report in reports.order_by("pk"):
        decide_on_report(report, by=request.user, is_upheld=is_upheld)
