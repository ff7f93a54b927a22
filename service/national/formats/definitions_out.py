"""The national list as open metadata: every definition in all its versions, its codes with their texts, and all words.

The members are named one by one, so that nothing that the list gets later is published without anybody meaning it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from service.domain.words import plain
from service.national.check_words import STATUSES
from service.national.definitions import Balance, Code, Indicator, Named, NationalPackage, Validity
from service.national.formats.native import as_json
from service.national.formats.shown import LETTERS, UNITS

MEDIA_TYPE: Final = "application/json"


def definitions_text(package: NationalPackage) -> str:
    """`definitions` as JSON in one line."""
    return as_json(definitions(package))


def definitions(package: NationalPackage) -> dict[str, Any]:
    """The list as JSON values; texts in `sv` and `en`, days in ISO form, `end` the first day after or null."""
    ids = dict.fromkeys(one.id for one in package.indicators)
    return {
        "id": package.id,
        "label": plain(package.label),
        "threshold": package.threshold,
        "indicators": [{"id": id, "versions": [_version(one) for one in _in_order(package, id)]} for id in ids],
        "codes": [_code(one) for one in package.codes],
        "balances": [_balance(one) for one in package.balances],
        "dimensions": [
            {
                "id": one.id,
                "label": plain(one.label),
                "overlapping": one.overlapping,
                "categories": _named(one.categories),
            }
            for one in package.dimensions
        ],
        "owners": _named(package.owners),
        "sources": _named(package.sources),
        "scopes": _named(package.scopes),
        "registrants": _named(package.registrants),
        "flags": [{"id": one.id, "label": plain(one.label), "breaks": one.breaks} for one in package.flags],
        "units": {unit: {"label": plain(one.words), "decimals": one.decimals} for unit, one in UNITS.items()},
        "statuses": {
            status: {"label": plain(STATUSES[status]), "obsStatus": observation, "confStatus": confidentiality}
            for status, (observation, confidentiality) in LETTERS.items()
        },
    }


def _in_order(package: NationalPackage, indicator_id: str) -> list[Indicator]:
    return sorted((one for one in package.indicators if one.id == indicator_id), key=lambda one: one.version)


def _version(one: Indicator) -> dict[str, Any]:
    return {
        "version": one.version,
        "state": one.state,
        "validity": _validity(one.validity),
        "label": plain(one.label),
        "description": plain(one.description),
        "owner": one.owner,
        "unit": one.unit,
        "counted": one.counted,
        "numerator": plain(one.numerator),
        "denominator": None if one.denominator is None else plain(one.denominator),
        "factor": one.factor,
        "dimensions": list(one.dimensions),
        "period": one.period,
        "additivity": one.additivity,
        "codes": list(one.code_ids),
        "sources": list(one.sources),
        "scope": one.scope,
        "scopes": list(one.scopes),
        "registrants": list(one.registrants),
        "atMost": one.at_most,
        "computed": one.computed,
        "breaks": [{"day": found.day.isoformat(), "flag": found.flag} for found in one.breaks],
        "threshold": one.threshold,
        "zeroShown": one.zero_shown,
    }


def _balance(one: Balance) -> dict[str, Any]:
    """Which sums agree: the total is what is added less what is taken away, at the categories named."""
    said = {"total": [one.total], "plus": one.plus, "minus": one.minus}
    return {"id": one.id, "label": plain(one.label)} | {
        name: [{"indicator": term.indicator, "categories": term.categories} for term in terms]
        for name, terms in said.items()
    }


def _code(one: Code) -> dict[str, Any]:
    texts = [
        {"version": found.version, "text": plain(found.text), "validity": _validity(found.validity)}
        for found in one.texts
    ]
    return {"system": one.system, "id": one.id, "texts": texts}


def _named(found: Iterable[Named]) -> list[dict[str, Any]]:
    return [{"id": one.id, "label": plain(one.label)} for one in found]


def _validity(one: Validity) -> dict[str, str | None]:
    return {"start": one.start.isoformat(), "end": None if one.end is None else one.end.isoformat()}
