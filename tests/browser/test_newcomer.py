"""A newcomer's first day: signing up, following somebody, and a first note whose photos keep no secret."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from meadow.engines.tests.conftest import until
from meadow.people.tests.pictures import jpeg
from tests.browser.conftest import Visit
from tests.browser.town import Town

EMAIL = "mina.okafor@example.org"


def photo(name: str, colour: str) -> FilePayload:
    """A photo that tells in its EXIF where it was taken."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(900, 1200, colour=colour)}


def address_in_mail(town: Town) -> str:
    """The link in the mail to the newcomer; where no mail server is named, Meadow prints what it would send."""
    pattern = re.compile(rf"To: {re.escape(EMAIL)}.*?(http://\S+/account/confirm-email/\S+)", re.DOTALL)
    until(lambda: bool(pattern.search(town.said)), seconds=60)
    address: str = pattern.findall(town.said)[0]
    return address


def addresses_of_photos(page: Page) -> set[str]:
    """Every file that the browser may choose for the note's photos."""
    found: list[str] = page.locator(".note-photos").evaluate(
        """gallery => [...gallery.querySelectorAll("picture > *")].flatMap(element => [
            ...(element.src ? [element.src] : []),
            ...element.srcset.split(",").map(choice => choice.trim().split(" ")[0]).filter(Boolean),
        ])"""
    )
    return set(found)


def colour_of(file: bytes) -> tuple[int, ...]:
    with Image.open(BytesIO(file)) as image:
        return image.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[return-value]  # RGB has three


def test_a_newcomer_joins_follows_and_publishes(visit: Visit, town: Town) -> None:
    page = visit()
    page.goto("/account/signup/")
    page.get_by_label("Name", exact=True).fill("Mina Okafor")
    page.get_by_label("Email").click()
    expect(page.get_by_label("Handle")).to_have_value("mina.okafor")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill("a jar of late light")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("body")).to_have_attribute("data-person", re.compile(r"\d+"))
    page.goto(address_in_mail(town))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: "confirm-email" not in url)
    verified = "SELECT verified FROM account_emailaddress WHERE email = %s"
    assert town.row(verified, EMAIL) == (True,)

    page.goto("/people/kenji.mori/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("link", name="New note").first.click()
    page.get_by_label("Add photos").set_input_files([photo("olive.jpg", "olive"), photo("navy.jpg", "navy")])
    rows = page.locator("[data-photo]")
    thumbs = rows.locator("[data-thumb] img")
    expect(thumbs).to_have_count(2)
    olive = str(thumbs.first.get_attribute("src"))
    rows.first.get_by_role("button", name="Move back").click()
    expect(thumbs.nth(1)).to_have_attribute("src", olive)
    rows.nth(0).get_by_label("What can be seen?").fill("The sea at night, from the pier")
    rows.nth(1).get_by_label("What can be seen?").fill("Olives before the press")
    page.get_by_label("Title").fill("Two colours I came for")
    page.get_by_label("Text").fill("The first evening here. #colour with thanks to @kenji.mori")

    rows.nth(0).get_by_role("button", name="Mark something here").click()
    sheet = page.get_by_role("dialog", name="Mark something")
    sheet.get_by_role("application", name="Point on the photo").press("ArrowLeft")
    sheet.get_by_label("What is it?").fill("moon jar")
    sheet.get_by_role("button", name=re.compile("Moon jar")).click()
    expect(page.locator("[data-pinned]")).to_contain_text("At a point of a photo")
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_role("heading", name="Two colours I came for", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="The sea at night, from the pier")).to_be_visible()
    expect(page.locator(".pin")).to_have_text("Moon jar")
    expect(page.get_by_role("link", name="#colour")).to_be_visible()
    shown = page.locator(".note-photos picture img")
    assert colour_of(page.request.get(str(shown.first.get_attribute("src"))).body())[2] > 100, "navy comes first"
    files = addresses_of_photos(page)
    assert len(files) >= 2
    for address in files:
        answer = page.request.get(address)
        assert answer.ok, address
        assert b"Meadow Cameras" not in answer.body(), address
        with Image.open(BytesIO(answer.body())) as image:
            assert not image.getexif(), address

    page.goto("/people/mina.okafor/")
    expect(page.locator(".card-note")).to_contain_text("Two colours I came for")
