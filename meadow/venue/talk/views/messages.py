"""The doors through which a thread is read and spoken in."""

from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.actions.photos import put_photo
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit, limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words, problem
from meadow.plumbing.refusals import Refusal, TooManyRequests
from meadow.venue.talk.actions.readers import mute_thread, read_up_to
from meadow.venue.talk.actions.saying import MOST_PHOTOS, say
from meadow.venue.talk.actions.telling import tell
from meadow.venue.talk.forms.saying import SayForm
from meadow.venue.talk.history import around, earlier, found_in, later, named, newest, pinned, reader_of
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.models.threads import Reader, Thread
from meadow.venue.talk.refusals import TooLoud, TooManyPhotos
from meadow.venue.talk.spoken import first_name, spoken_to

LARGEST = 2**63 - 1
_TYPING_HEARD = 100


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in_or_problem
def messages(request: Request, pk: int) -> HttpResponse:
    """Say something; or read: the newest, `?before=` or `?after=` a number, `?around=` one, or `?numbers=1,2`."""
    if request.method == "POST":
        return _say(request, pk)
    limit_writes(request, "talk-read", times=300)
    reader = reader_of(request.user, pk)
    if "numbers" in request.GET:
        found = named(reader, _numbers(request.GET["numbers"]))
        said = spoken_to(request.user, [*found, *(pins := pinned(reader))])
        return JsonResponse({"messages": said[: len(found)], "pinned": said[len(found) :], "pins": len(pins)})
    for name, page_of in (("before", earlier), ("after", later), ("around", around)):
        if name in request.GET:
            numbers = _numbers(request.GET[name])
            if not numbers:
                return problem(400, "no-such-message", _("This message is not known."))
            return JsonResponse(page_of(reader, numbers[0]).told_to(request.user))
    return JsonResponse(newest(reader).told_to(request.user))


def _say(request: Request, pk: int) -> HttpResponse:
    limit_writes(request, "talk-say", times=20, seconds=10)
    reader = reader_of(request.user, pk)
    try:
        limit("talk-thread", str(pk), times=settings.MEADOW_THREAD_LOUDNESS, seconds=10)
    except TooManyRequests as loud:
        raise TooLoud(seconds=loud.facts["seconds"]) from None
    form = SayForm(request.POST)
    if not form.is_valid():
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        return _not_said(request, reader, next(iter(errors.values()))[0], errors)
    thread = reader.thread
    announces = form.cleaned_data["announcement"] and house_of(thread).minds(thread, request.user)
    try:
        message = say(thread, form.said(_uploaded(request)), by=request.user, is_announcement=announces)
    except PictureRefused as refused:
        return _not_said(request, reader, in_words(refused), {"photo": [in_words(refused)]})
    except Refusal as refused:
        if wants_json(request):
            raise
        notices.error(request, str(refused))
        return _back(reader)
    if wants_json(request):
        return JsonResponse(spoken_to(request.user, [message])[0], status=201)
    return _back(reader)


def _uploaded(request: Request) -> tuple[int, ...]:
    """Photos of a form that was sent without scripts."""
    files = request.FILES.getlist("photo")
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    if files:
        limit_writes(request, "photo", times=120, seconds=600)
    return tuple(put_photo(file, by=request.user).pk for file in files)


def _not_said(request: Request, reader: Reader, words: str, errors: dict[str, list[str]]) -> HttpResponse:
    if wants_json(request):
        return problem(422, "not-said", words, errors=errors)
    notices.error(request, words)
    return _back(reader)


def _back(reader: Reader) -> HttpResponse:
    return redirect(house_of(reader.thread).url(reader.thread) + "#talk-end")


@require_POST
@signed_in_or_problem
def reading(request: Request, pk: int) -> HttpResponse:
    """Say how far one has read (`number`); never backwards."""
    limit_writes(request, "talk-reading", times=120)
    numbers = _numbers(request.POST.get("number", ""))
    if not numbers:
        return problem(422, "no-such-message", _("This message is not known."))
    reader = reader_of(request.user, pk)
    return JsonResponse({"read": read_up_to(reader.thread, request.user, numbers[0])})


@require_POST
@signed_in_or_problem
def typing(request: Request, pk: int) -> HttpResponse:
    """Say that one is about to say something: to the few who listen, and it may be lost."""
    limit_writes(request, "talk-typing", times=30)
    reader = reader_of(request.user, pk)
    thread = reader.thread
    inside = Reader.objects.inside().filter(thread=thread)[: _TYPING_HEARD + 1].count()
    if inside <= _TYPING_HEARD:
        # Where two talk, the first name is enough, and all that a shop's member learns of who answers.
        name = first_name(request.user) if thread.place == Thread.Place.DIRECT else request.user.name
        tell(thread, "typing", {"id": request.user.pk, "name": name})
    return HttpResponse(status=204)


@never_cache
@require_GET
@signed_in_or_problem
def search(request: Request, pk: int) -> HttpResponse:
    """Messages that say `?q=`, newest first; `?before=` goes on."""
    limit_writes(request, "talk-search", times=40)
    reader = reader_of(request.user, pk)
    before = _numbers(request.GET.get("before", ""))
    found = found_in(reader, request.GET.get("q", "")[:200], before[0] if before else None)
    return JsonResponse({"messages": spoken_to(request.user, found)})


@require_POST
@login_required
def muting(request: Request, pk: int) -> HttpResponse:
    """Hear nothing of the thread, or hear of it again (`_method=delete`)."""
    limit_writes(request, "talk-mute")
    reader = reader_of(request.user, pk)
    mute_thread(reader.thread, request.user, is_muted=request.POST.get("_method") != "delete")
    return HttpResponse(status=204) if wants_json(request) else _back(reader)


def _numbers(text: str) -> list[int]:
    found = [part for part in text[:2000].split(",") if part.isascii() and part.isdigit()]
    numbers = [int(part) for part in found if int(part) <= LARGEST]
    if text and not numbers:
        raise Http404
    return numbers
