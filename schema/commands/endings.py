"""The commands on payment held back, and on whether the agreement is to go on."""

from __future__ import annotations

from typing import Final, cast

from schema.commanding import Command, Prepared
from schema.commands import ending_inputs as inputs
from schema.commands.cases import on_case
from schema.reading_back import CASE
from schema.written import own
from service.domain.endings import TerminationPosition
from service.domain.money import parse_sek
from service.rules import commands
from service.usecases.commanding import Written
from service.usecases.unit_fields import optional_reference


def _withhold_payment(given: inputs.WithholdPaymentInput) -> Prepared:
    command = commands.WithholdPayment(given.month, parse_sek(given.amount), given.decided_on)
    return on_case(given, command, Written(given.note, "note", required=True))


def _release_payment(given: inputs.ReleasePaymentInput) -> Prepared:
    return on_case(given, commands.ReleasePayment(given.of, parse_sek(given.amount), given.decided_on))


def _take_termination_position(given: inputs.TakeTerminationPositionInput) -> Prepared:
    outcome = cast("TerminationPosition", given.outcome.name)
    command = commands.TakeTerminationPosition(outcome, given.decided_on)
    return on_case(given, command, Written(given.note, "note", required=True))


def _terminate_agreement(given: inputs.TerminateAgreementInput) -> Prepared:
    annex = optional_reference(given.external_reference, "externalReference")
    return on_case(given, commands.TerminateAgreement(given.decided_on, given.ends_on, annex))


def _flag_recurrence(given: inputs.FlagRecurrenceInput) -> Prepared:
    earlier = tuple(own("Case", one, f"earlier[{place}]") for place, one in enumerate(given.earlier))
    command = commands.FlagRecurrence(earlier, given.flagged_on)
    return on_case(given, command, Written(given.note, "note", required=True))


def _move_case_to_ruleset(given: inputs.MoveCaseToRulesetInput) -> Prepared:
    command = commands.MoveToVersion(own("Ruleset", given.ruleset_id, "rulesetId"), given.moved_on)
    return on_case(given, command, Written(given.reason, "reason", required=True))


ENDINGS: Final = (
    Command(
        "withholdPayment",
        "Håll inne ersättning till dess rättelse godkänts. Hold back payment until correction is approved.",
        inputs.WithholdPaymentInput,
        CASE,
        _withhold_payment,
    ),
    Command(
        "releasePayment",
        "Betala ut innehållen ersättning. Pay out what was held back.",
        inputs.ReleasePaymentInput,
        CASE,
        _release_payment,
    ),
    Command(
        "takeTerminationPosition",
        "Ta ställning till hävning av avtalet. Say whether the agreement is to be ended.",
        inputs.TakeTerminationPositionInput,
        CASE,
        _take_termination_position,
    ),
    Command(
        "terminateAgreement",
        "Häv enhetens avtal; dess sanktioner upphör med det. End what the unit works under; its sanctions end with it.",
        inputs.TerminateAgreementInput,
        CASE,
        _terminate_agreement,
    ),
    Command(
        "flagRecurrence",
        "Flagga att en brist återkommer, med enhetens tidigare ärenden. Note that a deficiency recurs, with the"
        " unit's earlier cases.",
        inputs.FlagRecurrenceInput,
        CASE,
        _flag_recurrence,
    ),
    Command(
        "moveCaseToRuleset",
        "Låt en annan version av regelverket styra ett pågående ärende. Let another version of its rules govern a case"
        " that runs.",
        inputs.MoveCaseToRulesetInput,
        CASE,
        _move_case_to_ruleset,
    ),
)
