"""Refusals of the national REST resources, as RFC 9457 has them (REST API-profil FEL.01, FEL.02)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse

from infra.http.callers import CallerRefused
from infra.http.refusals import refusal_headers, refusal_response

ROOT: Final = "/national/v1"
PROBLEM_JSON: Final = "application/problem+json"


def answer_to(refused: CallerRefused, correlation_id: str, accepted: str, path: str) -> JSONResponse:
    """The refusal as who asks at `path` has it: a problem under `ROOT`, else in the shape of a GraphQL error."""
    if path == ROOT or path.startswith(f"{ROOT}/"):
        return problem_response(refused, correlation_id)
    return refusal_response(refused, correlation_id, accepted)


def problem_response(refused: CallerRefused, correlation_id: str) -> JSONResponse:
    """`type` is about:blank: what a program goes by is `code`, which is the same in GraphQL and in docs/errors.md."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": f"{refused.sv} {refused.en}",
        "instance": f"urn:uuid:{correlation_id}",
        "code": refused.code,
        "correlationId": correlation_id,
        **refused.extensions,
    }
    return JSONResponse(problem, refused.status, refusal_headers(refused, correlation_id), media_type=PROBLEM_JSON)
