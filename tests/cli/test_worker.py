"""`trappa worker` in a process of its own: how far it tells it is, how it is ended, what it leaves behind."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pgqueuer.errors import RetryRequested

from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import open_pool
from infra.db.simulation_runs import SimulationRun
from infra.db.simulations import JOB, payload
from infra.db.tx import PostgresTenancy
from infra.jobs.simulations import CONNECTIONS, _Course, run_simulation
from infra.jobs.trying import MOST_ATTEMPTS
from service.domain.errors import RuleRefused
from service.usecases.commanding import Sent
from service.usecases.simulated import difference
from service.usecases.simulated import totals as stored_totals
from service.usecases.simulation_jobs import MOST_WAITING, Simulated, cancel_simulation, start_simulation
from tests.cli.command_line import PATIENCE, started, trappa
from tests.core.kalmar import with_yellow
from tests.core.sample import sample
from tests.database.conftest import VAULT, Plain, admin, pool, tenancy, worker
from tests.database.facts import IDS
from tests.database.sampled import plant
from tests.database.test_simulating import FOUR, one_of, services, simulated

__all__ = ["admin", "pool", "tenancy", "worker"]
pytestmark = pytest.mark.requirement("C1")
WAITS_FOR_A_LOCK = "select pid from pg_stat_activity where usename = 'trappa_worker' and wait_event_type = 'Lock'"
MANY = 6000
"""Some seconds' work."""


@contextmanager
def working(place: Path, urls: DatabaseUrls, **changed: str) -> Iterator[Popen[str]]:
    """A worker that has said that it works."""
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": urls.app, "TRAPPA_WORKER_URL": urls.worker, **changed}
    with started(place, "worker", settings=settings) as process:
        assert process.stderr is not None
        assert json.loads(process.stderr.readline())["event"] == "working"
        yield process


def ended(process: Popen[str]) -> tuple[int, list[Mapping[str, Any]]]:
    """Exit code and lines of the log of a worker that is told to stop."""
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    return process.returncode, [json.loads(line) for line in err.splitlines()]


async def asked(tenancy: PostgresTenancy, **given: Any) -> UUID:
    sent = Sent(one_of("handler"), None, "startSimulation", {})
    what = Simulated(given.pop("ruleset", FOUR))
    outcome = await start_simulation(services(tenancy), sent, what, given.get("since"), given.get("until"))
    return UUID(outcome["simulation_id"])


async def cancelled(tenancy: PostgresTenancy, simulation_id: UUID) -> None:
    await cancel_simulation(services(tenancy), Sent(one_of("handler"), None, "cancelSimulation", {}), simulation_id)


Rows = Callable[[UUID], Awaitable[Mapping[str, Any]]]


@pytest.fixture
def row(admin: Plain) -> Rows:
    async def read(simulation_id: UUID) -> Mapping[str, Any]:
        found = await admin.fetchrow("select * from simulation where simulation_id = $1", simulation_id)
        assert found is not None
        return dict(found)

    return read


async def until(row: Rows, simulation_id: UUID, holds: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while not holds(found := await row(simulation_id)):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        return found


def over(found: Mapping[str, Any]) -> bool:
    return found["state"] not in {"QUEUED", "RUNNING"}


def under_way(found: Mapping[str, Any]) -> bool:
    return found["state"] == "RUNNING" and 0 < found["done"] < found["cases"]


async def test_a_job_finds_what_asking_at_once_finds_and_writes_nothing_else(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(300))
    at_once, found = await simulated(tenancy)
    tables = [one[0] for one in await admin.fetch("select tablename from pg_tables where schemaname = 'trappa'")]

    async def counted() -> dict[str, int]:
        return {one: await admin.fetchval(f"select count(*) from {one}") for one in tables if "pgqueuer" not in one}

    before, head = await counted(), await admin.fetch("select * from chain_head")
    simulation_id = await asked(tenancy)
    with working(tmp_path, database) as process:
        done = await until(row, simulation_id, over)
        assert ended(process) == (0, [])
    assert (done["state"], done["done"], done["cases"], done["refusal"]) == ("DONE", 300, 300, None)
    assert stored_totals(json.loads(done["totals"])) == at_once
    kept = await admin.fetch("select * from simulation_case order by case_id")
    assert [difference(one["case_id"], json.loads(one["content"])) for one in kept] == found
    assert [one["weight_ore"] for one in kept] == [
        -1 if one.difference_ore is None else abs(one.difference_ore) for one in found
    ]
    assert await counted() == before | {"simulation": 1, "simulation_case": len(found)}
    assert await admin.fetch("select * from chain_head") == head
    assert await admin.fetchval("select count(*) from pgqueuer") == 0


async def test_it_tells_how_far_it_is_and_one_that_is_cancelled_ends_there(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(MANY))
    simulation_id = await asked(tenancy)
    with working(tmp_path, database) as process:
        seen = await until(row, simulation_id, under_way)
        assert seen["cases"] == MANY
        await cancelled(tenancy, simulation_id)
        async with asyncio.timeout(PATIENCE):
            while await admin.fetchval("select count(*) from pgqueuer"):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
        assert ended(process) == (0, [])
    last = await row(simulation_id)
    assert (last["state"], last["totals"]) == ("CANCELLED", None)
    assert await admin.fetchval("select count(*) from simulation_case") == 0


async def test_one_that_is_cancelled_goes_through_no_more_cases(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plant(admin, sample(MANY))
    simulation_id = await asked(tenancy)
    gone_through: list[int] = []
    tell = _Course.progress

    def counting(course: _Course, done: int, cases: int) -> None:
        gone_through.append(done)
        tell(course, done, cases)

    monkeypatch.setattr(_Course, "progress", counting)
    workers = await open_pool(database.worker, size=CONNECTIONS, statement_cache=True)
    ours = services(PostgresTenancy(workers, VAULT, IDS))
    run = asyncio.create_task(run_simulation(ours, SimulationRun(workers, "08", simulation_id), lambda: False, 0))
    await until(row, simulation_id, under_way)
    await cancelled(tenancy, simulation_id)
    await run
    await workers.close()
    assert 0 < max(gone_through) < MANY
    assert (await row(simulation_id))["state"] == "CANCELLED"


async def test_a_worker_that_is_told_to_stop_gives_the_job_back_and_another_finishes_it(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(MANY))
    simulation_id = await asked(tenancy)
    with working(tmp_path, database) as process:
        await until(row, simulation_id, under_way)
        code, lines = ended(process)
        assert (code, [one for one in lines if one["level"] == "error"]) == (0, [])
    given_back = await row(simulation_id)
    assert (given_back["state"], given_back["done"], given_back["cases"]) == ("QUEUED", 0, None)
    assert await admin.fetchval("select count(*) from simulation_case") == 0
    assert [one[0] for one in await admin.fetch("select status::text from pgqueuer")] == ["queued"]
    with working(tmp_path, database) as process:
        done = await until(row, simulation_id, over)
        assert ended(process) == (0, [])
    assert (done["state"], done["done"]) == ("DONE", MANY)
    assert json.loads(done["totals"])["differing"] == await admin.fetchval("select count(*) from simulation_case")


async def test_a_worker_that_is_killed_leaves_nothing_half_done(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(MANY))
    simulation_id = await asked(tenancy)
    with working(tmp_path, database) as process:
        await until(row, simulation_id, under_way)
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert await admin.fetchval("select count(*) from simulation_case") == 0
    # As long as the dead one's job is left alone, moved on.
    await admin.execute("update pgqueuer set heartbeat = now() - interval '5 minutes'")
    with working(tmp_path, database) as process:
        done = await until(row, simulation_id, over)
        assert ended(process)[0] == 0
    assert (done["state"], done["done"]) == ("DONE", MANY)


async def test_one_that_was_cancelled_before_its_turn_is_not_run(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(20))
    first, second = await asked(tenancy), await asked(tenancy)
    await cancelled(tenancy, first)
    with working(tmp_path, database) as process:
        await until(row, second, over)
        assert ended(process) == (0, [])
    never = await row(first)
    assert (never["state"], never["done"], never["cases"]) == ("CANCELLED", 0, None)
    await cancelled(tenancy, second)
    assert (await row(second))["state"] == "DONE"


async def test_one_that_cannot_be_made_says_why_and_a_fault_is_told_without_its_words(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows, tmp_path: Path
) -> None:
    await plant(admin, sample(20))
    refused, broken = await asked(tenancy), await asked(tenancy)
    await admin.execute("update simulation set roles = 'medical_adviser' where simulation_id = $1", refused)
    await admin.execute("""update simulation set content = '{"secret": 1}' where simulation_id = $1""", broken)
    with working(tmp_path, database) as process:
        first, second = await until(row, refused, over), await until(row, broken, over)
        code, lines = ended(process)
    assert (first["state"], json.loads(first["refusal"])["code"]) == ("REFUSED", "MANDATE_MISSING")
    assert (second["state"], second["refusal"], second["totals"]) == ("FAILED", None, None)
    assert code == 0
    (line,) = lines
    assert (line["event"], line["region"], line["error_type"]) == ("a simulation failed", "08", "ValidationError")
    assert "secret" not in json.dumps(line)


async def test_one_that_the_database_has_no_time_for_is_run_later_and_in_the_end_refused(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows
) -> None:
    await plant(admin, sample(1))
    simulation_id = await asked(tenancy)
    workers = await open_pool(database.worker, size=CONNECTIONS, statement_cache=True)
    run, ours = SimulationRun(workers, "08", simulation_id), services(PostgresTenancy(workers, VAULT, IDS))
    async with admin.transaction():
        await admin.execute("lock table case_file in access exclusive mode")
        with pytest.raises(RetryRequested):
            await run_simulation(ours, run, lambda: False, MOST_ATTEMPTS - 1)
        assert (await row(simulation_id))["state"] == "QUEUED"
        await run_simulation(ours, run, lambda: False, MOST_ATTEMPTS)
    await workers.close()
    found = await row(simulation_id)
    assert (found["state"], json.loads(found["refusal"])["code"]) == ("REFUSED", "BUSY")


async def test_one_that_loses_its_connections_is_run_later_and_in_the_end_fails(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls, row: Rows
) -> None:
    await plant(admin, sample(1))
    simulation_id = await asked(tenancy)
    workers = await open_pool(database.worker, size=CONNECTIONS, statement_cache=True)
    run, ours = SimulationRun(workers, "08", simulation_id), services(PostgresTenancy(workers, VAULT, IDS))

    async def cut(attempts: int) -> None:
        async with admin.transaction(), asyncio.TaskGroup() as group:
            await admin.execute("lock table case_file in access exclusive mode")
            group.create_task(run_simulation(ours, run, lambda: False, attempts))
            async with asyncio.timeout(PATIENCE):
                while not await admin.fetchval(WAITS_FOR_A_LOCK):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
            await admin.execute(f"select pg_terminate_backend(pid) from ({WAITS_FOR_A_LOCK}) as waits")

    with pytest.raises(ExceptionGroup) as raised:
        await cut(MOST_ATTEMPTS - 1)
    assert raised.group_contains(RetryRequested)
    assert not over(await row(simulation_id))
    await cut(MOST_ATTEMPTS)
    assert (await row(simulation_id))["state"] == "FAILED"
    await workers.close()


async def test_no_name_of_the_environment_but_our_own_says_where_the_queue_is(
    tenancy: PostgresTenancy,
    admin: Plain,
    database: DatabaseUrls,
    row: Rows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = {"CHANNEL": "other", "QUEUE_TABLE": "other", "PGQUEUER_PREFIX": "other_", "DURABILITY": "none at all"}
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    await plant(admin, sample(1))
    with working(tmp_path, database, **elsewhere) as process:
        await until(row, await asked(tenancy), over)
        assert ended(process) == (0, [])


async def test_a_region_waits_for_so_many_at_most(tenancy: PostgresTenancy, admin: Plain) -> None:
    await plant(admin, sample(1))
    waiting = [await asked(tenancy) for _ in range(MOST_WAITING)]
    with pytest.raises(RuleRefused) as refused:
        await asked(tenancy)
    assert refused.value.code == "BUSY"
    await cancelled(tenancy, waiting[0])
    await asked(tenancy)


async def test_what_is_refused_is_not_queued(tenancy: PostgresTenancy, admin: Plain) -> None:
    await plant(admin, sample(1))
    with pytest.raises(RuleRefused):
        await asked(tenancy, ruleset=with_yellow("4.00", region="13"))
    assert await admin.fetchval("select (select count(*) from pgqueuer) + (select count(*) from simulation)") == 0


async def test_a_job_names_its_region_and_simulation_and_nothing_else(tenancy: PostgresTenancy, admin: Plain) -> None:
    await plant(admin, sample(1))
    simulation_id = await asked(tenancy)
    (job,) = await admin.fetch("select entrypoint, payload, headers, dedupe_key from pgqueuer")
    assert (job["entrypoint"], job["payload"]) == (JOB, payload("08", simulation_id))
    assert (job["headers"], job["dedupe_key"]) == ("null", None)


async def test_the_worker_writes_simulations_and_nothing_else_of_a_region(worker: Plain) -> None:
    for table in ("event", "case_file", "chain_head", "read_log", "ruleset_draft"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute(f"insert into {table} default values")


@pytest.mark.parametrize(
    ("whose", "code"), [("owner", "UNSAFE_DATABASE_ROLE"), ("admin", "UNSAFE_DATABASE_ROLE"), ("", "SETTINGS")]
)
def test_it_does_not_start_as_a_role_that_row_level_security_does_not_bind(
    database: DatabaseUrls, cluster: Any, tmp_path: Path, whose: str, code: str
) -> None:
    url = cluster.admin_url_of(database) if whose == "admin" else getattr(database, whose, "")
    settings = {"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": database.app, "TRAPPA_WORKER_URL": url}
    exit_code, out, err = trappa(tmp_path, "worker", settings=settings)
    assert (exit_code, out) == (2, "")
    assert err.startswith(f"trappa: {code}: ")
