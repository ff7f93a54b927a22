"""A collector of traces on this machine: takes OTLP over HTTP, as any does, and keeps what it gets."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass
class Collector:
    """`calls` are path, headers (names in lower case) and body of what came. While it is `stuck` it does not answer."""

    base_url: str
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    called: threading.Event = field(default_factory=threading.Event)
    stuck: threading.Event = field(default_factory=threading.Event)
    status: int = 200

    @property
    def batches(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(gzip.decompress(body)) for _, _, body in self.calls]

    @property
    def spans(self) -> list[Any]:
        """Spans as OTLP has them, in the order of their beginnings."""
        found = [
            span
            for batch in self.batches
            for resource in batch.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        return sorted(found, key=lambda span: span.start_time_unix_nano)


@contextmanager
def collecting(tls: ssl.SSLContext | None = None) -> Iterator[Collector]:
    """The collector, on a free port of loopback, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            collector.called.set()
            if collector.stuck.is_set():
                over.wait()
            self.send_response(collector.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def finish_request(self, request: Any, client_address: Any) -> None:
            """Each caller's handshake is its own thread's matter: what it leaves behind is gone when that ends."""
            if tls is None:
                super().finish_request(request, client_address)
                return
            with suppress(OSError):
                request.getpeername()  # whoever has hung up is not wrapped: that would leave the socket unclosed
                with tls.wrap_socket(request, server_side=True) as wrapped:
                    super().finish_request(wrapped, client_address)

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller who hangs up or does not trust us is no error of a test's."""

    over = threading.Event()
    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http" if tls is None else "https"
        collector = Collector(f"{scheme}://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            over.set()
            server.shutdown()
            thread.join()
