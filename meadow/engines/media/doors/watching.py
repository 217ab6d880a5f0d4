"""Where viewers watch what is live: the playlist, its parts, and the refusal of who has no token."""

from aiohttp import web

from meadow.engines.media.configuration import Configuration
from meadow.engines.media.stream.playlists import QUERY, live_playlist
from meadow.engines.media.stream.stage import Stage
from meadow.engines.media.stream.window import Window
from meadow.engines.media.tokens import Scope, is_valid

PLAYLIST = "application/vnd.apple.mpegurl"
_FIRST_PART = 4.0  # seconds that somebody waits who comes before the picture
_NEXT_PART = 4.0
_WHILE_AWAY = 1.5  # longer, and players take the publisher's absence for a failure of ours
_FAR = 3  # segments ahead that nobody has been told of


class Watching:
    """Answers viewers."""

    def __init__(self, wishes: Configuration, stage: Stage) -> None:
        self._secret, self._stage = wishes.secret, stage
        self._written: dict[str, tuple[int, str]] = {}  # playlists by session, with the version they show

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/watch/{path}/index.m3u8", self.playlist),
            web.get("/watch/{path}/{session}/init{form:\\d{1,6}}.mp4", self.form),
            web.get("/watch/{path}/{session}/{number:\\d{1,9}}.m4s", self.segment),
            web.get("/watch/{path}/{session}/{number:\\d{1,9}}.{index:\\d{1,4}}.m4s", self.part),
        ]

    async def playlist(self, request: web.Request) -> web.Response:
        """The playlist; with `_HLS_msn` (and `_HLS_part`) as soon as that segment (part) is in it."""
        window, query = self._window(request)
        number, index = _asked(request)
        if number is not None:
            if number > window.next_number + _FAR:
                raise web.HTTPBadRequest(text="That segment is far away.")
            await window.until(number, index, seconds=_NEXT_PART if window.is_flowing else _WHILE_AWAY)
        elif window.is_empty:
            await window.until(0, 0, seconds=_FIRST_PART)
        if window.is_empty:
            raise web.HTTPNotFound(text="Nothing is shown yet.", headers={"Retry-After": "1"})
        text = self._text(window).replace(QUERY, query)
        return web.Response(text=text, content_type=PLAYLIST, headers={"Cache-Control": "no-cache"})

    async def form(self, request: web.Request) -> web.Response:
        """What a player reads before the first part."""
        window, _ = self._window(request)
        place = int(request.match_info["form"]) - 1
        if not 0 <= place < len(window.forms):
            raise web.HTTPNotFound
        return _media(window.forms[place].data)

    async def segment(self, request: web.Request) -> web.Response:
        """A whole segment."""
        window, _ = self._window(request)
        number = int(request.match_info["number"])
        if window.current and number == window.current.number:
            await window.until(number, None, seconds=_NEXT_PART)
        found = window.segment(number)
        if found is None:
            raise web.HTTPNotFound
        return _media(found.data)

    async def part(self, request: web.Request) -> web.Response:
        """A part; the one that the playlist hints at is waited for."""
        window, _ = self._window(request)
        number, index = int(request.match_info["number"]), int(request.match_info["index"])
        if number == window.next_number and window.is_flowing:
            await window.until(number, index, seconds=_NEXT_PART)
        found = window.part(number, index)
        if found is None:
            raise web.HTTPNotFound
        return _media(found.data)

    def _window(self, request: web.Request) -> tuple[Window, str]:
        """What the bearer of this token may watch, and what goes behind every address in it."""
        path, token = request.match_info["path"], request.query.get("token", "")
        if not is_valid(self._secret, path, Scope.LIVE, token):
            raise web.HTTPForbidden(text="This token does not open this stream.")
        session = self._stage.session(path)
        if session is None or request.match_info.get("session", session.name) != session.name:
            raise web.HTTPNotFound(text="Nothing is shown here.")
        return session.window, f"?token={token}"

    def _text(self, window: Window) -> str:
        version, text = self._written.get(window.name, (-1, ""))
        if version != window.version:
            text = live_playlist(window)
            if len(self._written) > 4 * (len(self._stage.sessions) + 4):
                self._written.clear()
            self._written[window.name] = (window.version, text)
        return text


def _asked(request: web.Request) -> tuple[int | None, int | None]:
    """The segment and the part that the viewer already knows to come."""
    number, index = (request.query.get(name) for name in ("_HLS_msn", "_HLS_part"))
    for text in (number, index):
        if text is not None and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise web.HTTPBadRequest(text="That is not the number of a segment.")
    if number is None and index is not None:
        raise web.HTTPBadRequest(text="A part belongs to a segment.")
    return (None if number is None else int(number)), (None if index is None else int(index))


def _media(data: bytes) -> web.Response:
    return web.Response(body=data, content_type="video/mp4", headers={"Cache-Control": "private, max-age=60"})
