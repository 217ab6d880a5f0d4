"""Something on this machine that speaks the part of Stripe's API that localstripe lacks: accounts, links and transfers.

Shapes from https://docs.stripe.com/api/transfers, /transfer_reversals, /accounts, /account_links and /balance.
"""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET_KEY = "sk_test_connect"
Said = dict[str, Any]
_numbers = count(1)


@dataclass
class LocalConnect:
    """A platform with so much to send in each currency; an account is ready once `finish` was called for it."""

    balance: dict[str, int] = field(default_factory=lambda: {"usd": 1_000_000})
    accounts: dict[str, Said] = field(default_factory=dict)
    transfers: dict[str, Said] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    keys: dict[str, tuple[int, Said]] = field(default_factory=dict)
    forgets_keys: bool = False

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        if headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            return _answered(401, _error("invalid_request_error", "", "Invalid API Key provided"))
        parts = urlsplit(path)
        self.asked.append(f"{method} {parts.path}")
        said = dict(parse_qsl(body.decode() if method == "POST" else parts.query))
        key = headers.get("Idempotency-Key", "")
        if key and not self.forgets_keys and key in self.keys:
            return _answered(*self.keys[key])
        status, made = self._do(method, parts.path.removeprefix("/v1/").split("/"), said)
        if key:
            self.keys[key] = status, made
        return _answered(status, made)

    def finish(self, account: str) -> None:
        """The owner says on Stripe's page what Stripe has to know."""
        self.accounts[account].update(
            details_submitted=True, payouts_enabled=True, capabilities={"transfers": "active"}
        )

    def _do(self, method: str, parts: list[str], said: Said) -> tuple[int, Said]:
        if parts == ["balance"]:
            available = [{"amount": amount, "currency": currency} for currency, amount in self.balance.items()]
            return 200, {"object": "balance", "available": available, "pending": []}
        if parts[0] in {"accounts", "account_links"}:
            return self._account(parts, said)
        if parts == ["transfers"] and method == "POST":
            return self._send(said)
        if parts == ["transfers"]:
            group = said["transfer_group"]
            return 200, _listed([one for one in self.transfers.values() if one["transfer_group"] == group])
        transfer = self.transfers.get(parts[1])
        if transfer is None:
            return 404, _error("invalid_request_error", "resource_missing", "No such transfer")
        if method == "GET":
            return 200, _listed(transfer["reversals"]["data"])
        return self._reverse(transfer, said)

    def _account(self, parts: list[str], said: Said) -> tuple[int, Said]:
        if parts[0] == "account_links":
            assert said["type"] == "account_onboarding"
            assert said["account"] in self.accounts
            assert said["return_url"].endswith("/standing/")
            url = f"https://connect.stripe.com/setup/e/{said['account']}/{next(_numbers)}"
            return 200, {"object": "account_link", "url": url}
        if len(parts) == 2:
            return 200, self.accounts[parts[1]]
        assert said["capabilities[transfers][requested]"] == "true"
        made = {
            "id": f"acct_{next(_numbers)}",
            "object": "account",
            "country": said["country"],
            "details_submitted": False,
            "payouts_enabled": False,
            "capabilities": {"transfers": "inactive"},
        }
        self.accounts[made["id"]] = made
        return 200, made

    def _send(self, said: Said) -> tuple[int, Said]:
        amount, currency = int(said["amount"]), said["currency"]
        account = self.accounts.get(said["destination"])
        if account is None or account["capabilities"]["transfers"] != "active":
            return 400, _error(
                "invalid_request_error", "insufficient_capabilities_for_transfer", "It takes no transfers."
            )
        if self.balance.get(currency, 0) < amount:
            return 400, _error("invalid_request_error", "balance_insufficient", "You have insufficient funds.")
        self.balance[currency] -= amount
        made = {
            "id": f"tr_{next(_numbers)}",
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "currency": currency,
            "destination": said["destination"],
            "metadata": {"meadow_payout": said["metadata[meadow_payout]"]},
            "reversals": _listed([]),
            "transfer_group": said["transfer_group"],
        }
        self.transfers[made["id"]] = made
        return 200, made

    def _reverse(self, transfer: Said, said: Said) -> tuple[int, Said]:
        amount = int(said["amount"])
        if transfer["amount_reversed"] + amount > transfer["amount"]:
            return 400, _error("invalid_request_error", "", "It is more than is left of the transfer.")
        transfer["amount_reversed"] += amount
        self.balance[transfer["currency"]] += amount
        made = {
            "id": f"trr_{next(_numbers)}",
            "object": "transfer_reversal",
            "amount": amount,
            "transfer": transfer["id"],
            "metadata": {"meadow_payout": said["metadata[meadow_payout]"]},
        }
        transfer["reversals"]["data"].append(made)
        return 200, made


def _listed(rows: list[Said]) -> Said:
    return {"object": "list", "data": rows, "has_more": False, "url": "/v1/transfers"}


def _error(kind: str, code: str, message: str) -> Said:
    return {"error": {"type": kind, "code": code, "message": message}}


def _answered(status: int, said: Said) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
