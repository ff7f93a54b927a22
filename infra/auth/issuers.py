"""Who may issue tokens, for which tenant or national body, and how far their claims reach."""

import ipaddress
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from infra.settings import is_loopback
from service.domain.access import PLATFORM

# JWS algorithm -> the JWK key type that it needs (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).
# Symmetric algorithms and "none" are absent on purpose: a public key must never serve as a shared secret.
KEY_TYPES: Mapping[str, str] = MappingProxyType(
    {"ES256": "EC", "ES384": "EC", "RS256": "RSA", "PS256": "RSA", "EdDSA": "OKP", "Ed25519": "OKP"}
)
MAX_ISS_LENGTH = 512
_OWN_NAMES = frozenset({"localhost", "ip6-localhost", "ip6-loopback"})
_TENANT = re.compile(r"[0-9]{2}")


class IssuerInvalidError(ValueError):
    """An issuer's registration contradicts itself or allows what is never allowed."""

    def __init__(self, field_name: str, *, sv: str, en: str) -> None:
        super().__init__(f"issuer.{field_name}: {en}")
        self.field_name = field_name
        self.message_sv = sv
        self.message_en = en


@dataclass(frozen=True, slots=True)
class ClaimMapping:
    """What a region lets this issuer's claims say: a claim outside `allowed_roles` is dropped."""

    roles_claim: str = "roles"
    unit_claim: str | None = "unit"
    allowed_roles: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Issuer:
    """One registered issuer (utfärdare).

    `iss` is compared byte for byte. `tenant_id` is the SCB länskod; exactly one of it, `national_body` and
    `counterpart` is set. `version` tells one registration from the next. Raises `IssuerInvalidError`.
    """

    iss: str
    tenant_id: str | None
    national_body: str | None
    audience: str
    algorithms: tuple[str, ...]
    jwks_uri: str
    claim_mapping: ClaimMapping | None = None
    counterpart: str | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if not 0 < len(self.iss) <= MAX_ISS_LENGTH or not self.iss.isprintable():
            raise IssuerInvalidError(
                "iss",
                sv=f"1 till {MAX_ISS_LENGTH} skrivbara tecken krävs",
                en=f"1 to {MAX_ISS_LENGTH} printable characters are required",
            )
        if [bool(one) for one in (self.tenant_id, self.national_body, self.counterpart)].count(True) != 1:
            raise IssuerInvalidError(
                "tenant_id",
                sv="ange ett av region, nationellt organ och motpart",
                en="name one of a region, a national body and a counterpart",
            )
        if self.tenant_id and (self.tenant_id == PLATFORM or not _TENANT.fullmatch(self.tenant_id)):
            raise IssuerInvalidError(
                "tenant_id",
                sv="länskoden är två siffror enligt SCB",
                en="a tenant is a two-digit SCB county code",
            )
        if not self.audience:
            raise IssuerInvalidError("audience", sv="mottagare saknas", en="an audience is required")
        refused = sorted(set(self.algorithms) - set(KEY_TYPES))
        if refused or not self.algorithms:
            allowed = ", ".join(KEY_TYPES)
            raise IssuerInvalidError(
                "algorithms",
                sv=f"{', '.join(refused) or 'inga'} godtas inte; tillåtna är {allowed}",
                en=f"{', '.join(refused) or 'none given'}: not accepted; allowed are {allowed}",
            )
        if not _is_safe_key_address(self.jwks_uri):
            raise IssuerInvalidError(
                "jwks_uri",
                sv="https krävs (http endast mot den egna datorn)",
                en="https is required (http on loopback only)",
            )


class Issuers(Protocol):
    """Where registered issuers are looked up. Asked for each request, also for tokens seen before."""

    async def by_iss(self, iss: str) -> Issuer | None:
        """The issuer registered under exactly this `iss`, or None."""
        ...


class FixedIssuers:
    """Issuers given once, in memory."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._by_iss: dict[str, Issuer] = {}
        for issuer in issuers:
            if issuer.iss in self._by_iss:
                raise IssuerInvalidError("iss", sv="utfärdaren finns redan", en="the issuer is given twice")
            self._by_iss[issuer.iss] = issuer

    async def by_iss(self, iss: str) -> Issuer | None:
        """The issuer given under exactly this `iss`, or None."""
        return self._by_iss.get(iss)


def _is_safe_key_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_of_own_machine(address: str) -> bool:
    """Whether an address may lead to this machine, or goes there in clear: what only development may trust.

    Wider than what `Issuer` lets through as plain http: every spelling of this machine counts, and so does what cannot
    be read. An `iss` that is no address, such as a URN, does not.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return True
    return parts.scheme == "http" or (bool(host) and _may_be_own(host))


def _may_be_own(host: str) -> bool:
    if host.endswith((".localhost", ".localdomain")) or host in _OWN_NAMES:
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        try:
            # As resolvers read it: «127.1», «0x7f.1» and «2130706433» are addresses to them.
            found = ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return False
    inner = getattr(found, "ipv4_mapped", None) or found
    return bool(inner.is_loopback or inner.is_unspecified)
