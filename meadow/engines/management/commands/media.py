"""`meadow media`: the media worker, which `meadow up` starts by itself."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meadow.engines.media.configuration import Configuration
from meadow.engines.media.worker import run
from meadow.engines.refusals import EngineRefused


class Command(BaseCommand):
    """Takes streams in by RTMP and WebSocket, hands them out as low-latency HLS, and records them."""

    help = "Run the media worker (done by `meadow up`)."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--rtmp", default="127.0.0.1:1935", help="where encoders send to (127.0.0.1:1935)")
        parser.add_argument("--http", default="127.0.0.1:8002", help="where browsers watch and send from")
        parser.add_argument("--api", default="127.0.0.1:8003", help="where the application asks and commands")

    def handle(self, *args: Any, rtmp: str, http: str, api: str, **options: Any) -> None:
        try:
            run(Configuration.from_environment(rtmp, http, api))
        except EngineRefused as refusal:
            raise CommandError(str(refusal)) from refusal
