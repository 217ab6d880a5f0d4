"""Asking where something in a note is from."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from meadow.goods.models.products import Product
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.venue.notes.actions.asks import ask_for_link, withdraw_ask
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Thing
from meadow.venue.notes.views.notes import signed_in_on_the_note
from meadow.venue.notes.views.things import things_shown


@require_http_methods(["POST", "DELETE"])
@signed_in_on_the_note
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask for the link of a thing (`thing`) or of the whole note, or take that back."""
    limit_writes(request, "ask", times=60)
    note = get_object_or_404(Note.objects.readable_by(request.user), pk=pk)
    thing = None
    if named := request.POST.get("thing", ""):
        number = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else 0
        thing = get_object_or_404(Thing.objects.filter(note=note), pk=number)
    (withdraw_ask if is_removal(request) else ask_for_link)(note, by=request.user, thing=thing)
    if not request.headers.get("HX-Request"):
        return redirect(f"{note.get_absolute_url()}#things")
    now = get_object_or_404(Note.objects.readable_by(request.user).as_seen_by(request.user), pk=pk)
    pinned = list(now.pins.filter(product__in=Product.objects.on_sale()).values_list("product", flat=True))
    context = {"note": now, "pins": pinned, "things": things_shown(now, request.user, pinned), "is_mine": False}
    return TemplateResponse(request, "notes/parts/things.html", context)
