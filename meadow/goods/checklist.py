"""What a shop still needs: before it is handed in, while operators look at it, and afterwards."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.questions import what_is_left_to_do
from meadow.goods.steps import Step
from meadow.goods.terms import operators_decide, terms_of

KEEPERS = (Seat.Role.OWNER, Seat.Role.EDITOR)


@dataclass(frozen=True)
class Checklist:
    """All steps of one shop, in the order in which they are best taken."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_whole(self) -> bool:
        return self.done == len(self.steps)

    @property
    def missing(self) -> list[str]:
        """What has to be done before the shop can be handed in."""
        return [step.label for step in self.steps if step.is_needed and not step.is_done]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done and step.waits_for == "team"), None)


def checklist_of(shop: Shop, application: Application | None) -> Checklist:
    """The shop's list; the rooms above add to it. One statement of goods, and theirs."""
    facts = Shop.objects.filter(pk=shop.pk).values(
        has_product=Exists(Product.objects.filter(shop=OuterRef("pk")).exclude(status=Product.Status.ARCHIVED))
    )[0]
    shop_page = reverse("goods:desk-shop", args=[shop.handle])
    steps = [
        Step(
            label=_("Show a picture and a cover"),
            url=shop_page,
            is_done=bool(shop.picture_id and shop.cover_id),
            words=_("People recognise you by them."),
        ),
        Step(
            label=_("Tell your story"),
            url=shop_page,
            is_done=bool(shop.story.strip()),
            words=_("Who makes these things, where, and why."),
        ),
        Step(
            label=_("Add a first product"),
            url=reverse("goods:desk-product-new", args=[shop.handle]),
            is_done=facts["has_product"],
            words=_("A title, a price and a photo are enough."),
            is_needed=True,
            roles=KEEPERS,
        ),
        *what_is_left_to_do.ask(shop),
    ]
    if application is not None:
        steps += _steps_of(application)
    return Checklist(steps)


def missing_documents(application: Application) -> list[str]:
    """The kinds of papers that this kind of shop needs and that are not there yet."""
    there = set(application.documents.values_list("kind", flat=True))
    return [kind for kind in terms_of(application.shop.kind).documents if kind not in there]


def missing_answers(application: Application) -> list[str]:
    return [field for field in terms_of(application.shop.kind).fields if not getattr(application, field).strip()]


def _steps_of(application: Application) -> list[Step]:
    shop, state = application.shop, Application.State
    terms, page = terms_of(shop.kind), reverse("goods:desk-opening", args=[shop.handle])
    was_handed_in = application.state in {state.HANDED_IN, state.APPROVED}
    steps = [
        Step(
            label=_("Say who stands behind the shop"),
            url=f"{page}#answers",
            is_done=not missing_answers(application),
            words=_("Only operators see it."),
            is_needed=True,
        )
    ]
    if terms.documents:
        names = ", ".join(str(ApplicationDocument.Kind(kind).label) for kind in terms.documents)
        steps.append(
            Step(
                label=_("Add the documents"),
                url=f"{page}#documents",
                is_done=not missing_documents(application),
                words=names,
                is_needed=True,
            )
        )
    steps.append(
        Step(
            label=_("Accept the contract"),
            url=reverse("goods:desk-contract", args=[shop.handle]),
            is_done=application.contract_version == settings.MEADOW_CONTRACT_VERSION,
            words=_("Two pages in plain words."),
            is_needed=True,
        )
    )
    steps.append(Step(label=_("Hand it in"), url=f"{page}#handing-in", is_done=was_handed_in))
    deposit = application.deposit if was_handed_in else terms.deposit
    if deposit:
        steps.append(
            Step(
                label=_("Pay the deposit"),
                url=f"{page}#costs",
                is_done=application.deposit_received_at is not None,
                words=_("Operators mark it when it has arrived."),
                waits_for="operators" if was_handed_in else "team",
            )
        )
    if operators_decide() or application.state == state.APPROVED:
        steps.append(
            Step(
                label=_("Operators look at it"),
                url=page,
                is_done=application.state == state.APPROVED,
                words=_("The answer comes by e-mail."),
                waits_for="operators",
            )
        )
    return steps
