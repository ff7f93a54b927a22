"""What is told of the request that is being answered, wherever in the process something is done for it.

The domain knows nothing of this: the edge begins it, the HTTP front and the database's adapters add to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

import structlog
from opentelemetry.context import Context
from opentelemetry.trace import Span, StatusCode, Tracer, format_trace_id, set_span_in_context

from infra.telemetry.allowed import Attribute, Notes


@dataclass(slots=True)
class Observed:
    """One request: its id, and what is known of it so far. `fields` are the schema's own root fields, sorted."""

    correlation_id: str
    region: str | None = None
    operation: str | None = None
    fields: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An open span, and what makes spans below it."""

    tracer: Tracer
    span: Span

    @property
    def trace_id(self) -> str:
        return format_trace_id(self.span.get_span_context().trace_id)

    def begin(self, name: str) -> Recorded:
        """A span below this one. The parent is named: a task may run in what another request left behind."""
        return Recorded(self.tracer, self.tracer.start_span(name, set_span_in_context(self.span, Context())))

    def end(self, notes: Notes) -> None:
        """With what became known of it; it failed where that names an error."""
        self.span.set_attributes({str(name): value for name, value in notes.items()})
        if Attribute.ERROR in notes:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


_observed: Final[ContextVar[Observed]] = ContextVar("observed")
_recorded: Final[ContextVar[Recorded | None]] = ContextVar("recorded", default=None)


def current() -> Observed:
    """The request that is being answered. LookupError where there is none."""
    return _observed.get()


@contextmanager
def observing(observed: Observed, recorded: Recorded | None) -> Iterator[None]:
    """The request is the current one within the block; every line in the log bears its ids."""
    # Whatever the task inherited is another request's: on one connection each is begun by the end of the one before.
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=observed.correlation_id)
    if recorded is not None:
        structlog.contextvars.bind_contextvars(trace_id=recorded.trace_id)
    now, before = _observed.set(observed), _recorded.set(recorded)
    try:
        yield
    finally:
        _recorded.reset(before)
        _observed.reset(now)
        structlog.contextvars.clear_contextvars()


@contextmanager
def below(name: str, notes: Notes, expected: tuple[type[Exception], ...] = ()) -> Iterator[Notes]:
    """A span below the current request's innermost one; nothing where the request is not recorded.

    What is put into the notes until the block ends is told of the span. Of an exception its type is told, and not even
    that of `expected` ones, which are answers.
    """
    outer = _recorded.get()
    if outer is None:
        yield notes
        return
    inner = outer.begin(name)
    before = _recorded.set(inner)
    try:
        yield notes
    except BaseException as error:
        if not isinstance(error, expected):
            notes[Attribute.ERROR] = type(error).__name__
        raise
    finally:
        _recorded.reset(before)
        inner.end(notes)


def tell_operation(kind: str, fields: tuple[str, ...]) -> None:
    """Notes which operation the current request runs; without a request nothing is noted."""
    observed = _observed.get(None)
    if observed is not None:
        observed.operation, observed.fields = kind, fields
