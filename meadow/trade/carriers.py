"""Carriers that Meadow knows by name, and the page on which each tells where a parcel is.

Any other carrier can be written too; its parcels have a number and no link.
"""

from dataclasses import dataclass
from urllib.parse import quote

# Where a carrier's own page takes no number in its address, one that asks many carriers stands in.
_ASK = "https://www.kuaidi100.com/chaxun?com={code}&nu="


@dataclass(frozen=True)
class Carrier:
    """One carrier: its name, the page to which a tracking number is added, and what else people call it."""

    name: str
    url: str
    others: tuple[str, ...] = ()


CARRIERS = (
    Carrier("DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=", ("dhl express", "deutsche post")),
    Carrier("UPS", "https://www.ups.com/track?tracknum="),
    Carrier("FedEx", "https://www.fedex.com/fedextrack/?trknbr=", ("federal express",)),
    Carrier("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels=", ("us postal service",)),
    Carrier("Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/"),
    Carrier("DPD", "https://tracking.dpd.de/status/en_US/parcel/"),
    Carrier("GLS", "https://gls-group.com/track/"),
    Carrier("La Poste", "https://www.laposte.fr/outils/suivre-vos-envois?code=", ("colissimo", "chronopost")),
    Carrier("顺丰速运", _ASK.format(code="shunfeng"), ("sf express", "sf", "s.f. express", "顺丰", "顺丰快递")),
    Carrier("圆通速递", _ASK.format(code="yuantong"), ("yto", "yto express", "圆通", "圆通快递")),
    Carrier("中通快递", _ASK.format(code="zhongtong"), ("zto", "zto express", "中通")),
    Carrier("申通快递", _ASK.format(code="shentong"), ("sto", "sto express", "申通")),
    Carrier("韵达快递", _ASK.format(code="yunda"), ("yunda", "yunda express", "韵达", "韵达速递")),
    Carrier("京东快递", _ASK.format(code="jd"), ("jd", "jd logistics", "jdl", "京东", "京东物流")),
    Carrier("EMS", _ASK.format(code="ems"), ("中国邮政速递", "邮政ems")),
    Carrier("中国邮政", _ASK.format(code="youzhengguonei"), ("china post", "邮政", "邮政快递包裹")),
)
_BY_NAME = {name.lower(): carrier for carrier in CARRIERS for name in (carrier.name, *carrier.others)}


def tracking_url(carrier: str, tracking: str) -> str:
    """Where to follow a parcel; empty for a carrier that is not known, or without a number."""
    known = _BY_NAME.get(" ".join(carrier.lower().split()))
    return known.url + quote(tracking.replace(" ", ""), safe="") if known and tracking.strip() else ""


def carrier_names() -> list[str]:
    """What to offer where a carrier is typed."""
    return [carrier.name for carrier in CARRIERS]
