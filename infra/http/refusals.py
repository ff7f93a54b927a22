"""Answers to requests of which nothing is run, beside those to callers, and the one shape they all have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import JSONResponse

from infra.http.callers import CallerRefused
from infra.http.media import GRAPHQL_JSON, prefers_graphql_json

CORRELATION: Final = "x-correlation-id"
_CLOSING: Final = frozenset({"HTTP_INVALID", "OVERLOADED", "REQUEST_TIMEOUT", "STOPPING"})
"""After these the connection is closed: what else comes on it is not waited for."""


def path_unknown() -> CallerRefused:
    return CallerRefused(404, "PATH_UNKNOWN", "Adressen finns inte.", "There is nothing at this address.")


def method_not_allowed() -> CallerRefused:
    return CallerRefused(
        405,
        "METHOD_NOT_ALLOWED",
        "Adressen tar inte emot den metoden.",
        "The address does not take this method.",
    )


def body_too_large() -> CallerRefused:
    return CallerRefused(
        413,
        "BODY_TOO_LARGE",
        "Begärans innehåll är större än en mebibyte.",
        "The body of the request is over one mebibyte.",
    )


def http_invalid() -> CallerRefused:
    return CallerRefused(400, "HTTP_INVALID", "Begäran är ingen giltig HTTP-begäran.", "This is no valid HTTP request.")


def overloaded() -> CallerRefused:
    return CallerRefused(
        503,
        "OVERLOADED",
        "Tjänsten har för många anrop just nu. Försök igen om en stund.",
        "The service has too many callers now. Try again in a while.",
    )


def stopping() -> CallerRefused:
    return CallerRefused(
        503,
        "STOPPING",
        "Tjänsten stängs av innan begäran har besvarats. Läs om vad som gäller och försök igen.",
        "The service is being stopped before the request is answered. Read what holds now and try again.",
    )


def not_ready() -> CallerRefused:
    return CallerRefused(503, "NOT_READY", "Databasen svarar inte.", "The database does not answer.")


def unsettled() -> CallerRefused:
    """Where the region's seats changed each time the request was run."""
    return CallerRefused(
        503,
        "ACCESS_CHANGING",
        "Regionens platser ändras just nu. Försök igen.",
        "The region's seats are being changed. Try again.",
    )


def export_not_permitted() -> CallerRefused:
    return CallerRefused(
        403,
        "EXPORT_NOT_PERMITTED",
        "Din roll får inte hämta den filen: den är till för regionens ekonomi och revision.",
        "Your role may not have this file: it is for the region's finance and audit.",
    )


def export_not_found() -> CallerRefused:
    return CallerRefused(
        404,
        "EXPORT_NOT_FOUND",
        "Det finns ingen sådan fil: månaden är inte avräknad, eller enheten finns inte eller är inte din.",
        "There is no such file: the month is not settled, or the unit does not exist or is not yours.",
    )


def export_malformed(path: str, allowed: str) -> CallerRefused:
    """`path` names the part of the address that cannot be read."""
    return CallerRefused(
        400,
        "EXPORT_MALFORMED",
        "Adressen till filen går inte att läsa: se `path` och `allowed`.",
        "The address of the file cannot be read: see `path` and `allowed`.",
        path=path,
        allowed=[allowed],
    )


def parameter_unknown(name: str, allowed: Sequence[str]) -> CallerRefused:
    return CallerRefused(
        400,
        "PARAMETER_UNKNOWN",
        "Adressen har en parameter som inte finns: se `path` och `allowed`.",
        "The address has a parameter that does not exist: see `path` and `allowed`.",
        path=name,
        allowed=list(allowed),
    )


def parameter_repeated(name: str) -> CallerRefused:
    return CallerRefused(
        400,
        "PARAMETER_REPEATED",
        "Parametern får bara anges en gång: se `path`.",
        "The parameter may be given once only: see `path`.",
        path=name,
        allowed=["1"],
    )


def parameter_invalid(name: str, allowed: Sequence[str]) -> CallerRefused:
    return CallerRefused(
        400,
        "PARAMETER_INVALID",
        "Parametern har ett värde som den inte kan ha: se `path` och `allowed`.",
        "The parameter has a value that it cannot have: see `path` and `allowed`.",
        path=name,
        allowed=list(allowed),
    )


def selection_too_large(path: str, allowed: str) -> CallerRefused:
    """`path` is the parameter by which the caller gets less."""
    return CallerRefused(
        400,
        "SELECTION_TOO_LARGE",
        "Urvalet är för stort för ett svar: begränsa det, se `path` och `allowed`.",
        "The selection is too large for one answer: ask for less, see `path` and `allowed`.",
        path=path,
        allowed=[allowed],
    )


def chain_unsound() -> CallerRefused:
    return CallerRefused(
        409,
        "CHAIN_UNSOUND",
        "Händelsekedjan håller inte ihop, så inget intyg ges: den som driver tjänsten kan se var med `trappa replay`.",
        "The chain of events does not hold, so that nothing is certified: `trappa replay` tells the operator where.",
    )


def unexpected() -> CallerRefused:
    return CallerRefused(500, "INTERNAL_ERROR", "Oväntat fel.", "Unexpected error.")


def by_status(status: int) -> CallerRefused:
    """What the framework means by an error of that status; what it is not known to mean is unexpected."""
    known = {404: path_unknown, 405: method_not_allowed, 413: body_too_large}
    return known.get(status, unexpected)()


def refusal_response(refused: CallerRefused, correlation_id: str, accepted: str) -> JSONResponse:
    """The refusal as an answer to who `accepted`; as GraphQL's own media type it has no `data`, as that asks for."""
    error = {
        "message": f"{refused.sv} {refused.en}",
        "extensions": {"code": refused.code, "correlationId": correlation_id, **refused.extensions},
    }
    headers = refusal_headers(refused, correlation_id)
    if prefers_graphql_json(accepted):
        media = f"{GRAPHQL_JSON}; charset=utf-8"
        return JSONResponse({"errors": [error]}, refused.status, headers, media_type=media)
    body: Mapping[str, object] = {"data": None, "errors": [error]}
    return JSONResponse(body, refused.status, headers)


def refusal_headers(refused: CallerRefused, correlation_id: str) -> dict[str, str]:
    headers = {CORRELATION: correlation_id, "cache-control": "no-store", "x-content-type-options": "nosniff"}
    if refused.status == 401:  # noqa: PLR2004 - the status of RFC 9110 that wants this header
        headers["www-authenticate"] = f'Bearer error="invalid_token", error_description="{refused.code}"'
    if refused.code in _CLOSING:
        headers["connection"] = "close"
    return headers
