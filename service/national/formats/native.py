"""Cells as our own JSON: an object for each, made once, with all that a cell says and the names that the API has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from service.national.cells import Cell
from service.national.formats.shown import DELETED, number, shown, shown_key
from service.national.observations import Key

MEDIA_TYPE: Final = "application/json"


def native_object(cell: Cell) -> str:
    """The cell as a JSON object: figures are JSON numbers, null under a status that has none.

    ValueError for a cell that must not leave (`shown`).
    """
    shown(cell)
    figures = {
        "value": cell.value,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "low": cell.low,
        "high": cell.high,
        "unweighted": cell.unweighted,
        "answered": cell.answered,
        "eligible": cell.eligible,
        "change": cell.change,
        "coverage": cell.coverage,
    }
    texts = {
        "verdict": cell.verdict,
        "reasons": cell.reasons,
        "definition": cell.definition,
        "source": cell.source,
        "scope": cell.scope,
        "registrant": cell.registrant,
        "codeText": cell.code_text,
        "flags": cell.flags,
    }
    return _object(
        _key(cell.key, cell.status)
        | {name: number(figure) or "null" for name, figure in figures.items()}
        | {name: as_json(text) for name, text in texts.items()}
    )


def deleted_object(key: Key) -> str:
    """What a list of changes says of a cell that is no longer published: its key and the status `DELETED`."""
    return _object(_key(shown_key(key), DELETED))


def native_text(objects: Sequence[str], following: str | None = None) -> str:
    """A page of objects as they were made; `next` is where the next page is, null on the last."""
    return f'{{"cells":[{",".join(objects)}],"count":{len(objects)},"next":{as_json(following)}}}'


def as_json(value: Any) -> str:
    """JSON without spaces, its letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _key(key: Key, status: str) -> dict[str, str]:
    named = {"indicator": key.indicator, "region": key.region, "period": str(key.period)}
    return {name: as_json(text) for name, text in named.items()} | {
        "categories": as_json(dict(key.categories)),
        "status": as_json(status),
    }


def _object(members: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in members.items()) + "}"
