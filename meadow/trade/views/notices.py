"""Doors at which payment providers knock. What they did not sign is refused, what was told before changes nothing.

Each is answered in the provider's own words: https://docs.stripe.com/webhooks, https://opendocs.alipay.com/open/270/105902
("success" and nothing else), https://pay.weixin.qq.com/doc/v3/merchant/4012791882 (204, or 4xx with a code).
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meadow.trade.actions.payments import take_notice
from meadow.trade.payments.alipay import Alipay
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.stripe import Stripe
from meadow.trade.payments.wechat import WeChatPay
from meadow.trade.refusals import BadNotice


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Stripe tells how a payment stands."""
    notice = provider_called(Stripe.name).read_notice(request.body, request.headers)
    take_notice(notice, provider=Stripe.name)
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@require_POST
def alipay(request: HttpRequest) -> HttpResponse:
    """Alipay tells how a trade stands; it tells again for a day until it reads the seven letters."""
    try:
        notice = provider_called(Alipay.name).read_notice(request.body, request.headers)
    except BadNotice as refusal:
        return HttpResponse("fail", status=refusal.status, content_type="text/plain")
    take_notice(notice, provider=Alipay.name)
    return HttpResponse("success", content_type="text/plain")


@csrf_exempt
@require_POST
def wechat(request: HttpRequest) -> HttpResponse:
    """WeChat Pay tells how an order or a refund stands; it tells again for a day until it is answered with 2xx."""
    try:
        notice = provider_called(WeChatPay.name).read_notice(request.body, request.headers)
    except BadNotice as refusal:
        return JsonResponse({"code": "FAIL", "message": str(refusal)}, status=refusal.status)
    take_notice(notice, provider=WeChatPay.name)
    return HttpResponse(status=204)
