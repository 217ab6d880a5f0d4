"""Opening a shop: from the wish to the open door.

Locks are taken in one order: the shop, then its application.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.checklist import checklist_of
from meadow.goods.events import ShopOpened
from meadow.goods.models.applications import Application, ApplicationAnswer, Reason
from meadow.goods.models.shops import FormerHandle, Seat, Shop
from meadow.goods.refusals import (
    ApplicationIsAnswered,
    ApplicationNotComplete,
    ContractMovedOn,
    HandleTaken,
    NoDepositToReceive,
)
from meadow.goods.terms import FIELDS, operators_decide, terms_of
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.letters import send_letter

State = Application.State


@transaction.atomic
def begin_shop(shop: Shop, *, by: Person, road: Application.Road = Application.Road.NEW) -> Shop:
    """Begin a shop that is being prepared: its first owner and its application begin with it.

    Begun again by the same person under the same handle while it is being prepared, it is the same shop.
    """
    known = Shop.objects.filter(handle=shop.handle, state=Shop.State.PREPARING, application__by=by).first()
    if known is not None:
        return known
    if FormerHandle.objects.filter(handle=shop.handle).exists():
        raise HandleTaken(handle=shop.handle)
    shop.state = Shop.State.PREPARING
    try:
        with transaction.atomic():
            shop.save(force_insert=True)
    except IntegrityError as error:
        raise HandleTaken(handle=shop.handle) from error
    Seat.objects.create(shop=shop, person=by, role=Seat.Role.OWNER)
    Application.objects.create(shop=shop, by=by, road=road)
    note_down(shop, "shop_begun", by=by)
    return shop


@transaction.atomic
def answer_questions(shop: Shop, *, by: Person, kind: Shop.Kind, answers: Mapping[str, str]) -> Application:
    """Keep who stands behind the shop, and of which kind it is. Half an answer is kept too: one may go on later."""
    shop, application = _locked(shop)
    application.change()
    if shop.kind != kind:
        shop.kind = kind
        shop.save(update_fields=["kind"])
        note_down(shop, "kind_changed", by=by, kind=kind.value)
    for field in FIELDS:
        setattr(application, field, answers.get(field, getattr(application, field)))
    application.save(update_fields=FIELDS)
    note_down(shop, "answers_changed", by=by)
    return application


@transaction.atomic
def accept_contract(shop: Shop, *, by: Person, version: str) -> Application:
    """An owner accepts the contract that they read; a version that is no longer the one of now is refused."""
    if version != settings.MEADOW_CONTRACT_VERSION:
        raise ContractMovedOn
    shop, application = _locked(shop)
    if application.contract_version != version:
        application.contract_version, application.contract_accepted_at = version, timezone.now()
        application.save(update_fields=["contract_version", "contract_accepted_at"])
        note_down(shop, "contract_accepted", by=by, version=version)
    return application


@transaction.atomic
def hand_in_application(shop: Shop, *, by: Person) -> Application:
    """Hand the application in, whole; its deposit and fee are what they are at this moment.

    Where operators do not look at applications, and no deposit is owed, the shop opens at once.
    """
    shop, application = _locked(shop)
    application.change()
    if missing := checklist_of(shop, application).missing:
        raise ApplicationNotComplete(missing=", ".join(missing))
    terms = terms_of(shop.kind)
    application.state, application.handed_in_at = State.HANDED_IN, timezone.now()
    application.deposit, application.fee_basis_points = terms.deposit, terms.fee
    application.save(update_fields=["state", "handed_in_at", "deposit", "fee_basis_points"])
    note_down(shop, "application_handed_in", by=by)
    if not operators_decide() and not application.owes_deposit:
        _open(shop, application, by=None)
    return application


@transaction.atomic
def return_application(
    application: Application, *, by: Person, reasons: Sequence[str] = (), words: str = ""
) -> Application:
    """Give the application back with what is to be changed; it may be handed in again."""
    shop, application = _locked(application.shop)
    _answer(application, State.RETURNED, words, by=by, reasons=reasons)
    note_down(shop, "application_returned", by=by, reason=_told(reasons, words))
    return application


@transaction.atomic
def refuse_application(application: Application, *, by: Person, words: str) -> Application:
    """Refuse the application for good, in words. The shop stays its team's, unopened."""
    shop, application = _locked(application.shop)
    _answer(application, State.REFUSED, words, by=by)
    note_down(shop, "application_refused", by=by, reason=words)
    return application


@transaction.atomic
def approve_application(application: Application, *, by: Person, words: str = "") -> Application:
    """Open the shop. A deposit that is owed has to be there first."""
    shop, application = _locked(application.shop)
    _open(shop, application, by=by, words=words)
    return application


@transaction.atomic
def receive_deposit(application: Application, *, by: Person) -> Application:
    """An operator has seen the deposit arrive; marked twice, the first moment stays."""
    shop, application = _locked(application.shop)
    if application.deposit_received_at is not None:
        return application
    if not application.deposit:
        raise NoDepositToReceive
    if not application.is_waiting:
        raise ApplicationIsAnswered
    application.deposit_received_at = timezone.now()
    application.save(update_fields=["deposit_received_at"])
    note_down(shop, "deposit_received", by=by)
    if not operators_decide():
        _open(shop, application, by=None)
    return application


def _locked(shop: Shop) -> tuple[Shop, Application]:
    """The shop and its application, locked in this order."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    application = Application.objects.locked().select_related("by").get(shop=shop)
    application.shop = shop
    return shop, application


def _open(shop: Shop, application: Application, *, by: Person | None, words: str = "") -> None:
    _answer(application, State.APPROVED, words, by=by)
    shop.state, shop.state_reason, shop.opened_at = Shop.State.OPEN, "", timezone.now()
    shop.save(update_fields=["state", "state_reason", "opened_at"])
    note_down(shop, "application_approved" if by else "shop_opened", by=by)
    announce(ShopOpened(shop=shop.pk, manager=application.by_id))


def _answer(
    application: Application, state: str, words: str, *, by: Person | None, reasons: Sequence[str] = ()
) -> None:
    application.take_answer(state, words, by=by, at=timezone.now())
    application.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    answer = ApplicationAnswer.objects.create(
        application=application, state=state, words=words, reasons=list(reasons), by=by
    )
    manager = application.by
    send_letter(
        manager.email,
        "goods/letters/answer.txt",
        language=manager.language,
        shop=application.shop,
        answer=answer,
        manager=manager,
    )


def _told(reasons: Sequence[str], words: str) -> str:
    """The reasons as the log keeps them: its sentences are about words that somebody said."""
    return " ".join([*(str(Reason(reason).label) for reason in reasons), words]).strip()
