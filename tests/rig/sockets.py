"""Tests talk to this machine only: a connection to any other is refused before it is tried."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest


class NetworkRefusedError(RuntimeError):
    """Not an OSError: code under test that gets along without a network must not hide it."""

    def __init__(self, address: object) -> None:
        self.address = address
        super().__init__(f"a test wanted to connect to {address!r}; only loopback is allowed")


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    allowed = _test_server()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), allowed))
        yield


def _guarded(connect: Callable[..., Any], allowed: frozenset[str]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0], allowed):
            raise NetworkRefusedError(address)
        return connect(self, address)

    return guarded


def _is_loopback(host: str, allowed: frozenset[str]) -> bool:
    if host in allowed or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _test_server() -> frozenset[str]:
    host = urlsplit(os.environ.get("TRAPPA_TEST_DATABASE_URL", "")).hostname
    if not host:
        return frozenset()
    return frozenset({host, *(str(found[4][0]) for found in socket.getaddrinfo(host, None))})
