"""What a pass opens at the message server, and what it does not."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.town import ADA, CY, Town

# The protocol is spoken by hand, so that the answers are the server's and not a client library's:
# https://docs.nats.io/reference/reference-protocols/nats-protocol
SUBSCRIBE = """async subject => {
    const pass = await (await fetch(document.body.dataset.pass)).json();
    const socket = new WebSocket(pass.url);
    socket.binaryType = "arraybuffer";
    const lines = [
        `CONNECT ${JSON.stringify({ jwt: pass.jwt, verbose: false, pedantic: false, protocol: 1, lang: "by-hand" })}`,
        `SUB ${subject} 1`,
        "PING",
    ];
    let answer = "";
    return await new Promise((resolve, reject) => {
        socket.onmessage = ({ data }) => {
            const said = typeof data === "string" ? data : new TextDecoder().decode(data);
            if (said.startsWith("INFO")) socket.send(lines.join("\\r\\n") + "\\r\\n");
            else answer += said;
            if (answer.includes("PONG")) {
                socket.onclose = null;
                socket.close();
                resolve(answer);
            }
        };
        socket.onclose = () => resolve(answer + "(closed)");
        socket.onerror = () => reject(new Error("no connection"));
    });
}"""


def answer_to(page: Page, subject: str) -> str:
    answer: str = page.evaluate(SUBSCRIBE, subject)
    return answer


@pytest.fixture
def member(visit: Visit) -> Page:
    return visit(by=ADA)


def key_of(town: Town, email: str) -> int:
    key: int = town.row("SELECT id FROM people_person WHERE email = %s", email)[0]
    return key


def test_a_pass_opens_ones_own_inbox(member: Page, town: Town) -> None:
    assert "-ERR" not in answer_to(member, f"inbox.{key_of(town, ADA)}.>")


@pytest.mark.parametrize("subject", ["inbox.{cy}.>", "inbox.{cy}.order", "inbox.>", "inbox.*.order", ">", "trade.>"])
def test_a_pass_opens_nobody_elses_inbox(member: Page, town: Town, subject: str) -> None:
    wanted = subject.format(cy=key_of(town, CY))

    assert f"-ERR 'Permissions Violation for Subscription to \"{wanted}\"'" in answer_to(member, wanted)
