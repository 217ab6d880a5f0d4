"""Opening a shop: beginning, handing in, answers."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from meadow.goods.actions.applications import (
    accept_contract,
    answer_questions,
    approve_application,
    begin_shop,
    hand_in_application,
    receive_deposit,
    refuse_application,
    return_application,
)
from meadow.goods.actions.documents import MOST, add_document
from meadow.goods.checks import check_contract, check_shop_kinds
from meadow.goods.models.applications import Application, ApplicationAnswer, ApplicationDocument
from meadow.goods.models.products import Product
from meadow.goods.models.shops import FormerHandle, Seat, Shop, TrailEntry
from meadow.goods.papers import MOST_BYTES
from meadow.goods.refusals import (
    ApplicationIsAnswered,
    ApplicationIsWaiting,
    ApplicationNotComplete,
    ContractMovedOn,
    DepositIsMissing,
    DocumentRefused,
    DocumentTooLarge,
    HandleTaken,
    NoDepositToReceive,
    TooManyDocuments,
)
from meadow.goods.tests.opened import ANSWERS, at_once, begun, handed_in, letters
from meadow.people.models.persons import Person
from meadow.people.tests.pictures import jpeg
from meadow.plumbing.events import announced

PDF = b"%PDF-1.7\n<script>alert(1)</script>"
TRADER = Shop.Kind.SOLE_TRADER


@pytest.fixture(autouse=True)
def own_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private folder for each test."""
    storage = FileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(ApplicationDocument._meta.get_field("file"), "storage", storage)
    return tmp_path


def verbs(shop: Shop) -> list[str]:
    return list(TrailEntry.objects.filter(shop=shop).order_by("pk").values_list("verb", flat=True))


# -- beginning ------------------------------------------------------------------------------------


def test_a_shop_begins_being_prepared_with_its_owner_and_its_application(ada: Person) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada, road=Application.Road.MOVING)
    again = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)

    assert again == shop
    assert Shop.objects.get().state == Shop.State.PREPARING
    assert Seat.objects.get().role == Seat.Role.OWNER
    assert Application.objects.get().road == "moving"
    assert verbs(shop) == ["shop_begun"]
    assert announced() == []


def test_a_handle_that_a_shop_has_or_had_begins_no_other(shop: Shop, ada: Person) -> None:
    FormerHandle.objects.create(shop=shop, handle="old-clay")

    for handle in ("cy-clay", "old-clay"):
        with pytest.raises(HandleTaken, match=f"The handle “{handle}” is taken"):
            begin_shop(Shop(handle=handle, name="Another"), by=ada)

    assert Shop.objects.get() == shop
    assert not Application.objects.exists()


def test_the_same_handle_wanted_twice_at_once_begins_one_shop(transactional_db: None, ada: Person, bo: Person) -> None:
    outcomes = at_once(*(lambda p=p: begin_shop(Shop(handle="wool", name="Wool"), by=p) for p in (ada, bo)))

    assert outcomes == ["HandleTaken", "done"]
    assert Seat.objects.count() == Application.objects.count() == 1


def test_the_roads_and_the_basics_lead_to_the_shops_list(client: Client, ada: Person) -> None:
    client.force_login(ada)
    assert "/desk/open/new/" in client.get("/desk/open/").content.decode()
    assert client.get("/desk/open/elsewhere/").status_code == 404

    response = client.post("/desk/open/new/", {"name": "Ada Wool", "handle": "ada-wool", "kind": "sole_trader"})

    assert response["Location"] == "/desk/ada-wool/"
    html = client.get("/desk/ada-wool/").content.decode()
    assert "On the way to opening" in html
    assert "Add a first product" in html
    assert "Say how you send things" in html
    assert Shop.objects.get().kind == "sole_trader"
    client.logout()
    assert client.get("/shops/ada-wool/").status_code == 404


@pytest.mark.parametrize(
    "handle", ["cy-clay", "Ada Wool", "-ada", "ad--a", "admin", "a", "open", "invitations", "once"]
)
def test_a_shop_handle_that_cannot_be_is_refused(client: Client, ada: Person, shop: Shop, handle: str) -> None:
    FormerHandle.objects.create(shop=shop, handle="once")
    client.force_login(ada)

    response = client.post("/desk/open/new/", {"name": "Ada", "handle": handle, "kind": "individual"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"handle"}
    assert Shop.objects.count() == 1


def test_a_free_handle_is_proposed_and_what_is_typed_is_checked(client: Client, ada: Person, shop: Shop) -> None:
    client.force_login(ada)
    propose, check = "/desk/open/handle/", "/desk/open/handle/check/"

    assert 'value="ada-s-wool"' in client.get(propose, {"name": "Ada's Wool!"}).content.decode()
    assert 'value="cy-clay-' in client.get(propose, {"name": "Cy Clay"}).content.decode()
    assert 'value="shop-' in client.get(propose, {"name": "陶与光"}).content.decode()
    assert client.get(propose, {"name": "Ada", "handle": "typed"}).status_code == 204
    assert "is free" in client.get(check, {"handle": "ada-wool"}).content.decode()
    assert "already" in client.get(check, {"handle": "cy-clay"}).content.decode()
    assert "&lt;b&gt;" not in client.get(check, {"handle": "<b>"}).content.decode()
    assert client.get(check, {"handle": "<b>"}).content.decode().count("Small letters") == 1


# -- answers, contract, handing in ----------------------------------------------------------------


def test_half_an_answer_is_kept_and_another_kind_asks_more(client: Client, ada: Person) -> None:
    begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    client.force_login(ada)
    url = "/desk/ada-wool/application/"
    assert "registration" not in client.get(url).context["form"].fields

    client.post(url, {"kind": "enterprise", "legal_name": "Ada GmbH", "country": "DE"})

    shop = Shop.objects.get()
    assert (shop.kind, shop.application.legal_name, shop.application.country) == ("enterprise", "Ada GmbH", "DE")
    assert {"registration", "tax_number"} <= set(client.get(url).context["form"].fields)
    assert client.post(url, {"kind": "enterprise", "country": "XX"}).status_code == 422
    assert Application.objects.get().country == "DE"


def test_an_application_that_lacks_something_is_not_handed_in(ada: Person) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool", kind=TRADER), by=ada)

    with pytest.raises(ApplicationNotComplete) as refused:
        hand_in_application(shop, by=ada)

    assert str(refused.value) == (
        "Not yet complete: Add a first product, Say who stands behind the shop, Add the documents, Accept the contract."
    )
    assert Application.objects.get().state == Application.State.BEGUN


def test_what_it_costs_is_frozen_when_it_is_handed_in(ada: Person, settings: Settings) -> None:
    application = handed_in(ada, kind=TRADER)
    assert (application.deposit, application.fee_basis_points) == (15_000, 500)

    settings.MEADOW_SHOP_KINDS = settings.MEADOW_SHOP_KINDS | {
        "sole_trader": {"fields": [], "documents": [], "deposit": 1, "fee": 1}
    }
    application.refresh_from_db()
    assert (application.deposit, application.fee_basis_points) == (15_000, 500)


def test_while_operators_look_nothing_changes(ada: Person) -> None:
    application = handed_in(ada)
    shop = application.shop

    for change in (
        lambda: answer_questions(shop, by=ada, kind=TRADER, answers={"legal_name": "Eve"}),
        lambda: hand_in_application(shop, by=ada),
        lambda: add_document(shop, SimpleUploadedFile("a.pdf", PDF), kind="other", by=ada),
    ):
        with pytest.raises(ApplicationIsWaiting, match="has been handed in"):
            change()

    application.refresh_from_db()
    assert application.legal_name == "Ada Weaver"
    assert not ApplicationDocument.objects.exists()


def test_an_older_contract_is_not_accepted(ada: Person) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)

    with pytest.raises(ContractMovedOn, match="The contract has changed meanwhile"):
        accept_contract(shop, by=ada, version="2019-1")

    assert Application.objects.get().contract_version == ""


def test_a_newer_contract_is_asked_for_again(client: Client, ada: Person, di: Person, settings: Settings) -> None:
    approve_application(handed_in(ada), by=di)
    client.force_login(ada)
    assert "The contract has a new version" not in client.get("/desk/ada-wool/settings/").content.decode()

    settings.MEADOW_CONTRACT_VERSION = "2027-1"
    assert "The contract has a new version" in client.get("/desk/ada-wool/settings/").content.decode()
    client.post("/desk/ada-wool/contract/", {"version": "2027-1"})

    assert Application.objects.get().contract_version == "2027-1"
    assert "The contract has a new version" not in client.get("/desk/ada-wool/settings/").content.decode()
    assert Application.objects.get().state == Application.State.APPROVED


def test_the_contract_is_shown_in_the_readers_language(client: Client, ada: Person) -> None:
    begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    client.force_login(ada)

    assert "What you promise" in client.get("/desk/ada-wool/contract/").content.decode()
    chinese = client.get("/desk/ada-wool/contract/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "您的承诺" in chinese


def test_a_version_without_a_text_is_told_at_the_start(settings: Settings) -> None:
    assert check_contract(None) == []
    settings.MEADOW_CONTRACT_VERSION = "2027-1"
    assert [error.id for error in check_contract(None)] == ["goods.E002"]


def test_mistyped_kinds_are_told_at_the_start(settings: Settings) -> None:
    assert check_shop_kinds(None) == []
    good = settings.MEADOW_SHOP_KINDS
    for wrong in ({"deposit": -1}, {"fee": 10_001}, {"fields": ["shoe_size"]}, {"documents": ["photo"]}, {"more": 1}):
        settings.MEADOW_SHOP_KINDS = {**good, "individual": {**good["individual"], **wrong}}
        assert [error.id for error in check_shop_kinds(None)] == ["goods.E001"], wrong


# -- papers ---------------------------------------------------------------------------------------


def test_a_picture_is_written_anew_and_a_pdf_only_ever_handed_out(
    client: Client, ada: Person, bo: Person, di: Person, own_papers: Path
) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    client.force_login(ada)
    for name, data in (("my pass.jpg", jpeg()), ("register.pdf", PDF)):
        sent = client.post(
            "/desk/ada-wool/application/documents/", {"kind": "identity", "file": SimpleUploadedFile(name, data)}
        )
        assert sent.status_code == 302

    kept = [path for path in own_papers.rglob("*") if path.is_file()]
    assert all(b"Meadow Cameras" not in path.read_bytes() for path in kept)
    assert not any("pass" in path.name or "register" in path.name for path in kept)

    paper = shop.application.documents.get(name="register.pdf")
    own, operators = f"/desk/ada-wool/application/documents/{paper.pk}/", f"/review/documents/{paper.pk}/"
    for person, url in ((ada, own), (di, operators)):
        client.force_login(person)
        response = client.get(url)
        assert b"".join(response) == PDF
        assert response["Content-Disposition"] == 'attachment; filename="register.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Content-Type"] == "application/pdf"
    client.force_login(bo)
    assert client.get(own).status_code == 404
    assert client.get(operators).status_code == 404
    client.logout()
    assert client.get(operators).status_code == 404


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"<html><script>", DocumentRefused),
        (b"GIF89a" + b"0" * 50, DocumentRefused),
        (b"MZ" + b"0" * 50, DocumentRefused),
        (jpeg()[:300], DocumentRefused),
        (b"", DocumentRefused),
        (b"%PDF-" + b"0" * MOST_BYTES, DocumentTooLarge),
    ],
    ids=["html", "gif", "program", "cut", "empty", "large"],
)
def test_what_is_no_paper_is_refused(ada: Person, own_papers: Path, data: bytes, refusal: type[Exception]) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)

    with pytest.raises(refusal, match="This "):
        add_document(shop, SimpleUploadedFile("paper.pdf", data), kind="other", by=ada)

    assert not ApplicationDocument.objects.exists()
    assert not [path for path in own_papers.rglob("*") if path.is_file()]


def test_there_is_room_for_so_many_papers(ada: Person) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    for number in range(MOST):
        ApplicationDocument.objects.create(application=shop.application, kind="other", name=f"{number}", size=1)

    with pytest.raises(TooManyDocuments, match="At most 12 documents"):
        add_document(shop, SimpleUploadedFile("a.pdf", PDF), kind="other", by=ada)

    assert ApplicationDocument.objects.count() == MOST


def test_a_paper_that_is_taken_away_leaves_no_file(
    client: Client, ada: Person, own_papers: Path, django_capture_on_commit_callbacks: object
) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    paper = add_document(shop, SimpleUploadedFile("a.pdf", PDF), kind="other", by=ada)
    client.force_login(ada)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(f"/desk/ada-wool/application/documents/{paper.pk}/", {"_method": "delete"})

    assert not ApplicationDocument.objects.exists()
    assert not [path for path in own_papers.rglob("*") if path.is_file()]


# -- answers --------------------------------------------------------------------------------------


def test_approval_opens_the_shop_and_writes_to_its_manager(ada: Person, di: Person, client: Client) -> None:
    application = handed_in(ada)

    approve_application(application, by=di)

    shop = Shop.objects.get()
    assert shop.state == Shop.State.OPEN
    assert announced() == ["goods.shop_opened"]
    assert "Blanket" in client.get("/shops/ada-wool/").content.decode()
    (letter,) = letters()
    assert letter["to"] == ada.email
    assert letter["subject"] == "Ada Wool is open"
    assert "/desk/ada-wool/" in letter["words"]


def test_a_deposit_that_is_owed_has_to_be_there_first(ada: Person, di: Person) -> None:
    application = handed_in(ada, kind=TRADER)

    with pytest.raises(DepositIsMissing, match="The deposit has not been received"):
        approve_application(application, by=di)
    assert Shop.objects.get().state == Shop.State.PREPARING
    assert letters() == []

    receive_deposit(application, by=di)
    approve_application(application, by=di)
    assert Shop.objects.get().state == Shop.State.OPEN


def test_no_deposit_is_received_where_none_is_owed(ada: Person, di: Person) -> None:
    application = handed_in(ada)

    with pytest.raises(NoDepositToReceive, match="There is no deposit to wait for"):
        receive_deposit(application, by=di)

    application.refresh_from_db()
    assert application.deposit_received_at is None


def test_a_returned_application_comes_again_and_keeps_its_history(ada: Person, di: Person) -> None:
    ada.language = "zh-hans"
    ada.save()
    application = handed_in(ada)

    return_application(application, by=di, reasons=["unreadable"], words="Page 2, please.")
    answer_questions(application.shop, by=ada, kind=Shop.Kind.INDIVIDUAL, answers={"what": "Blankets and scarves."})
    hand_in_application(application.shop, by=ada)
    approve_application(application, by=di)

    told = ApplicationAnswer.objects.order_by("pk").values_list("state", "words", "reasons")
    assert list(told) == [("returned", "Page 2, please.", ["unreadable"]), ("approved", "", [])]
    assert "Page 2, please." in letters()[0]["words"]
    assert verbs(application.shop)[-5:] == [
        "application_handed_in",
        "application_returned",
        "answers_changed",
        "application_handed_in",
        "application_approved",
    ]


def test_a_refusal_ends_the_application(ada: Person, di: Person) -> None:
    application = handed_in(ada)
    refuse_application(application, by=di, words="These are not yours to sell.")

    for change in (
        lambda: hand_in_application(application.shop, by=ada),
        lambda: approve_application(application, by=di),
        lambda: return_application(application, by=di, words="?"),
    ):
        with pytest.raises(ApplicationIsAnswered, match="has been answered already"):
            change()  # type: ignore[no-untyped-call]  # one of three
    assert Application.objects.get().state == Application.State.REFUSED
    assert Shop.objects.get().state == Shop.State.PREPARING
    assert "These are not yours to sell." in letters()[0]["words"]


def test_two_operators_who_answer_at_once_answer_once(transactional_db: None, ada: Person, di: Person) -> None:
    application = handed_in(ada)

    outcomes = at_once(
        lambda: approve_application(application, by=di),
        lambda: refuse_application(application, by=di, words="No."),
    )

    assert outcomes == ["ApplicationIsAnswered", "done"]
    assert ApplicationAnswer.objects.count() == 1
    assert len(letters()) == 1
    is_open = Shop.objects.get().state == Shop.State.OPEN
    assert is_open == (Application.objects.get().state == Application.State.APPROVED)


def test_a_collective_that_trusts_its_members_opens_at_once(ada: Person, settings: Settings) -> None:
    settings.MEADOW_SHOP_REVIEW = "none"

    assert handed_in(ada).state == Application.State.APPROVED

    assert Shop.objects.get().state == Shop.State.OPEN
    assert announced() == ["goods.shop_opened"]


def test_a_collective_waits_for_the_deposit_alone(ada: Person, di: Person, settings: Settings) -> None:
    settings.MEADOW_SHOP_REVIEW = "none"
    application = handed_in(ada, kind=TRADER)
    assert Shop.objects.get().state == Shop.State.PREPARING

    receive_deposit(application, by=di)

    assert Shop.objects.get().state == Shop.State.OPEN


# -- pages ----------------------------------------------------------------------------------------


def test_handing_in_by_the_page_says_what_follows(client: Client, ada: Person) -> None:
    begun(ada)
    client.force_login(ada)
    assert "Hand it in" in client.get("/desk/ada-wool/application/").content.decode()

    response = client.post("/desk/ada-wool/application/handing-in/", follow=True)

    html = response.content.decode()
    assert "Your application is handed in" in html
    assert "Waits for operators" in html
    assert client.post("/desk/ada-wool/application/handing-in/").status_code == 409


def test_a_shop_that_was_opened_without_an_application_has_none_to_show(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)

    assert client.get("/desk/cy-clay/application/").status_code == 404
    assert client.get("/desk/cy-clay/contract/").status_code == 404
    assert "What would make it better" in client.get("/desk/cy-clay/").content.decode()


@pytest.mark.parametrize("page", ["", "application/"])
def test_pages_ask_as_often_for_many_as_for_few(client: Client, ada: Person, di: Person, page: str) -> None:
    shop = begun(ada, kind=TRADER)
    client.force_login(ada)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/desk/ada-wool/{page}").status_code == 200
        return len(queries)

    def fill(times: int) -> None:
        for number in range(times):
            hand_in_application(shop, by=ada)
            return_application(shop.application, by=di, words="Again.")
            ApplicationDocument.objects.create(application=shop.application, kind="other", name=f"{number}", size=1)
            Product.objects.create(shop=shop, handle=f"p-{Product.objects.count()}", title="P")

    fill(1)
    few = statements()
    fill(5)
    assert statements() == few
    assert ANSWERS["legal_name"] == shop.application.legal_name
