"""Plays scenarios through the API as the persons who would do each step, and reads back what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from infra.cli.demo.acts import Mutation, at, mutation, recorded_at, registration
from infra.cli.demo.client import Client, error_code
from infra.cli.demo.comparison import Read, Row, compare
from infra.cli.demo.people import Person
from infra.cli.failures import CommandFailed
from schema.ids import own_id
from tenants.demo.scenarios import Expected, OpenCase, Scenario, SplitCase, Step

REGION: Final = "08"
LATE: Final = datetime(2035, 1, 1, 10, tzinfo=UTC)
"""When all is over: ledgers are read back as of then."""

_DONE: Final = "utfört · done"
_COMMANDS: Final = UUID("0a7ce4a6-6c33-5c0b-8a6e-5b9c3f6f2d10")
_LEDGER: Final = """
query($unit: ID!, $knownAt: DateTime) {
  ledger(unitId: $unit, from: "2024-01", until: "2034-12", knownAt: $knownAt) {
    total
    months { month total }
    lines { caseId month rate amount status correction }
  }
  withheld(unitId: $unit, from: "2024-01", until: "2034-12", knownAt: $knownAt) { months { month balance } }
}
"""


@dataclass
class Played:
    """A scenario's unit and cases by global id, and what came out of its steps."""

    scenario: Scenario
    unit_id: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def unit(self) -> UUID | None:
        return own_id("CareUnit", self.unit_id)


@dataclass(frozen=True, slots=True)
class Answered:
    """`code` of the refusal, None where the command was carried out; then `success` has what was read of it."""

    code: str | None
    message: str
    success: Mapping[str, Any]


class Player:
    def __init__(self, client: Client) -> None:
        self._client = client

    def play(self, scenario: Scenario) -> Played:
        """All steps in order, up to the first that comes out otherwise than it should."""
        played = Played(scenario)
        registered = self._send(
            Person(REGION, ("handler",)), registration(scenario.unit), at(scenario.unit.valid_from), None
        )
        if registered.code is not None:
            played.rows.append(Row(scenario.id, "registerUnit", _DONE, _refusal(registered)))
            return played
        played.unit_id = registered.success["unit"]["id"]
        done = 0
        for step in scenario.steps:
            answered = self._take(played, step)
            if step.refused is not None:
                what = step.what or step.do
                played.rows.append(Row(scenario.id, what, step.refused, answered.code or _DONE))
            elif answered.code is not None:
                played.rows.append(Row(scenario.id, f"{step.do} {step.on}", _DONE, _refusal(answered)))
            if answered.code != step.refused:
                break
            done += 1
        steps = str(len(scenario.steps))
        played.rows.insert(0, Row(scenario.id, f"steg · steps: {scenario.title}", steps, str(done)))
        return played

    def _take(self, played: Played, step: Step) -> Answered:
        person = Person(step.region or REGION, (step.role,), played.unit if step.role == "unit_head" else None)
        content = mutation(step, played.unit_id, played.cases.get(step.case))
        command_id = None if step.command is None else uuid5(_COMMANDS, f"{played.scenario.id}/{step.command}")
        answered = self._send(person, content, recorded_at(step), command_id)
        if isinstance(step, OpenCase) and answered.code is None:
            played.cases[step.case] = answered.success["case"]["id"]
        if isinstance(step, SplitCase) and answered.code is None:
            played.cases[step.into] = answered.success["case"]["splitInto"][-1]
        return answered

    def _send(self, person: Person, sent: Mutation, now: datetime, command_id: UUID | None) -> Answered:
        content = {**sent.content, "commandId": None if command_id is None else str(command_id)}
        answer = self._client.ask(person, sent.document, {"input": content}, now)
        code = error_code(answer)
        if code is not None:
            return Answered(code, answer["errors"][0]["message"], {})
        found = answer["data"][sent.field]
        return Answered(found.get("code"), found.get("message", ""), found)

    def read(self, played: Played, as_of: datetime | None = None) -> Read:
        """The unit's ledger when all is over; with `as_of` what of it was known then."""
        variables = {"unit": played.unit_id, "knownAt": None if as_of is None else as_of.isoformat()}
        answer = self._client.ask(Person(REGION, ("handler",)), _LEDGER, variables, LATE)
        code = error_code(answer)
        if code is not None or answer["data"]["ledger"] is None:
            raise CommandFailed("LEDGER_UNREADABLE", f"{played.scenario.id}: {code or 'not found'}")
        return Read.of(answer["data"], {global_id: letter for letter, global_id in played.cases.items()})

    def compared(self, played: Played, expected: Expected) -> list[Row]:
        """What was read back against what was expected; nothing where there is no unit to read."""
        if played.unit is None:
            return []
        as_of = None if expected.as_of is None else self.read(played, expected.as_of.at)
        return compare(played.scenario.id, expected, self.read(played), as_of)


def play_all(
    player: Player, scenarios: Sequence[Scenario], expected: Mapping[str, Expected]
) -> tuple[list[Played], list[Row]]:
    """Every scenario, then every ledger: what is settled in one may be another's. Rows stand by scenario."""
    plays = [player.play(scenario) for scenario in scenarios]
    rows: list[Row] = []
    for played in plays:
        rows += played.rows
        if played.scenario.id in expected:
            rows += player.compared(played, expected[played.scenario.id])
    return plays, rows


def _refusal(answered: Answered) -> str:
    return f"{answered.code}: {answered.message}"
