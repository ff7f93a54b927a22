"""Who calls for a national body: proven by a token of its issuer, in no region."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from infra.auth.refusals import TokenRefused
from infra.auth.registry import RegisteredIssuers
from infra.auth.tokens import TokenVerifier, VerifiedToken
from infra.db.access_loads import issuer
from infra.db.pool import Pool
from infra.http.callers import CallerRefused, Language, bearer, language_of, stated_now, token_refused
from infra.http.watching import Watch
from service.authorize import Catalogue, NationalActor, Permission, national_actor_of
from service.domain.access import PLATFORM
from service.ports import Pseudonyms


@dataclass(frozen=True, slots=True)
class NationalCaller:
    """A verified caller. `now` is set only where the environment allows it to be."""

    actor: NationalActor
    language: Language
    now: datetime | None
    watch: Watch = field(default_factory=Watch)

    @property
    def region(self) -> None:
        return None


def not_national() -> CallerRefused:
    return CallerRefused(
        403,
        "NOT_NATIONAL",
        "Nationella uppgifter läses med en token från ett nationellt organ som har utfärdaren registrerad.",
        "National figures are read with a token of a national body whose issuer is registered.",
    )


class NationalCallers:
    """`infra.http.callers.Entrance` for national bodies.

    `pool` is the application's, which knows the issuers: one that is withdrawn or registered anew acts on the next
    request.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        issuers: RegisteredIssuers,
        pool: Pool,
        pseudonyms: Pseudonyms,
        catalogue: Catalogue,
        *,
        header_clock: bool,
    ) -> None:
        self._verifier = verifier
        self._issuers = issuers
        self._pool = pool
        self._pseudonyms = pseudonyms
        self._catalogue = catalogue
        self._header_clock = header_clock

    async def caller(self, request: Request, needed: Permission = "READ_NATIONAL") -> NationalCaller:
        """Raises CallerRefused for a bad header, no or a refused token, and one of a region or without `needed`."""
        now = stated_now(request, allowed=self._header_clock)
        language = language_of(request.headers.get("accept-language"))
        token = bearer(request)
        try:
            verified = await self._verified(token)
        except TokenRefused as refused:
            raise token_refused(refused) from None
        if verified.national_body is None:
            raise not_national()
        actor_id = self._pseudonyms.actor_id(PLATFORM, verified.iss, verified.sub)
        actor = national_actor_of(actor_id, verified.national_body, verified.roles, self._catalogue)
        if not actor.holds(needed):
            raise not_national()
        return NationalCaller(actor, language, now)

    async def _verified(self, token: str) -> VerifiedToken:
        """The token, by the registration of its issuer that there is now."""
        while True:
            verified = await self._verifier.verify(token)
            found = await issuer(self._pool, verified.iss)
            if found is not None and not found.withdrawn and found.version == verified.issuer_version:
                return verified
            self._issuers.forget_iss(verified.iss)

    async def unchanged(self, caller: NationalCaller) -> bool:  # noqa: ARG002 - found out anew with each request
        return True

    def forget(self, caller: NationalCaller) -> None:
        """Nothing is kept of it."""
