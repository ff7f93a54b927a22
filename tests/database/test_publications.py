"""Publications in the database: made whole or not at all, of what was received, in every region's own scope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import pytest
from pgqueuer.errors import RetryRequested

from infra.cli.working import publisher
from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import Pool, open_pool
from infra.db.publishing_rows import Held, Making, PublicationRun, Rendered
from infra.jobs.publications import run_publication
from infra.jobs.trying import MOST_ATTEMPTS
from tests.database.conftest import Plain

ROUND, NOW, WHO = "2025", datetime(2026, 2, 1, 12, tzinfo=UTC), UUID(int=7)
_NOTICE = """
insert into delivery_notice (tenant_id, round_id, number, approved_at, expected, present, answered, digest, received_at,
  received_by)
values ($1, $2, 1, $3, 1, 1, 1, repeat('0', 64), $4, $5)
"""


@pytest.fixture
async def worker_pool(database: DatabaseUrls) -> AsyncIterator[Pool]:
    pool = await open_pool(database.worker, size=2, statement_cache=True)
    yield pool
    await pool.close()


async def delivered(admin: Plain, region: str, contacts: int, *, received: bool = True) -> None:
    await admin.execute(
        "insert into delivery (tenant_id, round_id, number, batch, opened_at, opened_by, submitted_at, submitted_by,"
        " acknowledged, approved_at, approved_by, amounts_released, changed_at, version)"
        " values ($1, $2, 1, 1, $3, $4, $3, $4, '', $3, $5, false, $3, 3)",
        region,
        ROUND,
        NOW,
        WHO,
        UUID(int=8),
    )
    await admin.execute(
        "insert into observation (tenant_id, round_id, number, batch, indicator, period, categories, status, source,"
        " scope, numerator, flags, definition, recorded_at, delivered_by)"
        " values ($1, $2, 1, 1, 'IN-21', '2025', '', 'NORMAL', 'JOURNAL', 'ALL_CARE', $3, '', 1, $4, $5)",
        region,
        ROUND,
        contacts,
        NOW,
        WHO,
    )
    answered = (NOW, WHO) if received else (None, None)
    await admin.execute(_NOTICE, region, ROUND, NOW, *answered)


async def asked(admin: Plain, publication_id: int) -> None:
    await admin.execute(
        "insert into publication (publication_id, round_id, state, package, asked_at, asked_by)"
        " values ($1, $2, 'QUEUED', 'national', $3, $4)",
        publication_id,
        ROUND,
        NOW,
        WHO,
    )


@pytest.fixture
async def collected(admin: Plain) -> Plain:
    """A round in which one region's delivery was received, and another's was not."""
    await admin.execute(
        "insert into indicator_round (round_id, body, indicators, opens_on, closes_on, opened_at, opened_by)"
        " values ($1, 'skr', 'IN-21', $2, $3, $4, $5)",
        ROUND,
        date(2026, 1, 1),
        date(2026, 3, 1),
        NOW,
        WHO,
    )
    await delivered(admin, "05", 900)
    await delivered(admin, "08", 400, received=False)
    await asked(admin, 1)
    return admin


async def states(admin: Plain) -> list[str]:
    return [row[0] for row in await admin.fetch("select state from publication order by publication_id")]


async def test_what_was_received_is_published_and_what_was_not_is_not(collected: Plain, worker_pool: Pool) -> None:
    await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    (made,) = await collected.fetch("select * from publication")
    assert (made["state"], made["regions"], made["cells"], made["changed"]) == ("PUBLISHED", 1, 22, 22)
    shown = {row[0]: row[1] for row in await collected.fetch("select region, value from published_cell")}
    assert (shown["05"], shown["00"], shown["08"]) == ("900", "900", None)
    marked = await collected.fetch("select tenant_id, publication_id from delivery_notice order by 1")
    assert [tuple(row) for row in marked] == [("05", 1), ("08", None)]


async def test_a_publication_is_made_once(collected: Plain, worker_pool: Pool) -> None:
    for _ in range(2):
        await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    assert await collected.fetchval("select count(*) from published_cell") == 22
    await asked(collected, 2)
    await run_publication(publisher(), PublicationRun(worker_pool, 2), 0)
    again = await collected.fetchrow("select state, cells, changed from publication where publication_id = 2")
    assert tuple(again or ()) == ("PUBLISHED", 22, 0)


async def test_what_is_received_while_one_is_made_is_left_for_the_next(
    collected: Plain, worker_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Making.held

    async def meanwhile(making: Making, indicators: Sequence[str]) -> list[Held]:
        found = await held(making, indicators)
        received = "update delivery_notice set received_at = $1, received_by = $2 where tenant_id = '08'"
        await collected.execute(received, NOW, WHO)
        return found

    monkeypatch.setattr(Making, "held", meanwhile)
    await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    monkeypatch.undo()
    marked = "select publication_id from delivery_notice where tenant_id = '08'"
    assert await collected.fetchval(marked) is None
    await asked(collected, 2)
    await run_publication(publisher(), PublicationRun(worker_pool, 2), 0)
    assert await collected.fetchval(marked) == 2
    shown = "select value from published_cell where region = '08' and superseded_in is null"
    assert await collected.fetchval(shown) == "400"


async def test_one_that_another_worker_is_making_is_tried_later_and_is_not_said_to_have_failed(
    collected: Plain, worker_pool: Pool
) -> None:
    async with worker_pool.acquire() as connection, connection.transaction():
        assert await Making(connection, 1).begin() is not None
        with pytest.raises(RetryRequested):
            await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    assert await states(collected) == ["QUEUED"]


async def test_one_that_fails_leaves_nothing_but_that_it_failed(
    collected: Plain, worker_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Making.write

    async def half(making: Making, cells: list[Rendered]) -> None:
        await write(making, cells[:5])
        raise RuntimeError("the power went")

    monkeypatch.setattr(Making, "write", half)
    await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    assert await states(collected) == ["FAILED"]
    assert await collected.fetchval("select count(*) from published_cell") == 0


async def test_one_whose_connection_is_lost_is_tried_again_a_few_times(
    collected: Plain, worker_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError

    monkeypatch.setattr(Making, "write", lost)
    with pytest.raises(RetryRequested):
        await run_publication(publisher(), PublicationRun(worker_pool, 1), 0)
    assert await states(collected) == ["QUEUED"]
    await run_publication(publisher(), PublicationRun(worker_pool, 1), MOST_ATTEMPTS)
    assert await states(collected) == ["FAILED"]


@pytest.mark.requirement("PV-10", "XC-01")
async def test_the_national_role_sees_notices_and_cells_and_no_figure_of_a_region(
    collected: Plain, database: DatabaseUrls
) -> None:
    connection = await asyncpg.connect(database.national)
    try:
        assert await connection.fetchval("select count(*) from delivery_notice") == 2
        for table in ("delivery", "observation", "event", "case_file"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select * from {table}")
        for statement in (
            "update published_cell set value = '1'",
            "insert into delivery_notice (tenant_id) values ('08')",
            "update publication set state = 'PUBLISHED'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
