"""The nouns of the ground: what was announced, what was reacted to, what was asked twice, what was counted."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now


class Announcement(models.Model):
    """One fact waiting to be carried to the journal, written in the transaction that made it true.

    The relay deletes it once JetStream has acknowledged it; `event` is the id under which the journal knows it.
    """

    event = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    request = models.CharField(max_length=64, blank=True)
    announced_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.event}"


class Reacted(models.Model):
    """One reaction that has done its work for one event, so that a second delivery changes nothing."""

    reaction = models.CharField(max_length=120)
    event = models.UUIDField()
    reacted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reaction", "event"], name="one_reaction_per_event")]
        indexes = [models.Index(fields=["reacted_at"])]

    def __str__(self) -> str:
        return f"{self.reaction} {self.event}"


class GivenUp(models.Model):
    """One fact to which a reaction failed too often; it waits for somebody to mend the cause and try again."""

    event = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    reason = models.TextField()
    given_up_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "given up"

    def __str__(self) -> str:
        return f"{self.name} {self.event}"


class Answer(models.Model):
    """The answer that was given to one request with an `Idempotency-Key`, to be given again to the same request."""

    scope = models.CharField(max_length=80)
    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "actor", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["asked_at"])]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Tally(models.Model):
    """How often one key (a person or an address doing one thing) was seen in one window of time.

    `window` is the second at which it ends, in Unix time.
    """

    key = models.CharField(max_length=160, primary_key=True)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
