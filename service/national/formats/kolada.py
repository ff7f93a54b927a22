"""Cells in the form of Kolada's API (version 2): whole years, and sex as the one thing that figures are split by.

Lost in it, and to be had in the other formats: all shorter and longer periods, all other dimensions, numerators and
denominators, bounds, verdicts with their reasons, sources, scopes and versions of definitions. Kolada's own mean over a
group is unweighted: `value` of the nation (municipality 0000) is ours, pooled. A figure that is not there is null with
our status, never 0; `status` is empty where there is one without reservation, as in Kolada.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Final

from service.national.cells import RIKET, Cell
from service.national.definitions import SEX, TOTAL
from service.national.formats.native import as_json
from service.national.formats.shown import number, shown, shown_key
from service.national.observations import VALUED, Key

MEDIA_TYPE: Final = "application/json"
GENDERS: Final = frozenset({TOTAL, "K", "M"})


def has_place(key: Key) -> bool:
    """Whether Kolada's form can say it: of a whole year, and split by nothing but sex."""
    split = {dimension for dimension, _ in key.categories}
    return key.period.kind == "YEAR" and split <= {SEX} and key.category(SEX) in GENDERS


def kolada_value(cell: Cell) -> str | None:
    """The cell as one of an object's `values`, or None where it has no place; ValueError for one that must not leave.

    `count` is, as in Kolada, how many figures the value is made of: of a region 1 or 0, of the nation its regions.
    """
    shown(cell)
    if not has_place(cell.key):
        return None
    there = cell.status in VALUED
    count = (cell.answered or 0) if cell.key.region == RIKET else int(there)
    status = "" if cell.status == "NORMAL" else cell.status
    return _value(cell.key, number(cell.value), status, count, deleted=False)


def deleted_value(key: Key) -> str | None:
    """What a list of changes says of a cell that is no longer published; None where it has no place."""
    return _value(key, None, "", 0, deleted=True) if has_place(shown_key(key)) else None


def kolada_head(indicator: str, region: str, year: str) -> str:
    """What an object's values stand in; `year` as a key's period is written."""
    return f'{{"kpi":{as_json(indicator)},"municipality":"{region:0>4}","period":{int(year)},"values":['


def kolada_text(values: Iterable[tuple[str, str]], following: str | None = None) -> str:
    """A page of values, each after its object's head; those of one object stand together. `count` is of objects."""
    objects = [
        f"{head}{','.join(value for _, value in found)}]}}" for head, found in groupby(values, key=itemgetter(0))
    ]
    return f'{{"values":[{",".join(objects)}],"count":{len(objects)},"next_page":{as_json(following)}}}'


def _value(key: Key, value: str | None, status: str, count: int, *, deleted: bool) -> str:
    return (
        f'{{"gender":"{key.category(SEX)}","value":{value or "null"},"status":"{status}",'
        f'"count":{count},"isdeleted":{as_json(deleted)}}}'
    )
