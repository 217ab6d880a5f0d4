"""The road of a return: its stations, how far it is, and by when somebody has to do something."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from meadow.trade.models.returns import Return


@dataclass(frozen=True)
class Station:
    """One station: `at` is None while it lies ahead."""

    words: str
    at: datetime | None = None
    is_bad: bool = False


def road_of(ret: Return) -> list[Station]:
    """Every station of this return, in its order. Reads nothing."""
    stations = [Station(_("Asked for"), ret.asked_at)]
    if ret.state == Return.State.WITHDRAWN:
        answered = [Station(_("Granted"), ret.answered_at)] if ret.answered_at else []
        return [*stations, *answered, Station(_("Withdrawn"), ret.settled_at, is_bad=True)]
    if ret.state == Return.State.REFUSED:
        return [*stations, Station(_("Refused"), ret.answered_at, is_bad=True)]
    stations.append(Station(_("Granted"), ret.answered_at))
    if ret.kind != Return.Kind.REFUND_ONLY:
        stations.append(Station(_("Sent back"), ret.sent_back_at))
        stations.append(Station(_("Looked at by the shop"), ret.received_at))
    last = _("Other goods sent") if ret.is_exchange else _("Money given back")
    return [*stations, Station(last, ret.settled_at)]


def due_at(ret: Return) -> datetime | None:
    """By when the side whose turn it is has to act, before the clock acts in its place."""
    if ret.state == Return.State.ASKED:
        return ret.answer_by
    if ret.state == Return.State.APPROVED and ret.answered_at:
        return ret.answered_at + timedelta(days=settings.MEADOW_RETURN_SEND_DAYS)
    if ret.state in {Return.State.SENT_BACK, Return.State.RECEIVED} and ret.sent_back_at:
        return ret.sent_back_at + timedelta(days=settings.MEADOW_RETURN_LOOK_DAYS)
    return None
