"""The address book's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.actions.addresses import forget_address, keep_address, prefer_address
from meadow.people.forms import AddressForm
from meadow.people.models.persons import Address
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes


@login_required
@require_http_methods(["GET", "POST"])
def addresses(request: Request) -> HttpResponse:
    """All addresses (there are few), and a form for one more."""
    form = AddressForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST":
        limit_writes(request, "address", times=30, seconds=60)
        if form.is_valid():
            keep_address(form.save(commit=False), by=request.user)
            messages.success(request, _("The address is in your book."))
            return redirect("people:addresses")
    context = {"form": form, "addresses": Address.objects.kept_by(request.user), "me_tab": "addresses"}
    return TemplateResponse(request, "people/addresses.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST", "DELETE"])
def address(request: Request, pk: int) -> HttpResponse:
    """One address, to be changed or forgotten."""
    kept = get_object_or_404(Address.objects.kept_by(request.user), pk=pk)
    if request.method != "GET":
        limit_writes(request, "address", times=30, seconds=60)
    if is_removal(request):
        forget_address(kept, by=request.user)
        messages.success(request, _("The address is forgotten."))
        return redirect("people:addresses")
    form = AddressForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        keep_address(form.save(commit=False), by=request.user)
        messages.success(request, _("The address is changed."))
        return redirect("people:addresses")
    context = {"form": form, "address": kept, "me_tab": "addresses"}
    return TemplateResponse(request, "people/address.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def usual_address(request: Request, pk: int) -> HttpResponse:
    """Make one address the usual one."""
    limit_writes(request, "address", times=30, seconds=60)
    prefer_address(get_object_or_404(Address.objects.kept_by(request.user), pk=pk), by=request.user)
    return redirect("people:addresses")
