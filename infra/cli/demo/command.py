"""`trappa demo`: everything on this machine, from an empty directory to a server with worked examples in it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Final

from infra.cli.demo.comparison import Row, summary, table
from infra.cli.demo.place import Place
from infra.cli.demo.running import Running, play, running
from infra.cli.demo.serving import taken
from infra.cli.demo.welcome import greeting
from infra.cli.failures import CommandFailed
from infra.db.embedded import EmbeddedPostgres
from infra.dev.issuer import require_dev

_PORT: Final = 8000
_POLL: Final = 1.0
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(given: argparse.Namespace) -> int:
    """With `--check` 1 on any difference, and nothing is left. Else it serves until a signal ends it."""
    require_dev(os.environ.get("TRAPPA_ENV") or "dev")
    if given.check:
        return check(given.port or 0)
    return stay(Place.kept(), given.port or _PORT, fresh=given.fresh)


def check(port: int) -> int:
    """Plays everything in a temporary database; `port` 0 takes a free one."""
    with (
        _stopped_by_signals(),
        closing(taken(port)) as listener,
        tempfile.TemporaryDirectory(prefix="trappa-demo-") as directory,
        running(Place(None, Path(directory)), listener, None) as here,
    ):
        _, rows = play(here)
    return shown(rows)


def stay(place: Place, port: int, *, fresh: bool) -> int:
    """Serves the demo kept in `place` until a signal; plays it first where that has not been done."""
    with _stopped_by_signals(), closing(taken(port)) as listener:
        return _stay(place, listener, fresh=fresh)


def _stay(place: Place, listener: socket.socket, *, fresh: bool) -> int:
    earlier = place.notes()
    unfinished = earlier is not None and earlier.unit_id is None
    if unfinished and not fresh:
        print("Förra starten avbröts: börjar om. The last start was interrupted: starting afresh.", flush=True)
    if fresh or unfinished:
        _erase(place)
        earlier = None
    with running(place, listener, earlier) as here:
        code, notes = 0, earlier
        if notes is None:
            notes, rows = play(here)
            code = shown(rows)
            if notes.unit_id is None:
                raise CommandFailed("DEMO_INCOMPLETE", "the examples could not be played; start again with --fresh")
            place.note(notes)
        print(greeting(here.client, replace(here.notes, unit_id=notes.unit_id, case_id=notes.case_id)), flush=True)
        return _serve(here, code)


def _serve(here: Running, code: int) -> int:
    try:
        while all(one.is_alive() for one in here.threads):
            time.sleep(_POLL)
    except KeyboardInterrupt:
        print("\nStannar. Stopping.", flush=True)
        return code
    raise CommandFailed("SERVER_FAILED", "the API or the worker has ended; its log stands above")


def _erase(place: Place) -> None:
    if place.database is not None:
        EmbeddedPostgres(place.database).erase()
    place.forget()


def shown(rows: Sequence[Row]) -> int:
    """Prints the table and its sum; 1 where anything differs."""
    print(table(rows))
    print(f"\n{summary(rows)}", flush=True)
    return 0 if all(row.ok for row in rows) else 1


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """The first signal to stop raises KeyboardInterrupt; later ones do not disturb what then is being ended."""
    # What the caller has us ignore (nohup, background jobs) stays ignored.
    heard = [one for one in _STOPPING if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.getsignal(one) for one in heard}

    def stop(_number: int, _frame: FrameType | None) -> None:
        for one in heard:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in heard:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
