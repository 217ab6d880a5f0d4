"""The doors through which a room talks: saying something, what was missed, what was said then, and having shared it."""

from datetime import datetime

from django.contrib import messages as notices
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.models.persons import Follow, Person
from meadow.people.visitors import Request, signed_in_or_problem, visitor
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.venue.live.actions.presence import took_part
from meadow.venue.live.actions.talk import say
from meadow.venue.live.chat import is_open, missed, said_between
from meadow.venue.live.entering import enter_room, is_old_enough
from meadow.venue.live.forms.talk import SayForm
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Participation, Show
from meadow.venue.live.models.talk import Message
from meadow.venue.live.refusals import RoomNotLive
from meadow.venue.live.spoken import spoken
from meadow.venue.live.team import role_in

_MOST_OF_A_PERSON, _MOST_OF_AN_ADDRESS = 240, 2400  # readings a minute; many guests may share one address
_LAST = 2**63 - 1


@never_cache
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something; or read on `?after=` a message; or what was said `?from=` one moment `&to=` another."""
    if request.method == "POST":
        return _say(request, pk)
    person = visitor(request)
    limit_writes(request, "room-talk", times=_MOST_OF_A_PERSON if person else _MOST_OF_AN_ADDRESS)
    if "from" in request.GET:
        return _then(request, pk, person)
    room = enter_room(request, pk)
    role = role_in(room, person)
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and int(after) <= _LAST):
        return problem(400, "no-such-message", _("This message is not known."))
    if not is_open(room, role):
        raise RoomNotLive(title=room.title)
    show = Show.objects.filter(room=room, closed_at=None).first()
    return JsonResponse(missed(room, show, person, after=int(after)))


def _then(request: HttpRequest, pk: int, person: Person | None) -> HttpResponse:
    """Like the recording itself it can be had while a room rehearses for its next show."""
    room = get_object_or_404(Room.objects.known_to(person).not_banning(person), pk=pk)
    if not is_old_enough(request, room):
        raise Http404
    begin, end = _moment(request, "from"), _moment(request, "to")
    if begin is None or end is None:
        return problem(400, "no-such-moment", _("This moment is not known."))
    after = request.GET.get("after", "")
    said, more = said_between(room, person, begin, end, is_team=bool(role_in(room, person)), after=_number(after))
    return JsonResponse({"messages": said, "after": more})


def _say(request: HttpRequest, pk: int) -> HttpResponse:
    person = visitor(request)
    if person is None:
        if wants_json(request):
            return problem(401, "sign-in", _("Please sign in first."))
        return redirect_to_login(reverse("live:room", args=[pk]))
    limit_writes(request, "room-say", times=60)
    room = enter_room(request, pk)
    form = SayForm(request.POST)
    if not form.is_valid():
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        words = next(iter(errors.values()))[0]
        if wants_json(request):
            return problem(422, "not-said", words, errors=errors)
        notices.error(request, words)
        return _back(request, room, person)
    said = form.cleaned_data
    message = say(room, said["text"], by=person, mark=said["mark"], is_question=said["question"])
    if wants_json(request):
        return JsonResponse(spoken(message), status=201)
    return _back(request, room, person)


def _back(request: HttpRequest, room: Room, person: Person) -> HttpResponse:
    """To the page on which the form stood: a word of ours, never an address."""
    if request.POST.get("at") == "console" and role_in(room, person):
        return redirect(reverse("live:console", args=[room.pk]) + "#chat")
    return redirect(room.get_absolute_url() + "#chat")


@require_POST
@signed_in_or_problem
def participation(request: Request, pk: int) -> HttpResponse:
    """Have it known that one shared the room or follows its host (`kind`); what a page merely says is checked."""
    limit_writes(request, "room-part", times=30)
    room = enter_room(request, pk)
    kind = request.POST.get("kind")
    show = get_object_or_404(Show, room=room, closed_at=None)
    follows = Follow.objects.filter(follower=request.user, followed=room.host_id)
    if kind == Participation.Kind.SHARE or (kind == Participation.Kind.FOLLOW and follows.exists()):
        took_part(show, by=request.user, kind=kind)
        return HttpResponse(status=204)
    return problem(422, "no-such-part", _("This is not known here."))


def message_of(room: Room, pk: int) -> Message:
    """A message of the room, or 404."""
    message = get_object_or_404(Message.objects.select_related("author"), room=room, pk=pk)
    message.room = room
    return message


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LAST else 0


def _moment(request: HttpRequest, name: str) -> datetime | None:
    try:
        moment = parse_datetime(request.GET.get(name, "")[:40])
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None
