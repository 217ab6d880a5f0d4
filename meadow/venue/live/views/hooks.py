"""Where media engines knock: who may publish, what is on air, what was recorded.

What does not bear the engine's signature is refused before a word of it is believed, and whatever goes wrong here is no
permission: engines take anything but a plain yes for a no.
"""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meadow.engines.media.adapter import HookForged, HookKind
from meadow.engines.media.registry import media_engine
from meadow.venue.live.actions import streams

log = logging.getLogger(__name__)
_LONGEST = 64 * 1024


@csrf_exempt
@require_POST
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """One hook of the engine that is in use; answered in its own words."""
    engine = media_engine()
    if name != engine.name:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST:
        return HttpResponse("too long\n", status=413, content_type="text/plain")
    try:
        told = engine.parse_hook(request.headers, request.body, request.GET.dict())
    except HookForged as forged:
        log.warning("A hook is refused: %s", forged)
        return HttpResponse("no\n", status=403, content_type="text/plain")
    answer = streams.Answer(True)
    if told is None:
        pass
    elif told.kind == HookKind.PUBLISH_REQUEST:
        answer = streams.admit(told, engine)
    elif told.kind == HookKind.PLAY_REQUEST:
        answer = streams.may_watch(told)
    else:
        streams.hear(told, engine)
    reply = engine.hook_reply(told, answer.allow, answer.reason, record=answer.record)
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)
