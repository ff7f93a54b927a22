"""The JSON of the national resources, as schemas of the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final, get_args

from service.national.cells import Verdict
from service.national.formats.shown import DELETED
from service.national.observations import Status
from service.publishing_ports import PublicationState

Shape = dict[str, Any]


def _object(required: dict[str, Shape], **optional: Shape) -> Shape:
    return {"type": "object", "properties": required | optional, "required": list(required)}


def _texts(*said: str) -> Shape:
    return {"type": "string", "enum": list(said)} if said else {"type": "string"}


def _or_none(kind: str, **more: Any) -> Shape:
    return {"type": [kind, "null"], **more}


def _listed(of: Shape) -> Shape:
    return {"type": "array", "items": of}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Final = _texts()
_COUNT: Final = {"type": "integer", "minimum": 0}
_TIME: Final = {"type": "string", "format": "date-time"}
_DAY: Final = {"type": "string", "format": "date"}
_KEY: Final = {
    "indicator": _TEXT,
    "region": _TEXT,
    "period": _TEXT,
    "categories": {"type": "object", "additionalProperties": _TEXT},
}
_NEXT: Final = _or_none("string")
_FIGURES: Final = ("value", "numerator", "denominator", "low", "high", "unweighted", "change", "coverage")
_NAMES: Final = ("source", "scope", "registrant", "codeText")

SHAPES: Final[dict[str, Shape]] = {
    "Cell": _object(
        _KEY
        | {"status": _texts(*get_args(Status))}
        | {name: _or_none("number") for name in _FIGURES}
        | {"answered": _or_none("integer"), "eligible": _or_none("integer"), "definition": {"type": "integer"}}
        | {"verdict": _texts(*get_args(Verdict)), "reasons": _listed(_TEXT), "flags": _listed(_TEXT)}
        | {name: _or_none("string") for name in _NAMES}
    ),
    "Gone": _object(_KEY | {"status": {"const": DELETED}}),
    "Cells": _object({"cells": _listed(_ref("Cell")), "count": _COUNT, "next": _NEXT}),
    "Change": _object(
        {"publication": _COUNT, "deleted": {"type": "boolean"}, "cell": {"anyOf": [_ref("Cell"), _ref("Gone")]}}
    ),
    "Changes": _object({"changes": _listed(_ref("Change")), "count": _COUNT, "next": _NEXT}),
    # Names with an underscore are Kolada's own.
    "KoladaValues": _object({"values": _listed(_ref("KoladaObject")), "count": _COUNT, "next_page": _NEXT}),
    "KoladaObject": _object(
        {
            "kpi": _TEXT,
            "municipality": {"type": "string", "pattern": "^[0-9]{4}$"},
            "period": {"type": "integer"},
            "values": _listed(_ref("KoladaValue")),
        }
    ),
    "KoladaValue": _object(
        {
            "gender": _texts("T", "K", "M"),
            "value": _or_none("number"),
            "status": _TEXT,
            "count": _COUNT,
            "isdeleted": {"type": "boolean"},
        }
    ),
    "Dataset": _object(
        {
            "version": {"const": "2.0"},
            "class": {"const": "dataset"},
            "label": _TEXT,
            "id": _listed(_TEXT),
            "size": _listed(_COUNT),
            "role": {"type": "object"},
            "dimension": {"type": "object"},
            "value": {"type": ["array", "object"]},
            "status": {"type": "object"},
            "extension": {"type": "object"},
        },
        source=_TEXT,
        note=_listed(_TEXT),
        updated=_TIME,
    ),
    "Definitions": _object(
        {
            "id": _TEXT,
            "label": _ref("Words"),
            "threshold": {"type": "integer", "minimum": 1},
            **{
                name: _listed({"type": "object"})
                for name in ("indicators", "codes", "balances", "dimensions", "owners", "sources", "scopes")
            },
            **{name: _listed({"type": "object"}) for name in ("registrants", "flags")},
            "units": {"type": "object"},
            "statuses": {"type": "object"},
        }
    ),
    "Words": _object({"sv": _TEXT, "en": _TEXT}),
    "Catalog": _object({"@context": {"type": "object"}, "@graph": _listed({"type": "object"})}),
    "Publication": _object(
        {
            "id": _COUNT,
            "period": _TEXT,
            "state": _texts(*get_args(PublicationState)),
            "askedAt": _TIME,
            "publishedAt": _or_none("string", format="date-time"),
            **{name: _or_none("integer") for name in ("regions", "cells", "changed")},
        }
    ),
    "Publications": _object({"publications": _listed(_ref("Publication")), "count": _COUNT}),
    "Round": _object(
        {
            "period": _TEXT,
            "body": _TEXT,
            "indicators": _listed(_TEXT),
            "opensOn": _DAY,
            "closesOn": _DAY,
            "openedAt": _TIME,
        }
    ),
    "Rounds": _object({"rounds": _listed(_ref("Round")), "count": _COUNT}),
    "ApiInfo": _object(
        {
            "apiName": _TEXT,
            "apiVersion": _TEXT,
            "apiReleased": _DAY,
            "apiDocumentation": _TEXT,
            "apiStatus": _TEXT,
        }
    ),
    "OpenApi": _object({"openapi": _TEXT, "info": {"type": "object"}, "paths": {"type": "object"}}),
    "Problem": _object(
        {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "code": _TEXT,
            "correlationId": _TEXT,
        },
        path=_TEXT,
        allowed=_listed(_TEXT),
    ),
}
