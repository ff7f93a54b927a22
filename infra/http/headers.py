"""What every answer tells the browser to leave alone."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SafeHeaders:
    """Nothing is taken for another kind than it says, and what is asked of the API is stored nowhere.

    A header that the answer itself sets stands.
    """

    def __init__(self, app: ASGIApp, unstored: tuple[str, ...]) -> None:
        self._app = app
        self._unstored = unstored

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                if scope["path"].startswith(self._unstored):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
