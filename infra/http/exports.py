"""Files for other systems: settled months for the one that pays. One statement each, and errors as everywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from infra.http.callers import Caller, Callers
from infra.http.refusals import export_malformed, export_not_found, export_not_permitted, unsettled
from infra.http.watching import WatchedReader
from infra.telemetry.observed import current
from service.authorize import Actor
from service.domain.dates import Month
from service.ports import AccessChanged, Reader
from service.usecases.exporting import may_export, settlement_content
from service.usecases.settlement_export import Export, as_csv, as_json

SEAL: Final = "trappa-seal"
_TRIES: Final = 5
_FORMATS: Final[Mapping[str, tuple[Callable[[Mapping[str, Any]], Export], str]]] = {
    "json": (as_json, "application/json"),
    "csv": (as_csv, "text/csv; charset=utf-8; header=present"),
}
Reading = Callable[[Caller, Reader], Awaitable[Response]]


class Exports:
    """The routes under /export, to whose callers it answers once it is told to serve."""

    def __init__(self) -> None:
        self._served: tuple[Callers, Reader] | None = None

    def serve(self, callers: Callers, reader: Reader) -> None:
        self._served = callers, reader

    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"/export/settlements/{{month}}.{form}", self._settlement(form), methods=["GET"]) for form in _FORMATS
        ]

    def _settlement(self, form: str) -> Callable[[Request], Awaitable[Response]]:
        write, media = _FORMATS[form]

        async def answer(request: Request) -> Response:
            month = _month(request.path_params["month"], "month")

            async def read(caller: Caller, reader: Reader) -> Response:
                content = await settlement_content(reader, caller.actor, month)
                if content is None:
                    raise export_not_found()
                name = f"trappa-{caller.actor.tenant_id}-{month}.{form}"
                return _file(request, write(content), name, media)

            return await self._answered(request, may_export, read)

        return answer

    async def _answered(self, request: Request, may: Callable[[Actor], bool], read: Reading) -> Response:
        """What `read` gives to a caller who may; looked at again where its seats or issuer change meanwhile."""
        if self._served is None:
            raise RuntimeError("the process has not started")
        callers, reader = self._served
        for _ in range(_TRIES):
            caller = await callers.caller(request)
            current().region = caller.actor.tenant_id
            if may(caller.actor):
                try:
                    return await read(caller, WatchedReader(reader, caller.watch))
                except AccessChanged:
                    callers.forget(caller)
            elif await callers.unchanged(caller):
                raise export_not_permitted()
            else:
                callers.forget(caller)
        raise unsettled()


def _month(text: str, path: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise export_malformed(path, "YYYY-MM") from None


def _file(request: Request, export: Export, name: str, media: str) -> Response:
    """The file, or 304 to who has this very one."""
    headers = {
        "etag": f'"{export.digest}"',
        SEAL: export.seal,
        "cache-control": "private, no-cache",
        "content-disposition": f'attachment; filename="{name}"',
    }
    held = request.headers.get("if-none-match", "")
    if headers["etag"] in (one.strip().removeprefix("W/") for one in held.split(",")):
        return Response(None, 304, headers)
    return Response(export.text.encode(), 200, headers, media_type=media)
