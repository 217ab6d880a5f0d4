"""`meadow up`: Meadow with everything it needs, in one process tree."""

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.core.management.base import BaseCommand, CommandError

from meadow.engines import ports
from meadow.engines.addresses import in_a_url
from meadow.engines.children import Child
from meadow.engines.embedded import MediaWishes, embedded_engines
from meadow.engines.jobs import meadow, worker_argv
from meadow.engines.places import Place, Running, data_folder, held
from meadow.engines.refusals import EngineRefused
from meadow.engines.supervisor import Stopped, Supervisor
from meadow.engines.web import web_argv

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 -- recognised here, not listened on


class Command(BaseCommand):
    """Starts the engines, brings the tables up to date, invites the demo community, and serves until it is stopped."""

    help = "Start Meadow with everything it needs and keep it running."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
        # Obeyed by `choose_data_folder` before Django reads its settings; here for --help and the shape.
        parser.add_argument("--data", type=Path, help="the data folder (MEADOW_DATA, or data beside the code)")
        parser.add_argument("--empty", action="store_true", help="do not invite the demo community")
        parser.add_argument("--workers", type=int, default=2, help="how many web processes (2)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with contextlib.suppress(Stopped):  # before everything had started; what had is stopped in order, too
                asyncio.run(self._serve(Place(data_folder()), **options))
        except EngineRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Meadow has stopped; everything is kept.")

    async def _serve(self, place: Place, *, host: str, port: int, empty: bool, workers: int, **_: Any) -> None:
        running = Running(pid=os.getpid(), verb="up", url=_url(host, port))
        with held(place, running):
            ports.refuse_taken(host, port)
            websocket_port = _port_after(host, port)
            engines = embedded_engines(
                place,
                host=host,
                websocket_port=websocket_port,
                origins=_origins(host, port),
                video=_video(host, port, _port_after(host, websocket_port)),
            )

            def note(pids: dict[str, int]) -> None:
                running.children, running.crashes = pids, supervisor.crashes
                running.write(place)

            supervisor = Supervisor(place.logs, changed=note)
            async with supervisor:
                await supervisor.start(engines.children)
                running.environment = engines.environment
                note(supervisor.pids)
                environment = engines.environment | _doors(host, port) | _figures(place)
                await self._settle(supervisor, environment, place, empty=empty)
                web, *others = _processes(environment, host, port, workers)
                await supervisor.start([web])
                self._welcome(running.url, place, host)
                await supervisor.start(others)
                await supervisor.until_asked_to_stop()
                self.stdout.write("Stopping.")

    async def _settle(self, supervisor: Supervisor, environment: dict[str, str], place: Place, *, empty: bool) -> None:
        """Bring the tables up to date, and let people in where there are none."""
        words = ["welcome", "--who", str(_who(place)), *(["--empty"] if empty else [])]
        if code := await supervisor.run(Child("welcome", meadow(*words), environment, stop_signal=signal.SIGINT)):
            raise EngineRefused(f"`meadow welcome` failed with exit code {code}; what it said is above.")

    def _welcome(self, url: str, place: Place, host: str) -> None:
        who = _who(place).read_text().strip("\n")
        self.stdout.write(f"\n  Meadow is at {self.style.SUCCESS(url)}\n\n")
        if who:
            self.stdout.write(f"{who}\n\n")
            if not _is_this_machine(host):
                warning = (
                    "  Others can reach this address and everybody knows the demo's password: do not leave it open."
                )
                self.stdout.write(self.style.WARNING(warning) + "\n\n")
        self.stdout.write(f"  Data: {place.root}   Health: meadow doctor   Stop: Ctrl-C\n\n")
        self.stdout.flush()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _who(place: Place) -> Path:
    return place.run / "who.txt"


def _processes(environment: dict[str, str], host: str, port: int, workers: int) -> list[Child]:
    """What serves once the tables are there."""
    return [
        Child(
            "web",
            web_argv(host, port, workers=workers),
            environment,
            ready=lambda: _answers_http(f"http://{_here(host)}:{port}/healthz"),
            stop_seconds=20,
        ),
        Child("jobs", worker_argv(), environment, stop_seconds=25),
        Child("relay", meadow("relay"), environment),
        Child("react", meadow("react"), environment),
        Child("presence", meadow("presence"), environment),
    ]


def _doors(host: str, port: int) -> dict[str, str]:
    """What our own processes must know about the address; what the environment says already goes first."""
    doors = {"MEADOW_PUBLIC_URL": _url(host, port), "PYTHONUNBUFFERED": "1"}
    if host not in _EVERYWHERE:
        doors["MEADOW_HOSTS"] = ",".join(dict.fromkeys(["127.0.0.1", "localhost", "[::1]", host]))
    return {name: value for name, value in doors.items() if name not in os.environ}


def _figures(place: Place) -> dict[str, str]:
    """The folder where the figures of all processes meet, empty at every start."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        return {}
    folder = place.run / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def _url(host: str, port: int) -> str:
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return os.environ.get("MEADOW_PUBLIC_URL") or f"http://{name}:{port}"


def _origins(host: str, port: int) -> list[str]:
    """The pages that may open a WebSocket; an address that stands for all of them has no name to check."""
    if host in _EVERYWHERE:
        return []
    return list(dict.fromkeys([_url(host, port), f"http://127.0.0.1:{port}", f"http://localhost:{port}"]))


def _video(host: str, port: int, http_port: int) -> MediaWishes:
    """The worker asks our own web server who may publish, by the address, and calls it by its name."""
    return MediaWishes(
        http_port, f"http://{_here(host)}:{port}/hooks/media/embedded/", urlsplit(_url(host, port)).netloc
    )


def _here(host: str) -> str:
    """Where this machine itself reaches the address."""
    return "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else in_a_url(host)  # noqa: S104 -- compared


def _port_after(host: str, port: int) -> int:
    return port + 1 if port < 65535 and ports.is_free(host, port + 1) else ports.free_port(host)


def _answers_http(url: str) -> bool:
    """Whether the web server gives any answer: a wrong one is for `meadow doctor` to explain."""
    try:
        with contextlib.closing(urlopen(url, timeout=5)):  # noqa: S310 -- our own http address
            return True
    except HTTPError:
        return True
    except OSError:
        return False
