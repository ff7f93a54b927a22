"""Traces on their way to a real collector: what it gets, and that nobody notices where there is none."""

from __future__ import annotations

import gc
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from opentelemetry import trace

from infra.db.bootstrap import DatabaseUrls
from infra.settings import load
from infra.telemetry.tracing import tracing_of
from tests.api.caller import Api, calling
from tests.api.collector import Collector, collecting
from tests.api.region import Region
from tests.api.serving import served
from tests.rig.postgres import Cluster

READ = "{ cases(first: 1) { nodes { id } } }"
ELSEWHERE = {
    "OTEL_EXPORTER_OTLP_HEADERS": "authorization=secret",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "x-secret=secret",
    "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "0.000001",
    "OTEL_EXPORTER_OTLP_CERTIFICATE": "/nowhere.pem",
    "OTEL_RESOURCE_ATTRIBUTES": "host.name=testsson",
    "OTEL_SERVICE_NAME": "testsson",
    "OTEL_SDK_DISABLED": "true",
    "OTEL_TRACES_SAMPLER": "always_off",
    "OTEL_BSP_MAX_QUEUE_SIZE": "1",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "0",
    "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER": "nobody",
}
"""What another tracer may be told by the environment."""


def value_of(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [value_of(one) for one in value.array_value.values]
    return getattr(value, kind)


def told(attributes: Any) -> dict[str, Any]:
    return {one.key: value_of(one.value) for one in attributes}


async def ask_once(urls: DatabaseUrls, cluster: Cluster, endpoint: str, **environment: str) -> str:
    """The correlation id of a read by a service that is then stopped."""
    with served(urls, TRAPPA_OTLP_ENDPOINT=endpoint, **environment) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(urls)) as api:
            answer = await api.send(Region(api).handler, READ)
    assert answer.data is not None
    return answer.headers["x-correlation-id"]


async def test_a_collector_gets_the_spans_in_otlp_and_nothing_that_the_environment_says(
    api: Api, api_database: DatabaseUrls, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collecting() as other, collecting() as collector:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OTEL_EXPORTER_OTLP_ENDPOINT"):
            monkeypatch.setenv(name, other.base_url)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"{other.base_url}/v1/traces")
        for name, value in ELSEWHERE.items():
            monkeypatch.setenv(name, value)
        correlation_id = await ask_once(api_database, cluster, f"{collector.base_url}/otlp/")
        assert other.calls == []
    path, headers, _ = collector.calls[0]
    assert path == "/otlp/v1/traces"
    assert (headers["content-type"], headers["content-encoding"]) == ("application/x-protobuf", "gzip")
    assert not {"authorization", "x-secret", "cookie"} & set(headers)
    (resource,) = collector.batches[0].resource_spans
    assert told(resource.resource.attributes) == {"service.name": "trappa", "service.version": version("trappa")}
    assert [scope.scope.name for scope in resource.scope_spans] == ["trappa"]
    request, operation, read = [one for one in collector.spans if "jwks" not in one.name]
    assert told(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "trappa.region": "08",
        "trappa.correlation_id": correlation_id,
    }
    assert told(operation.attributes) == {"graphql.operation.type": "query", "trappa.fields": ["cases"]}
    assert told(read.attributes) == {"trappa.reads": 1, "trappa.entities": ["case"]}
    assert (request.parent_span_id, operation.parent_span_id) == (b"", request.span_id)
    assert read.parent_span_id == operation.span_id
    assert {one.trace_id for one in (request, operation, read)} == {request.trace_id}
    assert {one.kind for one in (operation, read)} == {operation.SPAN_KIND_INTERNAL}
    assert request.kind == request.SPAN_KIND_SERVER


async def test_by_default_nothing_of_it_is_made_and_nothing_is_sent(
    api: Api, api_database: DatabaseUrls, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load({"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": api_database.app})
    assert tracing_of(settings) is None
    before = set(threading.enumerate())
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.base_url)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"{collector.base_url}/v1/traces")
        monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
        with served(api_database) as running:
            await running.register()
            async with calling(running, cluster.admin_url_of(api_database)) as called:
                await called.ask(Region(called).handler, READ)
            exporting = [one.name for one in set(threading.enumerate()) - before if "Otel" in one.name]
        assert (collector.calls, exporting) == ([], [])
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


@pytest.mark.parametrize(
    ("environment", "traces"),
    [
        ({}, "of its own"),
        ({"TRAPPA_TRACE_PARENT": "true"}, "the gateway's"),
        ({"TRAPPA_TRACE_PARENT": "true", "TRAPPA_TRACE_RATIO": "0"}, "none"),
        ({"TRAPPA_TRACE_RATIO": "0"}, "none"),
    ],
)
async def test_the_settings_say_which_requests_are_traced_and_whose_traces_go_on(
    api: Api, api_database: DatabaseUrls, environment: dict[str, str], traces: str
) -> None:
    with collecting() as collector:
        with served(api_database, TRAPPA_OTLP_ENDPOINT=collector.base_url, **environment) as running:
            async with httpx2.AsyncClient(base_url=running.base_url, trust_env=False) as client:
                await client.get("/health/live", headers={"traceparent": PARENT})
        found = ["the gateway's" if one.trace_id.hex() in PARENT else "of its own" for one in collector.spans]
    assert (found or ["none"]) == [traces]


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


async def slowest(
    urls: DatabaseUrls, cluster: Cluster, collector: Collector | None, endpoint: str
) -> tuple[float, float]:
    """Seconds: of the slowest of many requests once the exporter has met the outage, and of the service's end."""
    with served(urls, TRAPPA_OTLP_ENDPOINT=endpoint) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(urls)) as api:
            # A whole batch of spans is sent at once.
            for _ in range(520):
                await api.client.get("/health/live")
            if collector is not None:
                assert collector.called.wait(10)
            seconds = []
            for _ in range(50):
                started = time.perf_counter()
                assert (await api.send(Region(api).handler, READ)).data is not None
                seconds.append(time.perf_counter() - started)
        stopping = time.perf_counter()
    return max(seconds), time.perf_counter() - stopping


async def test_where_nobody_listens_requests_are_as_fast_as_ever(
    api: Api, api_database: DatabaseUrls, cluster: Cluster, nobody: str
) -> None:
    longest, end = await slowest(api_database, cluster, None, nobody)
    assert longest < 1
    assert end < 6


async def test_a_collector_that_never_answers_holds_up_neither_requests_nor_the_end(
    api: Api, api_database: DatabaseUrls, cluster: Cluster
) -> None:
    with collecting() as collector:
        collector.stuck.set()
        longest, end = await slowest(api_database, cluster, collector, collector.base_url)
    assert longest < 1
    assert end < 6


async def test_a_collector_that_refuses_spans_is_no_matter_of_the_callers(
    api: Api, api_database: DatabaseUrls, cluster: Cluster
) -> None:
    with collecting() as collector:
        collector.status = 403
        await ask_once(api_database, cluster, collector.base_url)
    assert len(collector.calls) == 1


def certificate(directory: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that vouches for itself, and who shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "collector of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, secret = directory / "collector.pem", directory / "collector.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return shown, context


# Where a caller who does not trust it hangs up before it is accepted, the standard library leaves a socket unclosed.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.parametrize("trusted", [True, False])
async def test_a_collector_is_trusted_as_far_as_the_machine_trusts_it(
    api: Api,
    api_database: DatabaseUrls,
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    trusted: bool,
) -> None:
    shown, tls = certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with collecting(tls) as collector:
        await ask_once(api_database, cluster, collector.base_url)
    gc.collect()
    assert len(collector.calls) == (1 if trusted else 0)
