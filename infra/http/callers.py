"""Who calls, at which instant, in which language: read from a request, or refused before anything of it is run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from starlette.requests import Request

from infra.auth.refusals import TokenRefused
from infra.auth.tokens import TokenVerifier, VerifiedToken

Language = Literal["sv", "en"]
NOW_HEADER = "trappa-now"
_YEARS: Final = range(1900, 3000)
"""Those that all that is reckoned from an instant can hold."""
BODY_SECONDS: Final = 10.0
"""How long the whole body of a request may take to come."""


class CallerRefused(Exception):  # noqa: N818 - an answer to the caller, not a defect
    """The request is answered with `status` before anything of it is run."""

    def __init__(self, status: int, code: str, sv: str, en: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sv = sv
        self.en = en


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller of one region. `now` is set only where the environment allows it to be."""

    token: VerifiedToken
    tenant_id: str
    language: Language
    now: datetime | None


def body_late() -> CallerRefused:
    """The refusal of a request whose body has not come within BODY_SECONDS."""
    return CallerRefused(
        408,
        "REQUEST_TIMEOUT",
        "Begärans innehåll kom inte fram i tid. Skicka den igen.",
        "The body of the request did not arrive in time. Send it again.",
    )


def language_of(accepted: str) -> Language:
    """The first of Swedish and English that Accept-Language prefers; Swedish where it names neither."""
    weighed: list[tuple[float, int, Language]] = []
    for position, part in enumerate(accepted.split(",")):
        tag, _, parameters = part.strip().lower().partition(";")
        primary = tag.split("-")[0]
        if primary not in {"sv", "en"}:
            continue
        try:
            weight = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        if weight > 0:
            weighed.append((-weight, position, "sv" if primary == "sv" else "en"))
    return min(weighed)[2] if weighed else "sv"


class Callers:
    """Reads callers from requests; `header_clock` allows Trappa-Now, which only dev may."""

    def __init__(self, verifier: TokenVerifier, *, header_clock: bool) -> None:
        self._verifier = verifier
        self._header_clock = header_clock

    async def caller(self, request: Request) -> Caller:
        """Raises CallerRefused for a missing or refused token, a national one, or a bad or forbidden Trappa-Now."""
        now = self._now(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise CallerRefused(401, "TOKEN_MISSING", "Begäran saknar bärartoken.", "The request has no bearer token.")
        try:
            verified = await self._verifier.verify(token.strip())
        except TokenRefused as refused:
            status = 503 if refused.retryable else 401
            code = str(refused.code)
            raise CallerRefused(status, code, refused.message("sv"), refused.message("en")) from None
        if verified.tenant_id is None:
            raise CallerRefused(403, "NO_REGION", "Token gäller ingen region.", "The token is not for any region.")
        language = language_of(request.headers.get("accept-language", ""))
        return Caller(verified, verified.tenant_id, language, now)

    def _now(self, request: Request) -> datetime | None:
        text = request.headers.get(NOW_HEADER)
        if text is None:
            return None
        if not self._header_clock:
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
