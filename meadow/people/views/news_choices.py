"""The page where one says how one wants to hear of news, and the doors of devices and letters."""

from typing import Any

import orjson
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meadow.engines.vapid import public_key
from meadow.people.actions.news_choices import (
    add_device,
    choose_news,
    forget_device,
    keep_hours,
    send_no_letters,
    wanted_by,
)
from meadow.people.clock import zones
from meadow.people.digests import signer_of
from meadow.people.forms import HoursForm
from meadow.people.models.news import Channel, Device, Hours, Kind
from meadow.people.newsstand import DRAWINGS
from meadow.people.push import POINT, SECRET, is_endpoint, is_key
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import address, limit, limit_writes
from meadow.plumbing.problems import problem


@login_required
@require_http_methods(["GET", "POST"])
def choices(request: Request) -> HttpResponse:
    """Which kinds come over which channel."""
    if request.method == "POST":
        limit_writes(request, "news-choices", times=30, seconds=60)
        chosen = set(request.POST.getlist("wanted"))
        pairs = [(kind.value, channel.value) for kind in Kind for channel in Channel]
        choose_news({(kind, channel): f"{kind}:{channel}" in chosen for kind, channel in pairs}, by=request.user)
        messages.success(request, _("Your choice is saved."))
        return redirect("people:news-choices")
    return _page(request, HoursForm(instance=Hours.objects.filter(person=request.user).first()))


@login_required
@require_POST
def hours(request: Request) -> HttpResponse:
    """When one wants to be left alone."""
    limit_writes(request, "news-choices", times=30, seconds=60)
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    keep_hours(**form.cleaned_data, by=request.user)
    messages.success(request, _("Your quiet hours are saved."))
    return redirect("people:news-choices")


def _page(request: Request, form: HoursForm) -> HttpResponse:
    wanted = wanted_by(request.user)
    context: dict[str, Any] = {
        "me_tab": "news",
        "channels": Channel.choices,
        "rows": [
            (
                kind,
                DRAWINGS[kind],
                [
                    (f"{kind.value}:{channel.value}", channel.label, wanted[kind.value, channel.value])
                    for channel in Channel
                ],
            )
            for kind in Kind
        ],
        "form": form,
        "zones": zones(),
        "devices": Device.objects.filter(person=request.user).order_by("-pk"),
        "push_key": public_key(settings.MEADOW_VAPID_KEY),
    }
    return TemplateResponse(request, "people/news_choices.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@signed_in_or_problem
def devices(request: Request) -> HttpResponse:
    """A browser that is to be told, as its push service names it (PushSubscription.toJSON)."""
    limit_writes(request, "device", times=20, seconds=60)
    try:
        told = orjson.loads(request.body)
        endpoint, key, secret = told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return problem(422, "not-a-device", _("This is not a browser that can be told."))
    if not all(isinstance(word, str) for word in (endpoint, key, secret)) or len(endpoint) > 1000:
        return problem(422, "not-a-device", _("This is not a browser that can be told."))
    if not is_endpoint(endpoint) or not is_key(key, POINT) or not is_key(secret, SECRET):
        return problem(422, "not-a-device", _("This is not a browser that can be told."))
    name = name_of(request.headers.get("User-Agent", ""))
    device = add_device(endpoint=endpoint, key=key, secret=secret, name=name, by=request.user)
    return JsonResponse({"id": device.pk, "name": device.name}, status=201)


@require_POST
@login_required
def device(request: Request, pk: int) -> HttpResponse:
    """Forget a browser."""
    limit_writes(request, "device", times=20, seconds=60)
    forget_device(get_object_or_404(Device, person=request.user, pk=pk))
    messages.success(request, _("That device is told nothing any more."))
    return redirect("people:news-choices")


def name_of(agent: str) -> str:
    """What a browser calls itself, roughly: “Firefox · Android”."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
    systems = (
        *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
        *(("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
    )
    found = [next((name for sign, name in words if sign in agent), "") for words in (browsers, systems)]
    return " · ".join(word for word in found if word)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def no_letters(request: HttpRequest, word: str) -> HttpResponse:
    """No letters with news any more: by the button, or by the reader's mail program (RFC 8058), which POSTs here.

    The signed word says whose letters; nobody needs to sign in, and a GET, which scanners of mail do too, ends nothing.
    """
    limit("no-letters", address(request), times=60, seconds=60)
    person = signer_of(word)
    if person is None:
        raise Http404
    if request.method == "POST":
        send_no_letters(by=person)
    return TemplateResponse(request, "people/no_letters.html", {"is_done": request.method == "POST"})


@require_safe
@cache_control(max_age=3600, public=True)
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that shows news while no page is open; at the root, since it may only serve what lies below it."""
    answer = HttpResponse(render_to_string("people/worker.js"), content_type="text/javascript; charset=utf-8")
    answer["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    return answer
