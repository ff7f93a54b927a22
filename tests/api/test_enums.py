"""The contract's closed lists are the rules' own: no value is missing, none is there for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, get_named_type

from service.domain.events import CaseDecision, Impulse, PlanDecided, SanctionDecided, Standpoint
from service.domain.request_events import Channel, Receipt
from service.rules.deadlines import ObligationKind
from service.rules.diff import Aspect, Kind
from service.rules.finding import Severity
from service.rules.ruleset import ColourSanction, LadderCondition, PlanRequirement
from service.rules.settle import EndReason
from service.usecases.deciding import smallest
from tests.api.caller import noon
from tests.api.fields import contract
from tests.core.acts import led
from tests.core.kalmar import KALMAR

SCHEMA = contract()


def field(model: Any, name: str) -> Any:
    return model.model_fields[name].annotation


OWN: Mapping[str, Any] = {
    "ImpulseKind": field(Impulse, "kind"),
    "RequestChannel": Channel,
    "RequestReceipt": Receipt,
    "Verdict": field(PlanDecided, "verdict"),
    "CaseDecision": CaseDecision,
    "Standpoint": Standpoint,
    "ObligationKind": ObligationKind,
    "SanctionGround": field(SanctionDecided, "ground"),
    "SanctionEndReason": EndReason,
    "SanctionDue": field(ColourSanction, "due"),
    "LadderCondition": LadderCondition,
    "PlanRequirement": PlanRequirement,
    "ProblemSeverity": Severity,
    "RulesetChangeKind": Kind,
    "RulesetChangeAspect": Aspect,
}
FIELDS = {
    "CaseImpulse.kind": "ImpulseKind",
    "ImpulseInput.kind": "ImpulseKind",
    "CorrectionRequest.channel": "RequestChannel",
    "CorrectionRequest.receipt": "RequestReceipt",
    "PlanVerdict.verdict": "Verdict",
    "CaseObligation.kind": "ObligationKind",
    "SanctionPiece.ground": "SanctionGround",
    "CaseSanction.endReason": "SanctionEndReason",
    "AvailableAction.outcome": "ActionOutcome",
    "RulesetProblem.severity": "ProblemSeverity",
    "RulesetChange.kind": "RulesetChangeKind",
    "RulesetChange.aspect": "RulesetChangeAspect",
    "RulesetColour.sanctionDue": "SanctionDue",
    "RulesetLadder.conditions": "LadderCondition",
    "RulesetRequirement.requires": "PlanRequirement",
}


def values(name: str) -> set[str]:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLEnumType)
    return set(found.values)


@pytest.mark.parametrize("name", OWN)
def test_a_closed_list_has_the_values_of_the_rules(name: str) -> None:
    assert values(name) == set(get_args(OWN[name]))


def test_the_outcomes_of_commands_are_those_that_are_offered() -> None:
    case = led().state
    versions = {case.ruleset_id: KALMAR}
    offered = {outcome for outcome, _ in smallest(case, versions, datetime.fromisoformat(noon("2025-06-02")))}
    assert values("ActionOutcome") == offered - {None}


@pytest.mark.parametrize(("name", "enum"), FIELDS.items())
def test_what_has_a_closed_list_is_of_its_type(name: str, enum: str) -> None:
    of, field_name = name.split(".")
    found = SCHEMA.type_map[of]
    assert isinstance(found, GraphQLObjectType | GraphQLInputObjectType)
    assert get_named_type(found.fields[field_name].type).name == enum
