"""The OpenAPI 3.1 document of the national resources, from the tables of resources and parameters."""

from __future__ import annotations

import json
from typing import Any, Final

from infra.http.national_examples import EXAMPLES
from infra.http.national_parameters import MOST_CELLS, MOST_INDICATORS, MOST_PERIODS, MOST_REGIONS, PARAMETERS
from infra.http.national_resources import RESOURCES, Resource
from infra.http.national_shapes import SHAPES
from infra.http.problems import PROBLEM_JSON, ROOT
from service.domain.words import Words

EXAMPLE_BASE: Final = "https://trappa.example"
EXAMPLE_CONTACT: Final = "national@trappa.example"
_LIMITS: Final = Words(
    f"Högst {MOST_INDICATORS} indikatorer, {MOST_REGIONS} regioner och {MOST_PERIODS} perioder, och {MOST_CELLS}"
    " celler i ett svar. Kända begränsningar: Koladas form har bara hela år och kön.",
    f"At most {MOST_INDICATORS} indicators, {MOST_REGIONS} regions and {MOST_PERIODS} periods, and {MOST_CELLS} cells"
    " in one answer. Known limitations: the form of Kolada has whole years and sex alone.",
)
_ABOUT: Final = Words(
    "Jämförbara uppgifter som regionerna har levererat och nationella organ publicerat. Inget här leder till ett"
    " ärende. En uppgift som saknas eller är dold har en status och inget värde; den är aldrig noll.",
    "Comparable figures that the regions have delivered and national bodies published. Nothing here leads to a case."
    " A figure that is not there or is suppressed has a status and no value; it is never zero.",
)
_SERVICE_LEVEL: Final = Words("Avtalas med den som driver tjänsten.", "Agreed with whoever runs the service.")
_ETAG: Final = {"schema": {"type": "string"}, "description": "Till If-None-Match. For If-None-Match."}
_LINK: Final = {"schema": {"type": "string"}, "description": "Nästa sida, rel=next. The next page, rel=next."}
_REFUSALS: Final = {
    "400": Words("En parameter är fel: se `path` och `allowed`.", "A parameter is wrong: see `path` and `allowed`."),
    "401": Words("Token saknas eller godtas inte.", "There is no token, or it is not accepted."),
    "403": Words("Token är inte ett nationellt organs.", "The token is not of a national body."),
    "405": Words("Bara GET och HEAD.", "GET and HEAD alone."),
    "406": Words("Accept-Language: sv, en.", "Accept-Language: sv, en."),
    "500": Words("Oväntat fel.", "Unexpected error."),
    "503": Words("Försök igen om en stund.", "Try again in a while."),
}
_OF_CALLERS: Final = {"401", "403", "406"}


def openapi_text(base: str = EXAMPLE_BASE, contact: str = EXAMPLE_CONTACT, version: str = "1") -> str:
    """`openapi` as it is printed: the document of a service at `base`."""
    return json.dumps(openapi(base, contact, version), ensure_ascii=False, indent=2)


def openapi(base: str, contact: str, version: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Trappa: nationella uppgifter · national figures",
            "version": version,
            "description": f"{_both(_ABOUT)}\n\n{_both(_LIMITS)}",
            "contact": {"name": "Trappa", "url": base, "email": contact},
            "license": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
            "x-sla": {
                "availability": _both(_SERVICE_LEVEL),
                "responseTime": _both(_SERVICE_LEVEL),
                "support": contact,
            },
            "x-limitations": _both(_LIMITS),
        },
        "externalDocs": {"description": "Nationella listan. The national list.", "url": f"{base}{ROOT}/indicators"},
        "servers": [{"url": f"{base}{ROOT}"}],
        "security": [{"bearer": []}],
        "paths": {f"/{one.path}": {"get": _operation(one)} for one in RESOURCES.values()},
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Från organets registrerade utfärdare (OAuth 2.0, client credentials)."
                    " From the body's registered issuer (OAuth 2.0, client credentials).",
                }
            },
            "parameters": {name: _parameter(name) for name in PARAMETERS},
            "responses": {status: _refusal(words) for status, words in _REFUSALS.items()},
            "schemas": SHAPES,
        },
    }


def _operation(one: Resource) -> dict[str, Any]:
    refused = [status for status in _REFUSALS if not (one.open and status in _OF_CALLERS)]
    said: dict[str, Any] = {
        "operationId": _camel(one.path),
        "summary": _both(one.title),
        "description": _both(one.about),
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in one.parameters],
        "responses": {
            "200": _done(one),
            "304": {"description": "Oförändrat. Not modified.", "headers": {"ETag": _ETAG}},
        }
        | {status: {"$ref": f"#/components/responses/{status}"} for status in refused},
    }
    return said | ({"security": []} if one.open else {})


def _done(one: Resource) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"type": "string"}}
    if one.shape is not None:
        content = {"schema": {"$ref": f"#/components/schemas/{one.shape}"}}
    if one.path in EXAMPLES:
        content["examples"] = {"one": {"value": EXAMPLES[one.path]}}
    links = {"Link": _LINK} if "limit" in one.parameters else {}
    return {
        "description": _both(one.title),
        "headers": {"ETag": _ETAG} | links,
        "content": {one.media_type.partition(";")[0]: content},
    }


def _refusal(words: Words) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": _both(words), "content": {PROBLEM_JSON: {"schema": schema}}}


def _parameter(name: str) -> dict[str, Any]:
    one = PARAMETERS[name]
    schema = {key: value for key, value in one.schema.items() if key != "title"}
    said: dict[str, Any] = {"name": name, "in": "query", "required": False, "description": _both(one.words)}
    if one.most == 1:
        example: Any = int(one.example) if schema["type"] == "integer" else one.example
        return said | {"schema": schema, "example": example}
    many = {"type": "array", "items": schema, "minItems": 1, "maxItems": one.most}
    return said | {"style": "form", "explode": False, "schema": many, "example": [one.example]}


def _camel(path: str) -> str:
    first, *others = path.replace("/", "-").split("-")
    return first + "".join(one.capitalize() for one in others)


def _both(words: Words) -> str:
    return words.sv if words.sv == words.en else f"{words.sv} {words.en}"
