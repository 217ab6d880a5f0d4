"""Erasing who asked for it when the time is over. Everything may run twice or late."""

import logging

from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.moving.actions import erasing
from meadow.moving.erasing.orders import lessen_addresses_of_the_gone
from meadow.moving.erasing.returns import forget_returns_of_the_gone
from meadow.moving.models.exports import Erasure
from meadow.people.letters import send_letter, send_letter_to
from meadow.plumbing.refusals import Refusal

log = logging.getLogger("meadow.moving")


@app.task(name="moving.erase", retry=RetryStrategy(max_attempts=3, exponential_wait=8))
def erase(erasure_id: int) -> None:
    """Erase one person and say goodbye; whoever cannot be erased yet is told why, and asked again in an hour.

    The address for the goodbye is kept in this process only: killed after the end, it leaves no letter, and no trace.
    """
    found = Erasure.objects.select_related("person").filter(pk=erasure_id, done_at=None).first()
    if found is None or found.person is None:
        return
    person, address, language, name = found.person, found.person.email, found.person.language, found.person.name
    try:
        is_done = erasing.erase(erasure_id)
    except Refusal as refusal:
        log.warning("An erasure has to wait: %s", refusal, extra={"erasure": erasure_id})
        if not found.kept:
            Erasure.objects.filter(pk=erasure_id, kept={}).update(kept={"waits_for": refusal.code})
            send_letter(person, "moving/letters/erasure_waits.txt", refusal=refusal, door=reverse("moving:leaving"))
        return
    if is_done:
        send_letter_to(address, "moving/letters/erasure_done.txt", language=language, context={"name": name})


@app.task(name="moving.tell_of_erasure", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell(erasure_id: int, moment: str) -> None:
    """Write to who asked to be erased what will happen when, and how to stay."""
    found = Erasure.objects.select_related("person").filter(pk=erasure_id, done_at=None).first()
    if found is not None and found.person is not None:
        template = f"moving/letters/erasure_{moment}.txt"
        send_letter(found.person, template, erasure=found, door=reverse("moving:leaving"))


@app.periodic(cron="37 * * * *")
@app.task(name="moving.erase_due", queueing_lock="moving.erase_due")
def erase_due(timestamp: int) -> None:
    """Erase everybody whose time to think better of it is over, also what was begun and broke off."""
    erasing.erase_due()


@app.periodic(cron="47 3 * * *")
@app.task(name="moving.lessen_addresses", queueing_lock="moving.lessen_addresses")
def lessen_addresses(timestamp: int) -> None:
    """Forget of the orders of those who left what does not have to be kept any longer."""
    lessen_addresses_of_the_gone()
    forget_returns_of_the_gone()
