"""What the running service writes into its log, as structlog hands it on: with what is bound to the request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import capture_logs

Line = Mapping[str, Any]


@contextmanager
def logged() -> Iterator[list[Line]]:
    """The lines of the block, each with the ids of its request."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        yield lines


def beside_requests(lines: list[Line]) -> list[Line]:
    """The lines but for those that tell of every request."""
    return [one for one in lines if one["event"] != "request"]


async def request_lines(lines: list[Line], count: int, route: str | None = None) -> list[Line]:
    """The lines that tell of requests, as soon as there are `count`: each is written after its answer was sent."""
    for _ in range(500):
        found = [one for one in lines if one["event"] == "request" and route in {None, one.get("route")}]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"{count} requests are not told of in {lines}")
