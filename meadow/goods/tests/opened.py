"""Shops on their way to opening, as tests need them."""

import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from meadow.goods.actions.applications import accept_contract, answer_questions, begin_shop, hand_in_application
from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.terms import terms_of
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal

ANSWERS = {
    "legal_name": "Ada Weaver",
    "registration": "HRA 1",
    "tax_number": "DE1",
    "country": "DE",
    "address": "Weg 1, Berlin",
    "phone": "+49 30 1",
    "what": "Blankets, woven at home.",
}


def begun(by: Person, *, handle: str = "ada-wool", kind: Shop.Kind = Shop.Kind.INDIVIDUAL) -> Shop:
    """A shop that has everything but its handing in."""
    shop = begin_shop(Shop(handle=handle, name="Ada Wool", kind=kind), by=by)
    product = Product.objects.create(shop=shop, handle="blanket", title="Blanket", status=Product.Status.ACTIVE)
    Variant.objects.create(product=product, price=9900)
    answer_questions(shop, by=by, kind=kind, answers=ANSWERS)
    accept_contract(shop, by=by, version=settings.MEADOW_CONTRACT_VERSION)
    for paper in terms_of(kind).documents:
        ApplicationDocument.objects.create(application=shop.application, kind=paper, name="p.pdf", size=1, file="p.pdf")
    return Shop.objects.get(pk=shop.pk)


def handed_in(by: Person, **options: Any) -> Application:
    return hand_in_application(begun(by, **options), by=by)


def letters() -> list[dict[str, str]]:
    """What waits to be carried to the mail server, the first letter first."""
    jobs = ProcrastinateJob.objects.filter(task_name="plumbing.carry_letter").order_by("pk")
    return [dict(args) for args in jobs.values_list("args", flat=True)]


def at_once(*tries: Callable[[], object]) -> list[str]:
    """Try things at the same moment, each in a transaction of its own; "done", or the name of what was refused."""
    start, outcomes = threading.Barrier(len(tries)), []

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait()
            action()
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
