"""Logs: JSON lines on stderr that tell what happened, and of nobody."""

import asyncio
import gc
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import structlog

from infra.settings import LogLevel
from infra.telemetry.logs import configure_logging

PERSON = "Test Testsson 19121212-1212"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # pytest's own handlers are not this test's to close.
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert PERSON not in captured.err
    return [json.loads(line) for line in captured.err.splitlines()]


def _fail() -> None:
    raise ValueError(PERSON)


def test_a_line_is_json_with_level_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO)
    structlog.get_logger().info("case.opened", region="08", duration_ms=3)
    structlog.get_logger().debug("not told at this level")
    (line,) = _lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "case.opened", "level": "info", "region": "08", "duration_ms": 3}


@pytest.mark.parametrize("closed", [True, False])
def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch, *, closed: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w", buffering=1)
    if closed:
        stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging(LogLevel.INFO)
    structlog.get_logger().info("case.opened", region="08")
    with suppress(BrokenPipeError):
        stream.close()


def test_a_field_that_is_not_listed_is_withheld_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO)
    with structlog.contextvars.bound_contextvars(correlation_id="c-1", subject=PERSON):
        structlog.get_logger().warning("token.refused", note=PERSON, code="EXPIRED")
    (line,) = _lines(capsys)
    assert (line["correlation_id"], line["code"]) == ("c-1", "EXPIRED")
    assert line["withheld"] == ["note", "subject"]


@pytest.mark.parametrize("source", ["structlog", "logging"])
def test_an_exception_is_told_by_type_and_place(capsys: pytest.CaptureFixture[str], source: str) -> None:
    configure_logging(LogLevel.INFO)
    try:
        _fail()
    except ValueError:
        logger = structlog.get_logger() if source == "structlog" else logging.getLogger("library")
        logger.exception("unexpected")
    (line,) = _lines(capsys)
    assert (line["event"], line["level"], line["error_type"]) == ("unexpected", "error", "ValueError")
    assert line["exception"][-1].endswith(" _fail")


def test_of_a_librarys_record_the_constant_text_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.WARNING)
    logging.getLogger("library").warning("bad row: %s", PERSON)
    logging.getLogger("library").error(ValueError(PERSON))
    logging.getLogger("library").info("not told at this level")
    first, second = _lines(capsys)
    assert (first["event"], first["logger"], first["level"]) == ("bad row: %s", "library", "warning")
    assert second["event"] == "ValueError"


def test_a_librarys_line_bears_the_ids_of_the_request_and_nothing_else_that_is_bound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(LogLevel.INFO)
    with structlog.contextvars.bound_contextvars(correlation_id="c-1", trace_id="t-1", subject=PERSON):
        logging.getLogger("library").warning("slow")
    (line,) = _lines(capsys)
    del line["timestamp"]
    assert line == {
        "event": "slow",
        "level": "warning",
        "logger": "library",
        "correlation_id": "c-1",
        "trace_id": "t-1",
    }


async def _failing() -> None:
    _fail()


async def test_what_the_event_loop_complains_of_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO)
    asyncio.get_running_loop().call_soon(int, PERSON)
    lost = asyncio.create_task(_failing())
    await asyncio.wait([lost])
    del lost
    gc.collect()
    callback, task = _lines(capsys)
    for line in (callback, task):
        assert (line["event"], line["logger"], line["level"], line["error_type"]) == (
            "asyncio",
            "asyncio",
            "error",
            "ValueError",
        )
    assert task["exception"][-1].endswith(" _fail")
