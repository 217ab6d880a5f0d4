"""What a shop's team prepares: replies at hand, and the shop's hours."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.venue.direct.actions.answering import drop_reply, keep_hours, keep_reply
from meadow.venue.direct.actions.automatic import MOST_REPLIES
from meadow.venue.direct.forms.answering import HoursForm, ReplyForm
from meadow.venue.direct.models.answering import QuickReply, ShopHours
from meadow.venue.direct.refusals import TitleTaken, TooManyReplies


@login_required
@require_http_methods(["GET", "POST"])
def replies(request: Request, handle: str) -> HttpResponse:
    """All quick replies, and the form for one more."""
    seat = seat_or_404(request.user, handle)
    return _page(request, seat, QuickReply(shop=seat.shop))


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: Request, handle: str, pk: int) -> HttpResponse:
    """One quick reply, to be changed; `_method=delete` forgets it."""
    seat = seat_or_404(request.user, handle)
    found = get_object_or_404(QuickReply.objects.filter(shop=seat.shop), pk=pk)
    if request.method == "POST" and is_removal(request):
        limit_writes(request, "desk")
        drop_reply(found, by=request.user)
        messages.success(request, _("The quick reply is deleted."))
        return redirect("direct:desk-replies", handle)
    return _page(request, seat, found)


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: Request, handle: str) -> HttpResponse:
    """When the shop answers, and what it says by itself."""
    seat = seat_or_404(request.user, handle, Seat.Role.OWNER, Seat.Role.SUPPORT)
    known = ShopHours.objects.filter(shop=seat.shop).first() or ShopHours(shop=seat.shop)
    form = HoursForm(request.POST or None, hours=known)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid():
            keep_hours(form.hours_of(seat.shop), by=request.user)
            messages.success(request, _("Your hours are saved."))
            return redirect("direct:desk-hours", handle)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "hours", "form": form}
    return TemplateResponse(request, "direct/hours.html", context, status=422 if form.errors else 200)


def _page(request: Request, seat: Seat, instance: QuickReply) -> HttpResponse:
    form = ReplyForm(request.POST or None, instance=instance)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid():
            try:
                keep_reply(form.save(commit=False), by=request.user)
            except (TitleTaken, TooManyReplies) as refused:
                form.add_error("title", str(refused))
            else:
                messages.success(request, _("The quick reply is saved."))
                return redirect("direct:desk-replies", seat.shop.handle)
    rows = QuickReply.objects.filter(shop=seat.shop).order_by("-used", "title")[:MOST_REPLIES]
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "replies", "form": form, "replies": rows}
    return TemplateResponse(request, "direct/replies.html", context, status=422 if form.errors else 200)
