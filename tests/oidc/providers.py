"""Identity providers that a test starts and stops: npm's oidc-provider, and the development issuer."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from starlette.routing import Route

from infra.asgi import offered
from infra.auth.issuers import ClaimMapping, Issuer
from infra.dev.issuer import SERVICE_CLIENT, SERVICE_SECRET, WEB_CLIENT, DevIssuer, DevKeys, issuer_url
from infra.settings import DEV_AUDIENCE
from tenants.registry import regions
from tests.rig.identity import serving_at
from tests.rig.programs import missing

SCRIPT = Path(__file__).with_name("provider.mjs")
PACKAGE = Path(__file__).parents[2] / "node_modules" / "oidc-provider"
SERVICE_ROLE = "finance_officer"


@dataclass(frozen=True)
class Provider:
    """A provider that listens, the clients that it knows, and the claims in which it says what a region asks."""

    iss: str
    region: str
    web_client: str
    service_client: tuple[str, str]
    roles_claim: str
    unit_claim: str
    rotate: Callable[[], None]
    stop: Callable[[], None]

    def registration(self, allowed_roles: Collection[str], *, audience: str = DEV_AUDIENCE) -> Issuer:
        """The provider as its region registers it."""
        return Issuer(
            iss=self.iss,
            tenant_id=self.region,
            national_body=None,
            audience=audience,
            algorithms=("ES256",),
            jwks_uri=f"{self.iss}/jwks",
            claim_mapping=ClaimMapping(self.roles_claim, self.unit_claim, frozenset(allowed_roles)),
        )


Start = Callable[[str], AbstractContextManager[Provider]]
"""Starts a provider for a region (SCB länskod); it ends with the block, or before by `stop`."""


def _never() -> None:
    raise AssertionError("this provider is not the test's own")


@contextmanager
def npm_provider(node: str, redirect_uri: str, region: str) -> Iterator[Provider]:
    """A process of its own, with claims named as no other provider's."""
    if not PACKAGE.is_dir():
        missing("npm's oidc-provider (npm ci)")
    given = {"audience": DEV_AUDIENCE, "redirectUri": redirect_uri, "serviceRoles": [SERVICE_ROLE]}
    command = [node, str(SCRIPT), json.dumps(given)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def stop() -> None:
            if process.poll() is None:
                process.kill()
                process.wait()

        try:
            said = process.stdout.readline().split()
            assert said[:1] == ["listening"], "the provider did not start"
            iss = said[1]
            yield Provider(
                iss=iss,
                region=region,
                web_client="web",
                service_client=("service", "service-secret"),
                roles_claim="groups",
                unit_claim="care_unit",
                rotate=lambda: _post(f"{iss}/rotate"),
                stop=stop,
            )
        finally:
            stop()


@contextmanager
def dev_provider(region: str) -> Iterator[Provider]:
    """The development issuer on an address of its own, apart from the API that trusts it."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        issuers: list[DevIssuer] = []
        keys = DevKeys.load_or_create(Path(directory))

        def routes_at(base_url: str) -> list[Route]:
            issuers.append(DevIssuer(keys, base_url, [one.code for one in regions()], offered()))
            return issuers[0].routes()

        base_url = stack.enter_context(serving_at(routes_at))
        yield dev_at(base_url, region, rotate=issuers[0].rotate, stop=stack.close)


def dev_at(
    base_url: str, region: str, *, rotate: Callable[[], None] = _never, stop: Callable[[], None] = _never
) -> Provider:
    """The development issuer that listens at `base_url`."""
    return Provider(
        iss=issuer_url(base_url, region),
        region=region,
        web_client=WEB_CLIENT,
        service_client=(SERVICE_CLIENT, SERVICE_SECRET),
        roles_claim="roles",
        unit_claim="unit",
        rotate=rotate,
        stop=stop,
    )


def _post(url: str) -> None:
    with httpx2.Client(trust_env=False) as client:
        client.post(url).raise_for_status()
