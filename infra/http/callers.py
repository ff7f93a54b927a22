"""Who calls, at which instant, in which language: read from a request, or refused before anything of it is run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol, TypeVar

from starlette.requests import Request

from infra.auth.access import Access, Entering, IssuerChanged, NotSeated
from infra.auth.refusals import TokenRefused
from infra.auth.tokens import TokenVerifier, VerifiedToken
from infra.http.watching import Watch
from service.authorize import Actor

Language = Literal["sv", "en"]
NOW_HEADER = "trappa-now"
REGION_HEADER = "trappa-region"
ORGANISATION_HEADER = "trappa-organisation"
_YEARS: Final = range(1900, 3000)
"""Those that all that is reckoned from an instant can hold."""
BODY_SECONDS: Final = 10.0
"""How long the whole body of a request may take to come."""


class CallerRefused(Exception):  # noqa: N818 - an answer to the caller, not a defect
    """The request is answered with `status` before anything of it is run."""

    def __init__(self, status: int, code: str, sv: str, en: str, **extensions: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sv = sv
        self.en = en
        self.extensions: Mapping[str, Any] = extensions


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller of one region. `now` is set only where the environment allows it to be."""

    actor: Actor
    language: Language
    now: datetime | None
    watch: Watch

    @property
    def region(self) -> str:
        return self.actor.tenant_id


class AnyCaller(Protocol):
    """A caller as the GraphQL front knows it, of a region or of none."""

    @property
    def region(self) -> str | None: ...

    @property
    def watch(self) -> Watch: ...


C = TypeVar("C", bound=AnyCaller)


class Entrance(Protocol[C]):
    """Who lets callers in: `Callers`, and that of national bodies."""

    async def caller(self, request: Request) -> C:
        """Raises CallerRefused."""
        ...

    async def unchanged(self, caller: C) -> bool:
        """Whether the caller still is who it was when its request was run."""
        ...

    def forget(self, caller: C) -> None:
        """The next look at the caller is a new one."""
        ...


class Organisations(Protocol):
    """How callers write organisations: the region, its care units, counterparts."""

    def read(self, text: str) -> str | None:
        """The organisation as seats have it, None where no organisation is written so."""
        ...

    def write(self, organisation: str) -> str: ...


def body_late() -> CallerRefused:
    """The refusal of a request whose body has not come within BODY_SECONDS."""
    return CallerRefused(
        408,
        "REQUEST_TIMEOUT",
        "Begärans innehåll kom inte fram i tid. Skicka den igen.",
        "The body of the request did not arrive in time. Send it again.",
    )


def language_of(accepted: str | None) -> Language:
    """The first of Swedish and English that Accept-Language prefers, Swedish where it names neither and takes any.

    CallerRefused LANGUAGE_UNKNOWN where it names only others.
    """
    if accepted is None or not accepted.strip():
        return "sv"
    weighed: list[tuple[float, int, Language]] = []
    any_will_do = False
    for position, part in enumerate(accepted.split(",")):
        tag, _, parameters = part.strip().lower().partition(";")
        primary = tag.strip().split("-")[0]
        if primary not in {"sv", "en", "*"}:
            continue
        try:
            weight = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        if weight <= 0:
            continue
        if primary == "*":
            any_will_do = True
        else:
            weighed.append((-weight, position, "sv" if primary == "sv" else "en"))
    if not weighed and not any_will_do:
        raise CallerRefused(
            406,
            "LANGUAGE_UNKNOWN",
            "Svar finns på svenska (sv) och engelska (en).",
            "Answers come in Swedish (sv) and English (en).",
            allowed=["sv", "en"],
        )
    return min(weighed)[2] if weighed else "sv"


def bearer(request: Request) -> str:
    """The token that the request bears; CallerRefused TOKEN_MISSING."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise CallerRefused(401, "TOKEN_MISSING", "Begäran saknar bärartoken.", "The request has no bearer token.")
    return token.strip()


def token_refused(refused: TokenRefused) -> CallerRefused:
    return CallerRefused(
        503 if refused.retryable else 401, str(refused.code), refused.message("sv"), refused.message("en")
    )


def stated_now(request: Request, *, allowed: bool) -> datetime | None:
    """The instant of Trappa-Now, None where the request has none; CallerRefused where it is not `allowed` or wrong."""
    text = request.headers.get(NOW_HEADER)
    if text is None:
        return None
    if not allowed:
        raise CallerRefused(
            400,
            "CLOCK_HEADER_REFUSED",
            "Trappa-Now tillåts bara i utvecklingsmiljö.",
            "Trappa-Now is allowed in the dev environment only.",
        )
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        now = None
    if now is None or now.tzinfo is None or now.year not in _YEARS:
        raise CallerRefused(
            400,
            "CLOCK_HEADER_INVALID",
            "Trappa-Now är en ISO 8601-tid med tidszon, från år 1900 till 2999.",
            "Trappa-Now is an ISO 8601 time with an offset, from year 1900 to 2999.",
        )
    return now


NOT_SEATED: Final[Mapping[str, tuple[int, str, str]]] = {
    "NO_REGION": (403, "Token gäller ingen region.", "The token is not for any region."),
    "REGION_UNNAMED": (
        400,
        "Ange regionen i huvudet Trappa-Region, som länskod.",
        "Name the region in the header Trappa-Region, by its county code.",
    ),
    "NO_SEAT": (
        403,
        "Du har ingen plats där du vill handla: regionen eller organisationen finns inte, eller är inte din.",
        "You have no seat where you ask to act: the region or organisation does not exist, or is not yours.",
    ),
    "ORGANISATION_UNNAMED": (
        400,
        "Du har platser i flera organisationer: ange en i huvudet Trappa-Organisation.",
        "You have seats in several organisations: name one in the header Trappa-Organisation.",
    ),
}


class Callers:
    """Reads callers from requests; `header_clock` allows Trappa-Now, which only dev may."""

    def __init__(
        self, verifier: TokenVerifier, access: Access, organisations: Organisations, *, header_clock: bool
    ) -> None:
        self._verifier = verifier
        self._access = access
        self._organisations = organisations
        self._header_clock = header_clock

    async def caller(self, request: Request) -> Caller:
        """Raises CallerRefused for what the request's headers say: no or a refused token, no seat, a bad header."""
        now = stated_now(request, allowed=self._header_clock)
        language = language_of(request.headers.get("accept-language"))
        token = bearer(request)
        try:
            actor = await self._actor(request, token, now)
        except TokenRefused as refused:
            raise token_refused(refused) from None
        except NotSeated as refused:
            raise self._not_seated(refused) from None
        return Caller(actor, language, now, Watch())

    async def _actor(self, request: Request, token: str, now: datetime | None) -> Actor:
        while True:
            verified = await self._verifier.verify(token)
            with suppress(IssuerChanged):
                return await self._access.actor(self._entering(request, verified, now))

    async def unchanged(self, caller: Caller) -> bool:
        """Whether the caller still is who it was, where no statement of the request has compared that."""
        return not caller.watch.changed and (caller.watch.compared or await self._access.still(caller.actor))

    def forget(self, caller: Caller) -> None:
        """Lets the next look at the caller ask the database."""
        self._access.forget(caller.actor.tenant_id, caller.actor.id)

    def _entering(self, request: Request, token: VerifiedToken, now: datetime | None) -> Entering:
        named = request.headers.get(ORGANISATION_HEADER)
        organisation = None if named is None else self._organisations.read(named.strip())
        if named is not None and organisation is None:
            raise NotSeated("NO_SEAT")
        region = request.headers.get(REGION_HEADER)
        return Entering(token, None if region is None else region.strip(), organisation, now or datetime.now(UTC))

    def _not_seated(self, refused: NotSeated) -> CallerRefused:
        status, sv, en = NOT_SEATED[refused.why]
        extensions = {}
        if refused.organisations:
            extensions["allowed"] = [self._organisations.write(one) for one in refused.organisations]
        return CallerRefused(status, refused.why, sv, en, **extensions)
