"""What `meadow doctor` hears of payments: who may be paid with, what is missing, and never a letter of a key."""

from pathlib import Path

import pytest
from pytest_django import Settings

from meadow.trade.health import payments
from meadow.trade.payments.keys import KeyUnreadable, private_key, public_key
from meadow.trade.tests.china import settle_at
from meadow.trade.tests.keys import pair


def said() -> dict[str, tuple[str, str]]:
    return {finding.name: (finding.says, finding.remedy) for finding in payments()}


def test_all_is_well_where_all_is_set(settings: Settings, db: None) -> None:
    for name in ("alipay", "wechat"):
        settle_at(settings, name, "http://127.0.0.1:9")
        assert said()[f"pay: {name}"] == ("may be paid with", "")


def test_what_is_missing_is_named(settings: Settings, db: None) -> None:
    settle_at(settings, "alipay", "http://127.0.0.1:9")
    settings.MEADOW_ALIPAY_SELLER_ID = ""
    says, remedy = said()["pay: alipay"]
    assert says == "is not offered"
    assert remedy == "set MEADOW_ALIPAY_SELLER_ID"
    assert said()["pay"][1].startswith("Name a payment provider")


def test_a_key_that_cannot_be_read_is_said_without_the_key(settings: Settings, db: None) -> None:
    settle_at(settings, "wechat", "http://127.0.0.1:9")
    settings.MEADOW_WECHAT_PRIVATE_KEY = "/nowhere/apiclient_key.pem"
    settings.MEADOW_WECHAT_API_KEY = "too-short"
    settings.PUBLIC_URL = "http://meadow.example"
    remedy = said()["pay: wechat"][1]
    assert "MEADOW_WECHAT_PRIVATE_KEY: the file cannot be read" in remedy
    assert "32 characters" in remedy
    assert "https://" in remedy
    assert "too-short" not in remedy


def test_stripe_without_a_secret_for_notices_is_said(settings: Settings, db: None) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_x", ""
    assert "MEADOW_STRIPE_WEBHOOK_SECRET" in said()["pay: stripe"][1]


@pytest.mark.parametrize("form", ["pem", "escaped", "bare", "file", "file of bare"])
def test_keys_are_read_however_they_are_given(form: str, tmp_path: Path) -> None:
    for text, read in ((pair("ours").private, private_key), (pair("ours").public, public_key)):
        bare = "".join(text.splitlines()[1:-1])
        file = tmp_path / "key.pem"
        file.write_text(bare if form == "file of bare" else text)
        given = {"pem": text, "escaped": text.replace("\n", "\\n"), "bare": bare}.get(form, str(file))
        assert read(given) == text


@pytest.mark.parametrize("given", ["no key at all", "AAAA", "/etc", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END"])
def test_what_is_no_key_is_refused(given: str) -> None:
    for read in (private_key, public_key):
        with pytest.raises(KeyUnreadable):
            read(given)
