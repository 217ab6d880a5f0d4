"""The letters of goods whose words may not lie among the jobs, since they hold a secret."""

import hashlib
import secrets

from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.goods.models.shops import Invitation
from meadow.people.models.persons import Person
from meadow.plumbing.letters import post, write_letter


def hash_of(word: str) -> str:
    """What is kept of a secret word; it is long and random, so that one plain hash is enough."""
    return hashlib.sha256(word.encode()).hexdigest()


def ask_for_invitation_letter(invitation: Invitation) -> None:
    """Have the letter written and sent after the transaction at hand."""
    send_invitation.defer(invitation_id=invitation.pk)


@app.task(name="goods.send_invitation", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_invitation(invitation_id: int) -> None:
    """Send the letter with a new secret word; the word of an earlier letter opens nothing any more.

    The word is made here and goes nowhere but into the letter. An invitation that was answered meanwhile sends none.
    """
    invitation = Invitation.objects.select_related("shop", "by", "to").filter(pk=invitation_id).first()
    if invitation is None or invitation.state != Invitation.State.OPEN or invitation.expires_at <= timezone.now():
        return
    word = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(word_hash=hash_of(word))
    # Somebody who has no account yet is written to in the language of whoever invites them.
    reader = invitation.to or Person.objects.filter(email=invitation.email).first() or invitation.by
    subject, words = write_letter(
        "goods/letters/invitation.txt",
        language=reader.language if reader else "",
        invitation=invitation,
        shop=invitation.shop,
        path=reverse("goods:invitation", args=[word]),
    )
    post(invitation.email, subject, words)
