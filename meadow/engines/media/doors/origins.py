"""Which pages may watch and send: CORS for what browsers fetch, the Origin header for WebSockets."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


class Origins:
    """The pages that the settings name; when they name none, all."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    def allows(self, request: web.Request) -> bool:
        """Whether a WebSocket may be opened; programs send no Origin and show a key all the same."""
        origin = request.headers.get("Origin")
        return origin is None or not self._allowed or origin in self._allowed

    @property
    def middleware(self) -> Middleware:
        """Answers preflights, and says whose pages may read an answer, refusals included."""

        @web.middleware
        async def share(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method == "OPTIONS":
                return web.Response(status=204, headers=self._headers(request) | _PREFLIGHT)
            try:
                answer = await handler(request)
            except web.HTTPException as refusal:
                refusal.headers.update(self._headers(request))
                raise
            if not answer.prepared:
                answer.headers.update(self._headers(request))
            return answer

        return share

    def _headers(self, request: web.Request) -> dict[str, str]:
        if not self._allowed:
            return {"Access-Control-Allow-Origin": "*"}
        origin = request.headers.get("Origin", "")
        vary = {"Vary": "Origin"}
        return {**vary, "Access-Control-Allow-Origin": origin} if origin in self._allowed else vary


_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Range",
    "Access-Control-Max-Age": "86400",
}
