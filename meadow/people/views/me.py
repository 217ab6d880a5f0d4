"""One's own things: the profile, whom one keeps away, and the handle proposed to a newcomer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meadow.people.actions.photos import put_photo
from meadow.people.actions.profiles import edit_profile
from meadow.people.forms import ProfileForm, SignUp
from meadow.people.handles import propose_handle
from meadow.people.models.persons import Block, Person
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import address, limit, limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words

LINES = 30


@login_required
@require_http_methods(["GET", "POST"])
def me(request: Request) -> HttpResponse:
    """The visitor's own profile, to be changed."""
    # A second copy: what is typed must not show in the page's own bar before it is saved.
    person = Person.objects.select_related("picture").get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST":
        limit_writes(request, "profile", times=30, seconds=60)
        if form.is_valid() and _save_profile(form, person):
            messages.success(request, _("Your profile is saved."))
            return redirect("people:me")
    return TemplateResponse(
        request,
        "people/me.html",
        {"form": form, "person": request.user, "me_tab": "profile"},
        status=422 if form.errors else 200,
    )


def _save_profile(form: ProfileForm, person: Person) -> bool:
    picture: Photo | None = None if form.cleaned_data["remove_picture"] else person.picture
    if upload := form.cleaned_data["upload"]:
        try:
            picture = put_photo(upload, by=person)
        except PictureRefused as refused:
            form.add_error("upload", in_words(refused))
            return False
    words = {field: form.cleaned_data[field] for field in ("name", "words", "place", "language")}
    edit_profile(person, **words, picture=picture)
    return True


@login_required
@require_GET
def blocks(request: Request) -> HttpResponse:
    """Whom the visitor keeps away."""
    rows = Block.objects.filter(by=request.user).select_related("blocked__picture")
    page = leaf(rows, by="-pk", after=request.GET.get("after"), limit=LINES)
    template = "people/blocks.html#lines" if request.headers.get("HX-Request") else "people/blocks.html"
    return TemplateResponse(request, template, {"leaf": page, "me_tab": "blocks"})


@require_GET
def handle(request: HttpRequest) -> HttpResponse:
    """The field with a handle proposed for the name; nothing when a handle has been typed already."""
    limit("handle", address(request), times=60, seconds=60)
    name = request.GET.get("name", "")[:60].strip()
    if request.GET.get("handle") or not name:
        return HttpResponse(status=204)
    form = SignUp(initial={"handle": propose_handle(name)})
    return HttpResponse(str(form["handle"]))
