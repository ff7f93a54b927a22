"""Replay finds whatever was altered behind the service's back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from infra.cli.replay import read_stored, replayed
from infra.db.bootstrap import DatabaseUrls
from service.domain.chain import GENESIS, Link, link_hash
from service.domain.facts import canonical
from service.domain.money import format_sek
from service.usecases.replay import sums_as_of
from tests.database.conftest import Plain

pytestmark = pytest.mark.requirement("C4")


async def found(urls: DatabaseUrls) -> set[tuple[str, str]]:
    """Kind and problem of each finding, the problem without the values in it."""
    stored = await read_stored(urls.app, "08")
    return {(one.kind, one.problem) for one in replayed("08", stored).findings}


async def kinds(urls: DatabaseUrls) -> set[str]:
    return {kind for kind, _ in await found(urls)}


async def altered(tamperer: Plain, kind: str, changes: Mapping[str, Any]) -> int:
    """Changes the first event of that type, nothing beside it: its seq."""
    row = await tamperer.fetchrow(
        "select seq, body from event where tenant_id = '08' and type = $1 order by seq limit 1", kind
    )
    assert row is not None
    body = canonical(json.loads(row["body"]) | dict(changes))
    await tamperer.execute("update event set body = $2 where tenant_id = '08' and seq = $1", row["seq"], body)
    seq: int = row["seq"]
    return seq


async def rehashed(tamperer: Plain) -> None:
    """Makes the chain hold again, from the first event to the head."""
    previous = GENESIS
    for row in await tamperer.fetch(
        f"select {', '.join(Link.__dataclass_fields__)} from event where tenant_id = '08' order by seq"
    ):
        new = link_hash(previous, Link(**row))
        await tamperer.execute(
            "update event set prev_hash = $2, hash = $3 where tenant_id = '08' and seq = $1", row["seq"], previous, new
        )
        previous = new
    await tamperer.execute("update chain_head set hash = $1 where tenant_id = '08'", previous)


async def test_what_the_service_recorded_is_sound(played: DatabaseUrls) -> None:
    stored = await read_stored(played.app, "08")
    result = replayed("08", stored)
    assert result.findings == ()
    assert (result.events, result.settlements) == (len(stored.links), 3)
    assert result.lines == 3


async def test_what_was_owed_is_recomputed_as_it_was_known_at_a_time(played: DatabaseUrls) -> None:
    links = (await read_stored(played.app, "08")).links

    def sums(at: str) -> dict[str, str | None]:
        return {
            one.name.split()[-1]: None if one.owed_ore is None else format_sek(one.owed_ore)
            for one in sums_as_of(links, datetime.fromisoformat(at))
        }

    corrected = {"Almen": "103741.93", "Hamnen": "181741.94", "Orren": "43350.00"}
    assert sums("2035-01-01T00:00:00Z") == corrected
    assert sums("2025-12-18T09:59:00+01:00") == corrected | {"Orren": "43530.00"}
    assert sums("2025-06-01T00:00:00+02:00")["Almen"] is None
    assert sums("2023-01-01T00:00:00Z") == {}


async def test_an_altered_event_breaks_the_chain(played: DatabaseUrls, tamperer: Plain) -> None:
    await altered(tamperer, "SanctionDecided", {"rate_ore": 1})
    assert await found(played) == {("chain", "its content does not match its hash")}


async def test_a_rate_altered_and_hashed_anew_no_longer_gives_the_settled_lines(
    played: DatabaseUrls, tamperer: Plain
) -> None:
    seq = await tamperer.fetchval("select max(seq) from event where type = 'SanctionDecided'")
    body = json.loads(await tamperer.fetchval("select body from event where tenant_id = '08' and seq = $1", seq)) | {
        "rate_ore": 299
    }
    await tamperer.execute("update event set body = $2 where tenant_id = '08' and seq = $1", seq, canonical(body))
    await rehashed(tamperer)
    assert await kinds(played) == {"settlement"}


async def test_a_single_event_hashed_anew_does_not_fit_its_neighbour(played: DatabaseUrls, tamperer: Plain) -> None:
    await altered(tamperer, "UnitRegistered", {"name": "Annan"})
    row = await tamperer.fetchrow(
        f"select {', '.join(Link.__dataclass_fields__)} from event where type = 'UnitRegistered' order by seq limit 1"
    )
    assert row is not None
    link = Link(**row)
    await tamperer.execute(
        "update event set hash = $2 where tenant_id = '08' and seq = $1", link.seq, link_hash(link.prev_hash, link)
    )
    problems = await found(played)
    assert ("chain", "does not follow from the event before") in problems
    assert ("care_unit", "name is Hälsocentralen Almen, the events say Annan") in problems


async def test_a_listed_count_altered_in_event_and_row_is_found_by_what_it_paid_for(
    played: DatabaseUrls, tamperer: Plain
) -> None:
    recorded = """select seq, stream_id, version from event
        where type = 'ListedCountsRecorded' and body like '%"2025-11":7310%'"""
    row = await tamperer.fetchrow(recorded)
    assert row is not None
    await tamperer.execute(
        "update event set body = replace(body, '7310', '7000') where tenant_id = '08' and seq = $1", row["seq"]
    )
    await rehashed(tamperer)
    assert await kinds(played) == {"listed_count", "settlement"}
    await tamperer.execute("update listed_count set listed = 7000 where listed = 7310")
    assert await kinds(played) == {"settlement"}


async def test_a_deleted_event_is_missed(played: DatabaseUrls, tamperer: Plain) -> None:
    seq = await tamperer.fetchval("select max(seq) from event where type = 'CorrectionRequestSent'")
    await tamperer.execute("delete from event where tenant_id = '08' and seq = $1", seq)
    stored = await read_stored(played.app, "08")
    findings = replayed("08", stored).findings
    assert ("chain", str(seq + 1), f"expected event {seq}, found {seq + 1}") in {
        (one.kind, one.key, one.problem) for one in findings
    }
    assert "case_file" in {one.kind for one in findings}


async def test_the_last_event_deleted_is_missed_by_the_head(played: DatabaseUrls, tamperer: Plain) -> None:
    await tamperer.execute("delete from event where seq = (select max(seq) from event)")
    assert "chain" in await kinds(played)


async def test_a_body_written_otherwise_is_not_the_text_that_was_recorded(
    played: DatabaseUrls, tamperer: Plain
) -> None:
    await tamperer.execute("update event set body = replace(body, ',', ', ') where type = 'CaseClosed'")
    await rehashed(tamperer)
    assert await found(played) == {("event", "its body is not the canonical text of what it says")}


async def test_a_body_that_is_no_event_is_told_and_not_a_crash(played: DatabaseUrls, tamperer: Plain) -> None:
    await tamperer.execute("update event set body = '{}' where type in ('RulesetAdopted', 'CaseOpened')")
    await rehashed(tamperer)
    assert {("event", "its body is no RulesetAdopted"), ("event", "its body is no CaseOpened")} <= await found(played)


async def test_an_event_shown_to_a_party_against_its_kind_is_found(played: DatabaseUrls, tamperer: Plain) -> None:
    await tamperer.execute("update event set audience = 'party' where type = 'CaseClassified'")
    await rehashed(tamperer)
    assert await found(played) == {("event", "audience is party, its body says staff")}


async def test_an_adopted_ruleset_altered_in_the_chain_is_found(played: DatabaseUrls, tamperer: Plain) -> None:
    rows = await tamperer.fetch("select seq, body from event where tenant_id = '08' and type = 'RulesetAdopted'")
    read = ((row["seq"], json.loads(row["body"])) for row in rows)
    ((seq, body),) = ((seq, body) for seq, body in read if body["content"]["procedure"] == "halsoval-uppfoljning")
    body["content"]["accrual"]["proration"]["value"] = "THIRTY_DAYS"
    await tamperer.execute("update event set body = $2 where tenant_id = '08' and seq = $1", seq, canonical(body))
    await rehashed(tamperer)
    assert await kinds(played) == {"ruleset_version", "settlement"}


@pytest.mark.parametrize(
    ("statement", "kind", "problem"),
    [
        ("update listed_count set listed = listed + 1 where listed = 7310", "listed_count", "listed is 7311"),
        ("delete from listed_count where listed = 7310", "listed_count", "the row is missing"),
        ("update settlement_line set amount_ore = 0 where correction", "settlement_line", "amount_ore is 0"),
        ("delete from settlement_line where correction", "settlement_line", "the row is missing"),
        ("update settlement set settled_on = '2025-12-31' where month = '2025-10'", "settlement", "settled_on is"),
        ("update case_file set colour = 'GREEN', sanctioned = false", "case_file", "sanctioned is False"),
        ("update case_file set opened_on = '2025-01-01'", "case_file", "opened_on is 2025-01-01"),
        ("update case_file set ladder = 'TRUST'", "case_file", "ladder is TRUST"),
        ("delete from case_file", "case_file", "the row is missing"),
        ("update case_internal set score = 1", "case_internal", "score is 1"),
        ("delete from case_seat", "case_seat", "the row is missing"),
        ("update care_unit set name_sort = 'a'", "care_unit", "name_sort is a"),
        ("update agreement set valid_until = '2030-01-01'", "agreement", "valid_until is 2030-01-01"),
        ("update ruleset_version set content = '{}'", "ruleset_version", "content is {}"),
        (
            "insert into case_seat select tenant_id, gen_random_uuid()::text, opened_at, case_id from case_seat",
            "case_seat",
            "no event says so",
        ),
    ],
)
async def test_a_row_that_no_longer_says_what_the_events_say_is_found(
    statement: str, kind: str, problem: str, played: DatabaseUrls, tamperer: Plain
) -> None:
    await tamperer.execute(statement)
    findings = await found(played)
    assert {one for one, _ in findings} == {kind}
    assert any(told.startswith(problem) for _, told in findings)
