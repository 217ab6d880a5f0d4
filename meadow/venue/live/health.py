"""What the figures of a stream mean for whoever sends it, in words that say what to do."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from meadow.engines.media.adapter import Health

_LONG_KEYFRAMES = 4.5  # seconds; players begin at one, so with more everybody waits and is further behind
_SILENT = 3.0
_FEW_PICTURES = 15
_THIN = {1080: 600, 720: 300, 0: 80}  # kbit/s by height, below which a picture falls to pieces whatever it shows


@dataclass(frozen=True)
class Advice:
    """One sentence, and how much it matters."""

    kind: Literal["bad", "poor"]
    words: str


def advice(health: Health) -> list[Advice]:
    """What is wrong, worst first; nothing when all is well or nothing was measured."""
    if health.packet_age is not None and health.packet_age >= _SILENT:
        return [Advice("bad", _("Nothing has arrived for %(seconds)s s.") % {"seconds": round(health.packet_age)})]
    found: list[Advice] = []
    if health.audio_codec and not health.video_codec:
        found.append(Advice("bad", _("No picture arrives, only sound.")))
    elif health.video_codec and not health.audio_codec:
        found.append(Advice("poor", _("No sound is sent: is the microphone switched on?")))
    elif health.audio_kbps == 0:
        found.append(Advice("bad", _("No sound arrives, though it was promised.")))
    if (every := health.keyframe_seconds) is not None and every > _LONG_KEYFRAMES:
        words = _("Your encoder sends a keyframe every %(seconds)s s: set 2.") % {"seconds": round(every, 1)}
        found.append(Advice("poor", words))
    if health.fps is not None and 0 < health.fps < _FEW_PICTURES:
        words = _("Only %(fps)s pictures a second arrive: the device or its connection is too slow.")
        found.append(Advice("poor", words % {"fps": round(health.fps)}))
    if health.kbps is not None and health.height and health.kbps < _least(health.height):
        words = _("%(kbps)s kbit/s are little for a picture of %(height)s lines: send a smaller one.")
        found.append(Advice("poor", words % {"kbps": round(health.kbps), "height": health.height}))
    if health.dropped:
        found.append(Advice("poor", _("%(count)s packets could not be shown.") % {"count": health.dropped}))
    return found


def _least(height: int) -> int:
    return next(least for lines, least in _THIN.items() if height >= lines)
