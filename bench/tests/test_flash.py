"""The bench of a flash offer, small: that exactly as many are sold as there are."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from bench import flash
from meadow.goods.models.products import Stock


def test_of_twenty_viewers_five_get_one_of_five(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["MEADOW_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    monkeypatch.setenv("MEADOW_POSTGRES_URL", url)

    crowd = flash.stand(20, 5)
    found = flash.measure(crowd, tmp_path / "log")

    assert (found["sold"], found["gone"], found["errors"], found["first_error"]) == (5, 15, 0, "")
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert Stock.objects.get(variant=crowd.variant).held == 5
