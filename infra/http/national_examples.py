"""Whole answers of the JSON resources, for their description (REST API-profil DOK.15): made-up figures, real forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from infra.http.national_listed import shown_publication, shown_round
from service.national.cells import Cell
from service.national.formats.kolada import kolada_head, kolada_text, kolada_value
from service.national.formats.native import deleted_object, native_object, native_text
from service.national.observations import Key, categories
from service.national.periods import ReportingPeriod
from service.publishing_ports import Publication, Round

RELEASED: Final = "2026-12-01"
_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_SHOWN: Final = Cell(
    Key("IN-07", "08", ReportingPeriod.parse("2025")),
    "NORMAL",
    1,
    numerator=412,
    value=Decimal(412),
    verdict="COMPARABLE",
    change=Decimal("3.5"),
    source="REKO",
    scope="HSV",
    coverage=Decimal(95),
)
_ABSENT: Final = Cell(Key("IN-07", "08", ReportingPeriod.parse("2025"), categories(SEX="M")), "NOT_REPORTED", 1)
_GONE: Final = Key("IN-07", "08", ReportingPeriod.parse("2025"), categories(SEX="K"))
_PUBLICATION: Final = Publication(12, "2025", "PUBLISHED", _AT, _AT, 21, 1260, 1260)
_ROUND: Final = Round("2025", "SKR", ("IN-07",), date(2026, 1, 1), date(2026, 3, 1), _AT)


def api_info(documentation: str) -> dict[str, str]:
    """What VER.06 asks for; `documentation` is where the description is."""
    return {
        "apiName": "national",
        "apiVersion": "1.0.0",
        "apiReleased": RELEASED,
        "apiDocumentation": documentation,
        "apiStatus": "active",
    }


def _changes() -> dict[str, Any]:
    found = [(False, native_object(_SHOWN)), (True, deleted_object(_GONE))]
    changes = [{"publication": 12, "deleted": gone, "cell": json.loads(cell)} for gone, cell in found]
    return {"changes": changes, "count": len(changes), "next": None}


def _kolada() -> Any:
    head = kolada_head("IN-07", "08", "2025")
    return json.loads(kolada_text([(head, kolada_value(one) or "") for one in (_SHOWN, _ABSENT)]))


_CUBE: Final[dict[str, Any]] = {
    "version": "2.0",
    "class": "dataset",
    "label": "Nationella indikatorer",
    "id": ["indicator", "region", "time", "sex"],
    "size": [1, 1, 1, 3],
    "role": {"time": ["time"], "geo": ["region"], "metric": ["indicator"]},
    "dimension": {
        "indicator": {"category": {"index": ["IN-07"]}},
        "region": {"category": {"index": ["08"]}},
        "time": {"category": {"index": ["2025"]}},
        "sex": {"category": {"index": ["T", "K", "M"]}},
    },
    "value": [412, None, None],
    "status": {"2": "NOT_REPORTED"},
    "extension": {"cells": [{"definition": 1, "verdict": "COMPARABLE"}, None, {"definition": 1}]},
}
_LISTS: Final = (
    *("indicators", "codes", "balances", "dimensions", "owners", "sources", "scopes"),
    *("registrants", "flags"),
)
EXAMPLES: Final[Mapping[str, Any]] = {
    "cells": json.loads(native_text([native_object(one) for one in (_SHOWN, _ABSENT)])),
    "cells/kolada": _kolada(),
    "cells/json-stat": _CUBE,
    "changes": _changes(),
    "indicators": {
        "id": "nationell",
        "label": {"sv": "Nationella listan", "en": "The national list"},
        "threshold": 5,
        **{name: [] for name in _LISTS},
        "units": {},
        "statuses": {},
    },
    "publications": {"publications": [shown_publication(_PUBLICATION)], "count": 1},
    "rounds": {"rounds": [shown_round(_ROUND)], "count": 1},
    "api-info": api_info("https://trappa.example/national/v1/openapi"),
    "openapi": {"openapi": "3.1.1", "info": {"title": "Trappa", "version": "1"}, "paths": {}},
}
