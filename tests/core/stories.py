"""Scenarios of the tests' own, for what no worked example meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.core.play import told

OFFICE = {"as": "coordination_office"}
DEADLINE_IN_MONTHS = told(
    {"do": "open_case", "on": "2026-05-11", "as": "handler", "impulse": {"known_on": "2026-05-11", "kind": "DIALOGUE"}},
    {"do": "classify", "on": "2026-05-12", **OFFICE, "levels": {"severity": 3, "deviation": 4}},
    {"do": "send_correction_request", "on": "2026-05-19", **OFFICE, "plan_due_months": 1},
    {"do": "receive_plan", "on": "2026-06-22", "as": "unit_head"},
    {"do": "decide_plan", "on": "2026-06-24", **OFFICE, "verdict": "REJECTED"},
    {"do": "decide_sanction", "on": "2026-06-25", **OFFICE},
)
SAME_DAY = told(
    {
        "do": "open_case",
        "on": "2025-03-03",
        "as": "handler",
        "impulse": {"known_on": "2025-03-03", "kind": "OTHER"},
        "signal": {"signalled_on": "2025-03-03", "on_template": True, "risk_of_deviation": True, "party_at_risk": True},
    }
)
SUPPLEMENTED = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 2, "deviation": 2}},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "receive_plan", "on": "2025-04-04", "as": "unit_head"},
    {"do": "request_supplement", "on": "2025-04-08", **OFFICE, "due_on": "2025-04-22"},
    {"do": "receive_supplement", "on": "2025-04-22", "as": "unit_head"},
    {"do": "request_supplement", "on": "2025-04-24", **OFFICE, "due_on": "2025-05-08"},
    {"do": "decide_sanction", "on": "2025-05-09", **OFFICE},
    {"do": "receive_supplement", "on": "2025-05-12", "as": "unit_head"},
    {"do": "decide_plan", "on": "2025-05-14", **OFFICE, "verdict": "APPROVED", "follow_up_on": "2025-07-21"},
)
"""Two supplements in turn: the first in time, the second late and costing the yellow rate from the request."""

JOINED = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {
        "do": "record_signal",
        "on": "2025-03-03",
        "as": "unit_head",
        "signal": {"signalled_on": "2025-03-03", "on_template": True, "risk_of_deviation": True, "party_at_risk": True},
    },
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 2, "deviation": 2}},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "decide_sanction", "on": "2025-04-14", **OFFICE},
)
"""The region knew, and the unit signalled on the same day: the tie gives it the ladder of trust."""
KNOWN_LATER = told(
    {
        "do": "open_case",
        "on": "2025-03-03",
        "as": "unit_head",
        "signal": {"signalled_on": "2025-03-03", "on_template": True, "risk_of_deviation": True, "party_at_risk": True},
    },
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 1, "deviation": 1}},
    {
        "do": "record_impulse",
        "on": "2025-03-07",
        "as": "handler",
        "impulse": {"known_on": "2025-03-06", "kind": "OTHER"},
        "informant": True,
    },
)

CONSULTED = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {
        "do": "record_consultation",
        "on": "2025-03-04",
        "as": "medical_adviser",
        "consulted_on": "CLASSIFY",
        "standpoint": "COMMENTS",
    },
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 2, "deviation": 2}},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {
        "do": "record_consultation",
        "on": "2025-04-14",
        "as": "legal_counsel",
        "consulted_on": "DECIDE_SANCTION",
        "standpoint": "SUPPORTS",
    },
    {"do": "decide_sanction", "on": "2025-04-14", **OFFICE},
)

ASKED_EARLY = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {"do": "request_plan", "on": "2025-03-04", "as": "handler", "plan_due_on": "2025-04-04"},
    {"do": "extend_plan_due", "on": "2025-04-04", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "start_in_depth", "on": "2025-04-14", **OFFICE},
    {"do": "classify", "on": "2025-04-15", **OFFICE, "levels": {"severity": 4, "deviation": 1}, "override": "RED"},
    {
        "do": "send_correction_request",
        "on": "2025-04-16",
        **OFFICE,
        "plan_due_on": "2025-05-16",
        "direct": "PARTICULARLY_SERIOUS",
    },
    {"do": "decide_sanction", "on": "2025-05-19", **OFFICE},
)
"""An early plan that never came, in-depth follow-up, a raised colour, a direct sanction, and a failure."""
SPLIT = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {
        "do": "classify",
        "on": "2025-03-05",
        **OFFICE,
        "happenings": [{"severity": 2, "deviation": 2}, {"severity": 3, "deviation": 3}],
    },
    {"do": "split_case", "on": "2025-03-06", **OFFICE, "happenings": [2], "into": "B"},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11", "case": "B"},
    {"do": "refrain_from_sanction", "on": "2025-04-14", **OFFICE},
    {"do": "decide_no_measure", "on": "2025-04-15", **OFFICE},
    {"do": "reopen_case", "on": "2025-04-16", **OFFICE},
    {"do": "decide_sanction", "on": "2025-04-14", **OFFICE, "case": "B"},
)
"""Two events in two cases: one is let off and reopened, the other costs."""
PRINCIPAL = {"as": "region_principal"}
WITHHELD = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 2, "deviation": 2}},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "withhold_payment", "on": "2025-03-12", **PRINCIPAL, "month": "2025-04", "sek": "50000.00"},
    {"do": "withhold_payment", "on": "2025-04-02", **PRINCIPAL, "month": "2025-05", "sek": "40000.00"},
    {"do": "receive_plan", "on": "2025-04-10", "as": "unit_head"},
    {"do": "decide_plan", "on": "2025-04-14", **OFFICE, "verdict": "APPROVED", "follow_up_on": "2025-06-02"},
    {"do": "release_payment", "on": "2025-05-05", **PRINCIPAL, "of": 1, "sek": "12345.67"},
    {
        "do": "record_follow_up",
        "on": "2025-06-02",
        **OFFICE,
        "carried_out": True,
        "intended_effect": True,
    },
    {"do": "release_payment", "on": "2025-06-03", **PRINCIPAL, "of": 1, "sek": "37654.33"},
    {"do": "release_payment", "on": "2025-06-03", **PRINCIPAL, "of": 2, "sek": "40000.00"},
    {"do": "close_case", "on": "2025-06-04", "as": "handler"},
)
"""Two months' payments held back: one is released in two parts, and nothing is closed before all of it is paid."""
TERMINATED = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 4, "deviation": 4}},
    {"do": "send_correction_request", "on": "2025-03-11", **OFFICE, "plan_due_on": "2025-04-11"},
    {"do": "take_termination_position", "on": "2025-03-13", **OFFICE, "outcome": "CONTINUE"},
    {"do": "take_termination_position", "on": "2025-04-14", **OFFICE, "outcome": "TERMINATE"},
    {
        "do": "terminate_agreement",
        "on": "2025-04-16",
        **PRINCIPAL,
        "ends_on": "2025-07-01",
        "external_reference": "Bilaga 15",
    },
    {"do": "close_case", "on": "2025-07-01", "as": "handler"},
)
"""Black, and no plan came: the sanction runs to the agreement's end, and the case ends with it."""
RECURRING = told(
    {"do": "open_case", "on": "2025-03-03", "as": "handler", "impulse": {"known_on": "2025-03-03", "kind": "OTHER"}},
    {"do": "classify", "on": "2025-03-05", **OFFICE, "levels": {"severity": 2, "deviation": 2}},
    {"do": "flag_recurrence", "on": "2025-03-06", **OFFICE, "earlier": ["first", "second"]},
    {"do": "take_termination_position", "on": "2025-03-07", **OFFICE, "outcome": "TERMINATE"},
    {"do": "terminate_agreement", "on": "2025-03-10", **PRINCIPAL, "ends_on": "2025-03-10"},
)
"""A yellow case of a unit whose deficiencies recur: terminated with no request before."""

STORIES: Mapping[str, Mapping[str, Any]] = {
    "months": DEADLINE_IN_MONTHS,
    "same day": SAME_DAY,
    "supplemented": SUPPLEMENTED,
    "joined": JOINED,
    "known later": KNOWN_LATER,
    "consulted": CONSULTED,
    "asked early": ASKED_EARLY,
    "split": SPLIT,
    "withheld": WITHHELD,
    "terminated": TERMINATED,
    "recurring": RECURRING,
}
