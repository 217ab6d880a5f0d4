"""Payouts: what is settled for a shop or a buyer is sent to them, once.

Planning takes the whole balance of an account while nobody else writes on it, so it cannot be taken twice. A provider
is asked outside of transactions, with the payout's key, as often as it takes.
"""

import logging
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.ledger import Draft, Place, empty_out, post
from meadow.trade.books import balances, balances_of
from meadow.trade.events import PayoutCameBack, PayoutPaid, PayoutPlanned
from meadow.trade.models.ledger import Account, Entry, Posting
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.models.payouts import Payout
from meadow.trade.payments.payouts import payout_provider_called
from meadow.trade.payments.provider import Given
from meadow.trade.refusals import NoPayoutAccount, NoSuchProvider, NothingToPayOut, ProviderUnreachable

log = logging.getLogger("meadow.payouts")
_AT_ONCE = 500
Kind = Account.Kind


def least_payout(currency: str) -> int:
    """Below this nothing is paid out: it waits for more."""
    return max(int(settings.MEADOW_PAYOUT_LEAST.get(currency, 1)), 1)


@transaction.atomic
def plan_payout(account: Account, *, by: Person | None = None) -> Payout:
    """Take the whole balance of an account for a payout to its owner.

    Refuses with `NothingToPayOut` when the balance is too small or what was clawed back has yet to be earned again, and
    with `NoPayoutAccount` when nobody knows where it should go.
    """
    to = _goes_to(account)
    if to is None:
        raise NoPayoutAccount
    empty_out(account)
    amount = -balances([account])[account.pk]
    if amount < least_payout(account.currency):
        raise NothingToPayOut(currency=account.currency)
    last = Payout.objects.filter(account=account).order_by("-pk").first()
    payout = Payout.objects.create(
        account=account,
        amount=amount,
        currency=account.currency,
        to=to,
        key=uuid4(),
        after=last.upto if last else 0,
        by=by,
    )
    (entry,) = post([_draft(payout, Entry.Kind.PAYOUT, "", _place(account), Place(Kind.PAYOUTS))])
    payout.upto = Posting.objects.get(entry=entry, account=account).pk
    payout.save(update_fields=["upto"])
    announce(PayoutPlanned(**_told(payout)))
    return payout


def plan_payouts() -> int:
    """Plan a payout for everybody to whom enough is settled and of whom it is known where it goes; returns how many.

    What is owed to a shop that is suspended waits until operators have decided.
    """
    owed = Account.objects.filter(pk__in=balances_of(Account.PAYABLE, below=0))
    planned = 0
    for account in owed.exclude(shop__state=Shop.State.SUSPENDED).order_by("pk"):
        try:
            plan_payout(account)
            planned += 1
        except (NothingToPayOut, NoPayoutAccount):
            continue
        except Exception:  # others want their money too
            log.exception("no payout could be planned for account %s", account.pk)
    return planned


def send_payouts() -> int:
    """Have every payout under way sent, or ask how it stands; returns how many arrived.

    One about which a provider cannot be asked is tried again later and does not hold up the others.
    """
    arrived = 0
    for payout in Payout.objects.under_way().select_related("to").order_by("pk")[:_AT_ONCE]:
        try:
            arrived += send_payout(payout)
        except (ProviderUnreachable, NoSuchProvider) as refusal:
            log.warning("payout %s could not be sent: %s", payout.pk, refusal)
        except Exception:
            log.exception("payout %s could not be sent", payout.pk)
    return arrived


def send_payout(payout: Payout) -> bool:
    """Ask the provider to send one payout, or how it stands when it has it already; its key makes that once."""
    if payout.to is None:
        return False
    provider, key = payout_provider_called(payout.to.provider), str(payout.key)
    if payout.state == Payout.State.PLANNED:
        given = provider.send(key, amount=payout.amount, currency=payout.currency, to=payout.to)
    else:
        given = provider.standing(key, reference=payout.reference, to=payout.to)
    return _answered(payout, given)


@transaction.atomic
def say_sent(payout: Payout, *, reference: str, by: Person) -> Payout:
    """An operator has sent a payout by hand; `reference` is the bank's."""
    payout = _locked(payout)
    payout.arrive(timezone.now(), reference)
    sent = {"reference": reference[:120], "sent_at": timezone.now(), "by": by}
    asked = {"account": payout.to, "amount": payout.amount, "currency": payout.currency}
    HandTransfer.objects.update_or_create(key=str(payout.key), defaults=sent, create_defaults={**asked, **sent})
    _arrived(payout)
    return payout


@transaction.atomic
def bring_back(payout: Payout, *, problem: str) -> Payout:
    """A payout did not reach its owner: it counts as settled again, and goes with the next one."""
    payout = _locked(payout)
    source = Place(Kind.CLEARING, name=_provider(payout)) if payout.state == Payout.State.PAID else Place(Kind.PAYOUTS)
    payout.come_back(timezone.now(), problem)
    payout.save(update_fields=["state", "problem", "settled_at"])
    HandTransfer.objects.filter(key=str(payout.key), sent_at=None).delete()  # nobody is to send it any more
    post([_draft(payout, Entry.Kind.PAYOUT_FAILED, ":back", source, _place(payout.account))])
    announce(PayoutCameBack(**_told(payout), problem=payout.problem))
    return payout


def _answered(payout: Payout, given: Given) -> bool:
    if given.problem and not given.is_done:
        bring_back(payout, problem=given.problem)
        return False
    with transaction.atomic():
        payout = _locked(payout)
        if payout.state not in Payout.UNDER_WAY:
            return False
        if given.is_done:
            payout.arrive(timezone.now(), given.reference)
            _arrived(payout)
        elif given.reference:
            payout.send(timezone.now(), given.reference)
            payout.save(update_fields=["state", "reference", "problem", "sent_at"])
    return given.is_done


def _arrived(payout: Payout) -> None:
    payout.save(update_fields=["state", "reference", "problem", "sent_at", "settled_at"])
    source = Place(Kind.CLEARING, name=_provider(payout))
    post([_draft(payout, Entry.Kind.PAYOUT_PAID, ":paid", Place(Kind.PAYOUTS), source)])
    announce(PayoutPaid(**_told(payout), reference=payout.reference))


def _draft(payout: Payout, kind: Entry.Kind, word: str, debit: Place, credit: Place) -> Draft:
    draft = Draft(kind, f"payout:{payout.pk}{word}", payout.currency, about={"payout_id": payout.pk})
    draft.put(debit, payout.amount)
    draft.put(credit, -payout.amount)
    return draft


def _locked(payout: Payout) -> Payout:
    return Payout.objects.locked().select_related("account", "to").get(pk=payout.pk)


def _place(account: Account) -> Place:
    return Place(account.kind, account.shop_id, account.person_id, account.name)


def _provider(payout: Payout) -> str:
    return payout.to.provider if payout.to else "by_hand"


def _goes_to(account: Account) -> PayoutAccount | None:
    return PayoutAccount.objects.ready().filter(shop=account.shop_id, person=account.person_id).first()


def _told(payout: Payout) -> dict[str, Any]:
    account = payout.account
    return {
        "payout": payout.pk,
        "shop": account.shop_id,
        "person": account.person_id,
        "currency": payout.currency,
        "amount": payout.amount,
    }
