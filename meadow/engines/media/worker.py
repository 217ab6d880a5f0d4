"""The media worker: one process that takes streams in, cuts them up and hands them out."""

import asyncio
import contextlib
import logging
import resource
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from meadow.engines.addresses import in_a_url
from meadow.engines.media.configuration import Configuration, Door
from meadow.engines.media.doors.api import Api
from meadow.engines.media.doors.guard import Guards
from meadow.engines.media.doors.ingest import Ingest
from meadow.engines.media.doors.origins import Origins
from meadow.engines.media.doors.replaying import Replaying
from meadow.engines.media.doors.watching import Watching
from meadow.engines.media.hooks import Hooks
from meadow.engines.media.rtmp.listener import RtmpListener
from meadow.engines.media.stream.archive import Archive
from meadow.engines.media.stream.stage import Stage
from meadow.engines.refusals import EngineRefused

_MOST_OF_THE_APPLICATION = 64  # connections
_LARGEST_COMMAND = 64 * 1024


@dataclass(frozen=True)
class Worker:
    """A worker that listens, and where."""

    stage: Stage
    rtmp_url: str
    http_url: str
    api_url: str


@contextlib.asynccontextmanager
async def working(wishes: Configuration) -> AsyncIterator[Worker]:
    """A worker for the length of the block."""
    async with contextlib.AsyncExitStack() as stack:
        hooks = await stack.enter_async_context(Hooks(wishes.hook_url, wishes.secret, host=wishes.hook_host))
        archive = Archive(wishes.folder, wishes.limits)
        stage = await stack.enter_async_context(Stage(wishes, hooks, archive))
        rtmp = RtmpListener(stage, most_per_address=wishes.most_per_address, patience=wishes.patience.hello)
        viewers = Guards(wishes.most_viewers, wishes.patience.hello)
        applications = Guards(_MOST_OF_THE_APPLICATION, wishes.patience.hello)
        origins = Origins(wishes.origins)
        ingest = Ingest(wishes, stage, origins)

        def counts() -> dict[str, int]:
            return {"rtmp": rtmp.count, "http": viewers.count, "ingest": ingest.count}

        api = Api(wishes.secret, stage, hooks, counts)
        public = web.Application(middlewares=[viewers.middleware, origins.middleware])
        public.add_routes([*Watching(wishes, stage).routes, *Replaying(wishes, archive).routes, *ingest.routes])
        internal = web.Application(
            middlewares=[applications.middleware, api.middleware], client_max_size=_LARGEST_COMMAND
        )
        internal.add_routes(api.routes)

        http_port = await _listen(stack, wishes.http, public, viewers)
        api_port = await _listen(stack, wishes.api, internal, applications)
        try:
            rtmp_port = await rtmp.listen(wishes.rtmp.host, wishes.rtmp.port)
        except OSError as error:
            raise _taken(wishes.rtmp, error) from error
        stack.push_async_callback(rtmp.close)
        yield Worker(
            stage,
            f"rtmp://{in_a_url(wishes.rtmp.host)}:{rtmp_port}/live",
            f"http://{in_a_url(wishes.http.host)}:{http_port}",
            f"http://{in_a_url(wishes.api.host)}:{api_port}",
        )


async def _listen(stack: contextlib.AsyncExitStack, door: Door, app: web.Application, guards: Guards) -> int:
    """Serve an application behind a guard; the port."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    assert runner.server
    try:
        server = await asyncio.get_running_loop().create_server(
            guards.before(runner.server), door.host, door.port, backlog=1024
        )
    except OSError as error:
        raise _taken(door, error) from error
    stack.callback(guards.close)
    stack.callback(server.close)
    return int(server.sockets[0].getsockname()[1])


def _taken(door: Door, error: OSError) -> EngineRefused:
    return EngineRefused(f"The media worker cannot listen on {door.host}:{door.port}: {error.strerror or error}")


def run(wishes: Configuration) -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("aiohttp").setLevel(logging.WARNING)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # every viewer is an open file
    asyncio.run(_run(wishes))


async def _run(wishes: Configuration) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with working(wishes) as worker:
        logging.getLogger(__name__).info(
            "Listening: %s, %s, and %s for the application", worker.rtmp_url, worker.http_url, worker.api_url
        )
        await stop.wait()
