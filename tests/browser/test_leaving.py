"""Leaving is as easy as coming: an owner takes the shop along, and a member leaves, thinks better of it, and stays."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.town import ADA, CY, Town
from tests.chromium import is_too_wide, serious_violations


def test_an_owner_takes_the_shop_along(visit: Visit, town: Town) -> None:
    page = visit(by=CY)
    page.goto("/desk/")
    (handle,) = town.row(
        "SELECT shop.handle FROM goods_shop AS shop JOIN goods_seat AS seat ON seat.shop_id = shop.id"
        " JOIN people_person AS person ON person.id = seat.person_id"
        " WHERE person.email = %s AND seat.role = 'owner' ORDER BY shop.id LIMIT 1",
        CY,
    )
    page.goto(f"/desk/{handle}/")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("link", name="Exports").click()
    assert serious_violations(page) == []
    page.get_by_role("button", name="Make the archive").click()
    expect(page.get_by_text("You get a letter when it is ready")).to_be_visible()
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=120_000)  # the page asks by itself

    with page.expect_download() as downloading:
        download.click()
    path = downloading.value.path()
    assert downloading.value.suggested_filename.startswith(f"{handle}-20")
    archive = zipfile.ZipFile(path)
    assert archive.testzip() is None
    page.get_by_text("SHA-256").click()
    expect(page.get_by_text(hashlib.sha256(Path(path).read_bytes()).hexdigest())).to_be_visible()

    rows = list(csv.DictReader(io.TextIOWrapper(archive.open("catalogue-meadow.csv"), "utf-8-sig")))
    (count,) = town.row(
        "SELECT count(*) FROM goods_product AS product JOIN goods_shop AS shop ON shop.id = product.shop_id"
        " WHERE shop.handle = %s",
        handle,
    )
    assert len({row["Meadow product"] for row in rows}) == count > 0
    photos = {name for row in rows for name in row["Photos"].split("\n") if name}
    assert photos
    assert photos <= set(archive.namelist())
    assert json.loads(archive.read("manifest.json"))["missing"] == []
    assert "Everything here is yours." in archive.read("README.txt").decode("utf-8-sig")


def test_a_member_leaves_and_stays_after_all(visit: Visit) -> None:
    page = visit(by=ADA, width=360)
    page.goto("/me/")
    page.get_by_role("link", name="Your data").click()
    assert not is_too_wide(page)
    page.get_by_role("button", name="Make an archive").click()
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=120_000)
    with page.expect_download() as downloading:
        download.click()
    archive = zipfile.ZipFile(downloading.value.path())
    assert json.loads(archive.read("profile.json"))["email"] == ADA
    notes = json.loads(archive.read("notes.json"))
    assert notes
    assert {photo["file"] for note in notes for photo in note["photos"]} <= set(archive.namelist())

    page.get_by_role("link", name="Erase my account").click()
    expect(page.get_by_role("heading", name="What the law makes us keep")).to_be_visible()
    assert serious_violations(page) == []
    assert not is_too_wide(page)
    page.get_by_label(re.compile("Type your handle")).fill("ada")
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_role("heading", name=re.compile("Your account will be erased on"))).to_be_visible()

    again = visit(by=ADA)
    expect(again.get_by_role("link", name="Stay after all")).to_be_visible()
    again.get_by_role("link", name="Stay after all").click()
    again.get_by_role("button", name="Stay", exact=True).click()
    expect(again.get_by_text("You stay. Nothing was erased.")).to_be_visible()
