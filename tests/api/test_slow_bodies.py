"""Bodies that come too slowly, and callers who hang up before theirs has come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from infra.db.bootstrap import DatabaseUrls
from tests.api.lines import logged, request_lines
from tests.api.serving import Served, served


@pytest.fixture
def impatient(api_database: DatabaseUrls) -> Iterator[Served]:
    """The service, waiting for a body as long as a test can."""
    with served(api_database, 0.4) as running:
        yield running


async def begun(running: Served, length: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which a good request has begun; of its body of that length nothing has been sent."""
    host, port = running.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /graphql HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {running.token(['handler'])}\r\n"
    writer.write(f"{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def test_a_body_that_drips_is_not_waited_for(impatient: Served) -> None:
    await impatient.register()
    reader, writer = await begun(impatient, 1000)
    dripping = asyncio.create_task(_drip(writer))
    answer = (await asyncio.wait_for(reader.read(), 5)).decode()
    dripping.cancel()
    writer.close()
    assert answer.startswith("HTTP/1.1 408 ")
    assert '"code":"REQUEST_TIMEOUT"' in answer
    assert "connection: close" in answer.lower()


async def _drip(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b" ")
        await asyncio.sleep(0.05)


async def test_a_caller_who_hangs_up_is_no_error(impatient: Served, caplog: pytest.LogCaptureFixture) -> None:
    await impatient.register()
    logging.getLogger("uvicorn.error").addHandler(caplog.handler)
    try:
        with logged() as lines:
            _, writer = await begun(impatient, 1000)
            writer.write(b'{"query"')
            await writer.drain()
            await asyncio.sleep(0.2)
            writer.close()
            await writer.wait_closed()
            await asyncio.sleep(0.6)
            # The first is the service's own, for the keys of its development issuer.
            keys, line = await request_lines(lines, 2)
    finally:
        logging.getLogger("uvicorn.error").removeHandler(caplog.handler)
    assert (lines, caplog.record_tuples) == ([keys, line], [])
    assert (line["route"], line["region"], "status" in line, "code" in line) == ("/graphql", "08", False, False)
