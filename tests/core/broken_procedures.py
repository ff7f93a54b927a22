"""Mistakes in the parts of a ruleset that declare acts of their own: a small procedure, and what can be wrong in it."""

from __future__ import annotations

from dataclasses import dataclass

SMALL = """format: trappa-ruleset/1
procedure: small
region: "08"
label: "1"
title: {sv: Liten, en: Small}
documents: {}
validity: {valid_from: 2025-01-01, source: {clause: own, derived: {sv: Eget, en: Own}}}
subject: {unit: OPTIONAL, source: {clause: subject, derived: {sv: s, en: s}}}
parties:
  - {organisation: UNIT, source: {clause: party, derived: {sv: s, en: s}}}
fields:
  - id: way
    label: {sv: Väg, en: Way}
    kind: CHOICE
    options:
      - id: LONG
        label: {sv: Lång, en: Long}
        criteria: [{id: far, label: {sv: f, en: f}, source: {clause: far, derived: d}}]
      - {id: SHORT, label: {sv: Kort, en: Short}}
    source: {clause: way, derived: d}
  - {id: sure, label: {sv: Säker, en: Sure}, kind: TRUTH, source: {clause: sure, derived: d}}
  - {id: all, label: {sv: Alla, en: All}, kind: WHOLE, source: {clause: all, derived: d}}
  - {id: some, label: {sv: Några, en: Some}, kind: WHOLE, source: {clause: some, derived: d}}
  - {id: present, label: {sv: Där, en: There}, kind: COUNTS, group: board, source: {clause: present, derived: d}}
acts:
  - id: OPEN_CASE
    label: {sv: Öppna, en: Open}
    asks: [{field: way}, {field: sure}, {field: all}, {field: some}, {field: present}]
    balances: [{total: all, plus: [some], source: {clause: balance, derived: d}}]
    due:
      label: {sv: Svar, en: Answer}
      met_by: [answer]
      months: 2
      least_months: 1
      most_months: 6
      rolls_forward: true
      source: {clause: due, derived: d}
    source: {clause: opening, derived: d}
  - id: answer
    label: {sv: Svara, en: Answer}
    outcomes: [{id: YES, label: {sv: Ja, en: Yes}}, {id: NO, label: {sv: Nej, en: No}}]
    bars: [{label: {sv: Osäkert, en: Unsure}, when: [{field: sure, holds: false}], source: {clause: bar, derived: d}}]
    source: {clause: answer, derived: d}
  - {id: look, label: {sv: Titta, en: Look}, source: {clause: look, derived: d}}
track:
  states:
    - {id: OPEN, label: {sv: Öppet, en: Open}}
    - {id: CLOSED, label: {sv: Avslutat, en: Closed}, closed: true}
  steps:
    - {action: OPEN_CASE, to: OPEN, source: {clause: step, derived: d}}
    - {action: answer, states: [OPEN], to: CLOSED, closed_tracks: [side], source: {clause: step, derived: d}}
side_tracks:
  - id: side
    label: {sv: Sida, en: Side}
    opened_by: [{field: way, any_of: [LONG]}]
    states:
      - {id: LOOKING, label: {sv: Tittar, en: Looking}}
      - {id: LOOKED, label: {sv: Tittat, en: Looked}, closed: true}
    steps:
      - {action: look, states: [LOOKING], to: LOOKED, source: {clause: side, derived: d}}
    source: {clause: side, derived: d}
checklists:
  - id: list
    label: {sv: Lista, en: List}
    opened_by: [{act: OPEN_CASE}]
    tasks: [{id: call, label: {sv: Ring, en: Call}, owners: [handler], source: {clause: task, derived: d}}]
    source: {clause: list, derived: d}
groups:
  - id: board
    label: {sv: Styrelse, en: Board}
    members: [{id: chair, label: {sv: Ordförande, en: Chair}, least: 1, most: 2, source: {clause: chair, derived: d}}]
    source: {clause: board, derived: d}
positions:
  - {role: handler, least: 1, named: 1, source: {clause: position, derived: d}}
reports:
  - id: yearly
    label: {sv: Årsrapport, en: Yearly}
    recipients: [handler]
    cadence: {kind: ON_EVENT, act: answer, source: {clause: cadence, derived: d}}
    source: {clause: report, derived: d}
mandates:
  - {action: OPEN_CASE, roles: [handler], source: {clause: m1, derived: d}}
  - {action: answer, roles: [handler], source: {clause: m2, derived: d}}
  - {action: look, roles: [handler], source: {clause: m3, derived: d}}
"""


@dataclass(frozen=True)
class Wrong:
    """One mistake in SMALL: what is written instead of what, and how it is named."""

    old: str
    new: str
    code: str
    key: str
    allowed: str
    clause: str | None


SURE = "when: [{field: sure, holds: false}]"
FAR = "criteria: [{id: far, label: {sv: f, en: f}, source: {clause: far, derived: d}}]"
LAST = "  - {action: look, roles: [handler], source: {clause: m3, derived: d}}\n"
OTHERWISE = "otherwise: [{roles: [team_lead], source: {clause: elsewhere, derived: d}}]"
LOOKS = "    - {action: OPEN_CASE, to: OPEN, "
ANSWERS = "action: answer, states: [OPEN], to: CLOSED"
PROCEDURE_MISTAKES = {
    "act that there is not": Wrong(
        "met_by: [answer]", "met_by: [reply]", "UNKNOWN_ACTION", "acts[0].due.met_by[0]", "answer", "due"
    ),
    "field that there is not": Wrong(
        "[{field: way}", "[{field: ways}", "UNKNOWN_FIELD", "acts[0].asks[0].field", "way", "opening"
    ),
    "group that there is not": Wrong(
        "group: board", "group: bored", "UNKNOWN_GROUP", "fields[4].group", "board", "present"
    ),
    "option that there is not": Wrong(
        "any_of: [LONG]", "any_of: [WIDE]", "UNKNOWN_OPTION", "side_tracks[0].opened_by[0].any_of[0]", "LONG", "side"
    ),
    "side track that there is not": Wrong(
        "closed_tracks: [side]", "closed_tracks: [slide]", "UNKNOWN_TRACK", "track.steps[1].closed_tracks[0]", "side",
        "step",
    ),
    "side track of a mandate that there is not": Wrong(
        LAST, LAST.replace("roles", "tracks: [slide], roles"), "UNKNOWN_TRACK", "mandates[2].tracks[0]", "side", "m3"
    ),
    "truth of a choice": Wrong(
        SURE, SURE.replace("sure", "way"), "NO_TRUTH", "acts[1].bars[0].when[0].holds",
        "a field of the kind TRUTH", "bar",
    ),
    "agreement of nobody": Wrong(
        "unit: OPTIONAL", "unit: OPTIONAL, agreement: true", "AGREEMENT_OF_NO_UNIT", "subject.agreement",
        "agreement: false", "subject",
    ),
    "unit as a party where there is none": Wrong(
        "unit: OPTIONAL", "unit: NONE", "PARTY_OF_NO_UNIT", "parties[0].organisation", "a counterpart", "party"
    ),
    "field for nothing": Wrong(", {field: sure}", "", "FIELD_UNASKED", "fields[1]", "some act asks", "sure"),
    "criterion of both": Wrong(
        "en: Short}}", f"en: Short}}, {FAR}}}", "CRITERION_TWICE", "fields[0].options", "under one option", "way"
    ),
    "act of the platform's": Wrong(
        "- {id: look,", "- {id: CLASSIFY,", "ACT_OF_THE_PLATFORM", "acts[2].id", "another id", "look"
    ),
    "act without a step": Wrong("- {id: look,", "- {id: peek,", "ACT_WITHOUT_STEP", "acts[2].id", "a step", "look"),
    "balance of a truth": Wrong(
        "plus: [some]", "plus: [sure]", "BALANCE_OF_NO_NUMBERS", "acts[0].balances[0]", "all, some", "balance"
    ),
    "frame that holds no time": Wrong(
        "least_months: 1", "least_months: 7", "FRAME_EMPTY", "acts[0].due.most_months", "7 or more", "due"
    ),
    "time outside its frame": Wrong("months: 2", "months: 9", "DUE_OUTSIDE_FRAME", "acts[0].due.months", "1-6", "due"),
    "two ways at once": Wrong(
        LOOKS, f"    - {{{ANSWERS.replace('CLOSED', 'OPEN')}, source: {{clause: s, derived: d}}}}\n{LOOKS}",
        "STEPS_AMBIGUOUS", "track.steps[2]", "an outcome of its own", "step",
    ),
    "state without an end": Wrong(
        ANSWERS, ANSWERS.replace("CLOSED", "OPEN"), "STATE_UNENDING", "track.states[0]", "closed: true", None
    ),
    "task that is nobody's": Wrong(
        "owners: [handler], ", "", "OWNER_MISSING", "checklists[0].tasks[0].owners", "the role", "task"
    ),
    "position that too few hold": Wrong(
        "least: 1, named: 1", "least: 2, named: 1", "POSITION_UNFILLED", "positions[0].named", "2 or more", "position"
    ),
    "report to nobody": Wrong(
        "    recipients: [handler]\n", "", "RECIPIENT_MISSING", "reports[0].recipients", "roles", "report"
    ),
    "two deciders": Wrong(
        LAST, LAST.replace("source", f"{OTHERWISE}, source"), "DECIDERS_DIFFER", "mandates[2].otherwise[0]",
        "one decider", "elsewhere",
    ),
    "act of the team that moves the case": Wrong(
        "en: Answer}\n    outcomes", "en: Answer}\n    audience: TEAM\n    outcomes", "TEAM_ACT_MOVES",
        "track.steps[1].to", "a side track of such acts alone", "step",
    ),
    "act of the team that others wait for": Wrong(
        "- {id: look,", "- {id: look, audience: TEAM,", "TEAM_ACT_TELLS", "track.steps[1].closed_tracks[0]",
        "what others may read", "step",
    ),
    "section that an act goes by": Wrong(
        LOOKS, f"    - {{action: REQUEST_PLAN, states: [OPEN], source: {{clause: s, derived: d}}}}\n{LOOKS}",
        "SECTION_MISSING", "", "plan", None,
    ),
}  # fmt: skip
