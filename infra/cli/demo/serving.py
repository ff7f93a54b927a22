"""The API and the worker in threads of this process; the API on a socket that was taken before all else."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn

from infra.cli.failures import CommandFailed
from infra.cli.processes import APPLICATION, PROTOCOL
from infra.cli.working import publisher, services_by
from infra.jobs.worker import work
from infra.settings import PREFIX, load

LOOPBACK: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_PAUSE: Final = 0.02
_GRACE: Final = 5
_IDLE_SECONDS: Final = 60


def taken(port: int) -> socket.socket:
    """A listening socket on loopback; `port` 0 takes a free one. CommandFailed PORT_TAKEN."""
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LOOPBACK, port))
        found.listen()
    except OSError as error:
        found.close()
        reason = f"port {port} on {LOOPBACK} cannot be had ({error.strerror}); choose another one: --port N"
        raise CommandFailed("PORT_TAKEN", reason) from error
    return found


@contextmanager
def serving(listener: socket.socket, environment: Mapping[str, str]) -> Iterator[threading.Thread]:
    """The thread that serves; it ends with the block. CommandFailed SERVER_FAILED where it does not start.

    The settings of this process are those of `environment` from then on: the server's root reads no others.
    """
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(environment)
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        http=PROTOCOL,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        # Longer than clients keep a connection: else the server may close it under a request.
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="trappa-api", daemon=True)
    thread.start()
    try:
        _await(lambda: server.started or not thread.is_alive())
        if not server.started:
            raise CommandFailed("SERVER_FAILED", "the API did not start; its log stands above")
        yield thread
    finally:
        server.should_exit = True
        _await(lambda: not thread.is_alive())


@contextmanager
def working(url: str) -> Iterator[threading.Thread]:
    """The thread that runs jobs as the worker's role, by the settings of this process; it ends with the block.

    CommandFailed SERVER_FAILED where it does not start.
    """
    loop, stop, started = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    services = services_by(load(os.environ))

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(work(url, services, publisher(), stop, started.set))

    thread = threading.Thread(target=run, name="trappa-worker", daemon=True)
    thread.start()
    try:
        _await(lambda: started.is_set() or not thread.is_alive())
        if not started.is_set():
            raise CommandFailed("SERVER_FAILED", "the worker did not start; its log stands above")
        yield thread
    finally:
        with suppress(RuntimeError):  # its loop has ended
            loop.call_soon_threadsafe(stop.set)
        _await(lambda: not thread.is_alive())


def _await(reached: Callable[[], bool]) -> None:
    """Returns when `reached`, or when patience ends."""
    # Not join(): one that a signal interrupts takes the thread for ended.
    deadline = time.monotonic() + _PATIENCE
    while not reached() and time.monotonic() < deadline:
        time.sleep(_PAUSE)
