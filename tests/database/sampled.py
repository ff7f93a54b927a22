"""The sample as stored: rows put into the tables by a superuser, for what only reads. Its chain holds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID, uuid5

import asyncpg

from service.domain.events import CaseOpened, audience, encode
from service.domain.facts import canonical
from service.rules.simulate import History
from tests.core.kalmar import KALMAR, adopted
from tests.core.sample import FIRST, LISTED, UNITS, Sampled

_UNITS = UUID("5b3f8b8e-2b0a-5a55-9a3e-0d6d5e1f7c04")
_AT = datetime(2030, 1, 1, tzinfo=UTC)
_NOBODY = UUID(int=0)
_AT_A_TIME = 1000
_FILE = (
    *("tenant_id", "case_id", "unit_id", "procedure", "opened_on", "opened_at", "ladder", "retrospective"),
    *("state", "sanctioned", "sanction_runs", "version"),
)
_EVENT = (
    *("tenant_id", "seq", "stream_kind", "stream_id", "version", "type", "audience", "actor_id"),
    *("recorded_at", "body", "prev_hash", "hash"),
)


def unit(number: int) -> UUID:
    return uuid5(_UNITS, str(number))


def of_its_unit(one: Sampled) -> History:
    """The case as it stands at its unit."""
    opened = one.events[0]
    assert isinstance(opened, CaseOpened)
    at_unit = opened.model_copy(update={"unit_id": unit(one.unit)})
    return History(one.case_id, (at_unit, *one.events[1:]), LISTED, one.history.agreements)


async def plant(admin: asyncpg.Connection[asyncpg.Record], cases: Iterable[Sampled]) -> None:
    """Units, their agreements and listed counts, Kalmar's ruleset and the cases, in region 08."""
    await admin.execute("set session_replication_role = replica")
    for number in range(UNITS):
        await _unit(admin, number)
    content, version = canonical(KALMAR.model_dump(mode="json")), adopted().id
    await admin.execute(
        "insert into ruleset_version (tenant_id, ruleset_id, procedure, label, valid_from, adopted_at, content)"
        " values ('08', $1, $2, $3, $4, $5, $6)",
        *(version, KALMAR.procedure, KALMAR.label, KALMAR.validity.valid_from, _AT, content),
    )
    seq, given = 0, iter(cases)
    while part := list(islice(given, _AT_A_TIME)):
        seq = await _cases(admin, [of_its_unit(one) for one in part], seq)
    await admin.execute("set session_replication_role = default")
    await admin.execute("analyze event, case_file")


async def _cases(admin: asyncpg.Connection[asyncpg.Record], cases: Sequence[History], seq: int) -> int:
    """Puts the cases behind the event `seq`; the last one's."""
    files, events = [], []
    for history in cases:
        opened = history.events[0]
        assert isinstance(opened, CaseOpened)
        kept = (history.case_id, opened.unit_id, KALMAR.procedure, opened.opened_on)
        files.append(("08", *kept, _AT, "STANDARD", False, "CLOSED", False, False, 1))
        for place, event in enumerate(history.events, 1):
            seq += 1
            told = (event.type, audience(event), _NOBODY, _AT, encode(event))
            events.append(("08", seq, "case", history.case_id, place, *told, b"", b""))
    await admin.copy_records_to_table("case_file", schema_name="trappa", columns=_FILE, records=files)
    await admin.copy_records_to_table("event", schema_name="trappa", columns=_EVENT, records=events)
    return seq


async def _unit(admin: asyncpg.Connection[asyncpg.Record], number: int) -> None:
    await admin.execute(
        "insert into care_unit values ('08', $1, $2, 'A', 'a', 'B', '5560000001', $3, null, null, null)",
        *(unit(number), f"SE-{number}", _AT),
    )
    await admin.execute(
        "insert into agreement values ('08', $1, $1, 'HALSOVAL', 'LOV', $2, null, null, 1, $3, null, null)",
        *(unit(number), FIRST, _AT),
    )
    counts = [("08", unit(number), str(month), _AT, 1, listed) for month, listed in LISTED.items()]
    await admin.copy_records_to_table("listed_count", schema_name="trappa", records=counts)
