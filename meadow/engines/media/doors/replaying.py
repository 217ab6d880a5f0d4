"""Where viewers watch what was recorded: one file, as it is or as a playlist of its ranges."""

import asyncio

from aiohttp import web

from meadow.engines.media.configuration import Configuration
from meadow.engines.media.doors.watching import PLAYLIST
from meadow.engines.media.stream.archive import Archive
from meadow.engines.media.stream.playlists import recorded_playlist
from meadow.engines.media.tokens import Scope, is_valid

_HEADERS = {"Cache-Control": "private, max-age=3600"}


class Replaying:
    """Answers viewers of recordings."""

    def __init__(self, wishes: Configuration, archive: Archive) -> None:
        self._secret, self._archive = wishes.secret, archive

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/replay/{name}.m3u8", self.playlist),
            web.get("/replay/{name}.mp4", self.file),
        ]

    async def playlist(self, request: web.Request) -> web.Response:
        """The recording as a playlist."""
        name, token = self._allowed(request)
        index = await asyncio.to_thread(self._archive.index, name)
        if index is None:
            raise web.HTTPNotFound
        text = recorded_playlist(f"{name}.mp4?token={token}", index.head, index.for_players())
        return web.Response(text=text, content_type=PLAYLIST, headers=_HEADERS)

    async def file(self, request: web.Request) -> web.FileResponse:
        """The recording itself, in any ranges."""
        name, _ = self._allowed(request)
        if self._archive.find(name) is None:
            raise web.HTTPNotFound
        return web.FileResponse(self._archive.file(name), headers={**_HEADERS, "Content-Type": "video/mp4"})

    def _allowed(self, request: web.Request) -> tuple[str, str]:
        name, token = request.match_info["name"], request.query.get("token", "")
        if not is_valid(self._secret, name, Scope.REPLAY, token):
            raise web.HTTPForbidden(text="This token does not open this recording.")
        return name, token
