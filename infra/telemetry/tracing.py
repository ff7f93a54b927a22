"""Traces, for who asks for them by TRAPPA_OTLP_ENDPOINT: made in the process, sent from a thread of their own.

Nothing passes by AllowedOnly, whatever wrote it. Nothing is read from the environment: neither OTEL_* names nor proxies
nor .netrc decide where spans go, with which secrets, or which spans there are.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

import requests
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from infra.settings import Settings
from infra.telemetry.allowed import may_leave, span_name
from infra.telemetry.observed import Recorded

_SCOPE: Final = "trappa"
_PATH: Final = "/v1/traces"
_SEND_SECONDS: Final = 5.0
"""How long one batch may take, with all attempts."""
_CLOSE_SECONDS: Final = 3.0
"""How long the end of the process waits for what has not been sent."""
_QUEUE: Final = 2048
_BATCH: Final = 512
_EVERY_MILLIS: Final = 5000.0
_PARENT: Final = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which requests are traced: the share `ratio` (0 to 1) of them, drawn here and nowhere else.

    `follow` lets a request go on with the trace that its `traceparent` names; otherwise every trace begins here.
    """

    ratio: float = 1.0
    follow: bool = False


class AllowedOnly(SpanExporter):
    """Hands on of each span what the list allows: no events, links, messages or trace states, no other attribute."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_allowed(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


class Tracing:
    """The traces of one process, on their way to `exporter`. Requests neither wait for it nor notice its outage."""

    def __init__(self, exporter: SpanExporter, sampling: Sampling) -> None:
        self._follow = sampling.follow
        with _without_otel_names():
            unmeasured = NoOpMeterProvider()
            self._provider = TracerProvider(
                TraceIdRatioBased(sampling.ratio), _resource(), shutdown_on_exit=False, meter_provider=unmeasured
            )
            self._processor = BatchSpanProcessor(
                AllowedOnly(exporter), _QUEUE, _EVERY_MILLIS, _BATCH, _SEND_SECONDS * 1000, meter_provider=unmeasured
            )
            self._provider.add_span_processor(self._processor)
            self._tracer = self._provider.get_tracer(_SCOPE)

    def begin(self, method: str, traceparent: str | None) -> Recorded | None:
        """The span of a request that has come in; None where it is not drawn."""
        # An empty context: whatever else is current has nothing to do with this request.
        parent = Context()
        if self._follow and traceparent is not None:
            parent = _PARENT.extract({"traceparent": traceparent}, parent)
        span = self._tracer.start_span(method, parent, SpanKind.SERVER)
        return Recorded(self._tracer, span) if span.is_recording() else None

    def flush(self) -> None:
        """Sends what has ended; blocks until it is sent or given up."""
        self._processor.force_flush()

    async def aclose(self) -> None:
        """Sends what is left, for at most some seconds; what is not sent then is lost."""
        closing = threading.Thread(target=self._provider.shutdown, name="trappa-tracing", daemon=True)
        closing.start()
        await asyncio.to_thread(closing.join, _CLOSE_SECONDS)


def tracing_of(settings: Settings) -> Tracing | None:
    """As the settings say: None, and nothing of it is made, where they name no endpoint."""
    if settings.otlp_endpoint is None:
        return None
    sampling = Sampling(settings.trace_ratio, settings.trace_parent)
    return Tracing(otlp_exporter(settings.otlp_endpoint), sampling)


def otlp_exporter(endpoint: str) -> SpanExporter:
    """OTLP over HTTP, in protobuf, to `endpoint`/v1/traces. TLS trusts what the machine trusts."""
    session = requests.Session()
    session.trust_env = False
    trusted = ssl.get_default_verify_paths()
    with _without_otel_names():
        return OTLPSpanExporter(
            f"{endpoint}{_PATH}",
            certificate_file=trusted.cafile or trusted.capath,
            timeout=_SEND_SECONDS,
            compression=Compression.Gzip,
            session=session,
            meter_provider=NoOpMeterProvider(),
        )


def _resource() -> Resource:
    # Not Resource.create, which adds what detectors and the environment say of machine and process.
    return Resource({"service.name": "trappa", "service.version": version("trappa")})


def _allowed(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span_name(span.name),
        context=_stateless(span.context),
        parent=_stateless(span.parent),
        resource=_resource(),
        attributes={name: value for name, value in (span.attributes or {}).items() if may_leave(name, value)},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=InstrumentationScope(_SCOPE),
    )


def _stateless(context: SpanContext | None) -> SpanContext | None:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


@contextmanager
def _without_otel_names() -> Iterator[None]:
    """The constructors of the SDK take what they are not given from such names, and some of it even so."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("OTEL_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
