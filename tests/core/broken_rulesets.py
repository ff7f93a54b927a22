"""Mistakes that can be written into the shipped package, and how each is named."""

from __future__ import annotations

from dataclasses import dataclass

from tests.core.kalmar import TEXT


@dataclass(frozen=True)
class Broken:
    """One mistake: what is written instead of what, the line where it shows, and how the refusal names it."""

    old: str
    new: str
    line: str
    code: str
    key: str
    allowed: str
    clause: str | None


YELLOW_BAND = "    - colour: YELLOW\n      lowest: 3\n"
YELLOW_QUOTED = TEXT[TEXT.index("      highest: 6\n") + len("      highest: 6\n") :].splitlines()[0]
RED = TEXT[TEXT.index("  - id: RED") :]
BLACK_STARTS = TEXT[TEXT.index("      starts:", TEXT.index("  - id: BLACK")) : TEXT.index("    on_request:")]
TERMINATION = TEXT[TEXT.index("termination:\n") : TEXT.index("mandates:\n")]
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43)
MANY_SCALES = "".join(
    f"    - {{id: s{prime}, label: {{sv: s, en: s}}, source: {{clause: c, derived: d}}, levels: ["
    f"{{value: 1, label: {{sv: a, en: a}}}}, {{value: {prime}, label: {{sv: b, en: b}}}}]}}\n"
    for prime in PRIMES
)
MISTAKES = {
    "unknown key": Broken(
        "  combine: PRODUCT\n", "  combine: PRODUCT\n  mean: 3\n", "  mean: 3", "UNKNOWN_KEY", "classification.mean",
        "bands, combine, hints, override, scales, source", "Fördjupad förklaring: sammanvägt mått",
    ),
    "misspelt key inside a list": Broken(
        "      lowest: 3\n", "      lovest: 3\n", "      lovest: 3", "UNKNOWN_KEY", "classification.bands[1].lovest",
        "colour, highest, lowest, source", "Färgklassificering",
    ),
    "missing key": Broken(
        "  combine: PRODUCT\n", "", "classification:", "MISSING_KEY", "classification.combine",
        "bands, combine, hints, override, scales, source", "Fördjupad förklaring: sammanvägt mått",
    ),
    "missing section": Broken(
        "signal_tie:\n", "tie:\n", "tie:\n", "UNKNOWN_KEY", "tie", "signal_tie", "Sanktioner",
    ),
    "rule without a source": Broken(
        "    source: {document: S1, clause: Sanktionstrappa, quote: Initierat av Samordning hälso-sjukvård}\n", "",
        "  - id: STANDARD", "MISSING_KEY", "ladders[1].source", "source", None,
    ),
    "source without its quote": Broken(
        "document: S1, clause: Sanktionstrappa, quote: 3 kr per listad och månad",
        "document: S1, clause: Sanktionstrappa",
        "        source: {document: S1, clause: Sanktionstrappa}", "INVALID_VALUE", "ladders[1].rates[0].source",
        "a source has document and quote, or derived", "Sanktionstrappa",
    ),
    "source quoted and derived": Broken(
        "quote: 3 kr per listad och månad}", "quote: 3 kr per listad och månad, derived: of course}",
        "derived: of course", "INVALID_VALUE", "ladders[1].rates[0].source",
        "a source has document and quote, or derived", "Sanktionstrappa",
    ),
    "a reason in one of two languages": Broken(
        "      en: The annex bears no date; the region states from when it applies when it adopts the package.\n", "",
        "    derived:\n", "MISSING_KEY", "validity.source.derived.en", "en, sv", "giltighet",
    ),
    "a reason that is no text": Broken(
        "      en: The annex bears no date; the region states from when it applies when it adopts the package.\n",
        "      en: 12\n", "      en: 12\n", "INVALID_VALUE", "validity.source.derived.en", "string", "giltighet",
    ),
    "empty quote": Broken(
        "quote: 3–6 Gult}", 'quote: ""}', 'quote: ""}', "INVALID_VALUE", "classification.bands[1].source.quote",
        "at least 1 character", "Färgklassificering",
    ),
    "unknown document": Broken(
        "document: S1, clause: Sanktionstrappa, quote: 3 kr", "document: S9, clause: Sanktionstrappa, quote: 3 kr",
        "document: S9", "UNKNOWN_DOCUMENT", "ladders[1].rates[0].source.document", "S1", "Sanktionstrappa",
    ),
    "date that is none": Broken(
        "valid_from: 2024-01-01", "valid_from: 2024-02-30", "valid_from: 2024-02-30", "INVALID_VALUE",
        "validity.valid_from", "YYYY-MM-DD", "giltighet",
    ),
    "date in words": Broken(
        "valid_from: 2024-01-01", "valid_from: nyår", "valid_from: nyår", "INVALID_VALUE", "validity.valid_from",
        "YYYY-MM-DD", "giltighet",
    ),
    "validity that ends before it begins": Broken(
        "valid_from: 2024-01-01", "valid_from: 2024-01-01\n  valid_until: 2024-01-01", "validity:", "INVALID_VALUE",
        "validity", "valid_until lies after valid_from", "giltighet",
    ),
    "negative amount": Broken(
        'sek: "3.00"', 'sek: "-3.00"', 'sek: "-3.00"', "INVALID_VALUE", "ladders[1].rates[0].sek",
        "an amount in kronor, not negative, with at most two decimals", "Sanktionstrappa",
    ),
    "amount with a comma": Broken(
        'sek: "3.00"', 'sek: "3,00"', 'sek: "3,00"', "INVALID_VALUE", "ladders[1].rates[0].sek",
        "an amount in kronor, not negative, with at most two decimals", "Sanktionstrappa",
    ),
    "amount as a binary fraction": Broken(
        'sek: "3.00"', "sek: 3.00", "sek: 3.00", "INVALID_VALUE", "ladders[1].rates[0].sek", "valid string",
        "Sanktionstrappa",
    ),
    "value there is not": Broken(
        "combine: PRODUCT", "combine: MEAN", "combine: MEAN", "INVALID_VALUE", "classification.combine",
        "'PRODUCT', 'SUM' or 'MAX'", "Fördjupad förklaring: sammanvägt mått",
    ),
    "action there is not": Broken(
        "    - action: CLOSE_CASE\n", "    - action: FORGET_CASE\n", "    - action: FORGET_CASE", "UNKNOWN_ACTION",
        "track.steps[27].action", "CLOSE_CASE", "Grön färgklassificering",
    ),
    "level that is no number": Broken(
        "{value: 4, label: {sv: Allvarlig,", "{value: fyra, label: {sv: Allvarlig,", "value: fyra", "INVALID_VALUE",
        "classification.scales[0].levels[3].value", "valid integer", "Fördjupad förklaring, 1",
    ),
    "level twice": Broken(
        "{value: 4, label: {sv: Allvarlig,", "{value: 3, label: {sv: Allvarlig,", "{value: 3, label: {sv: Allvarlig,",
        "DUPLICATE_ID", "classification.scales[0].levels[3]", "each only once", "Fördjupad förklaring, 1",
    ),
    "colour of a band that is no colour": Broken(
        "    - colour: YELLOW", "    - colour: PURPLE", "    - colour: PURPLE", "UNKNOWN_COLOUR",
        "classification.bands[1].colour", "GREEN, YELLOW, RED, BLACK", "Färgklassificering",
    ),
    "bands that overlap": Broken(
        YELLOW_BAND, YELLOW_BAND.replace("3", "2"), YELLOW_BAND.replace("3", "2"), "BANDS_OVERLAP",
        "classification.bands[1]", "bands that share no score", "Färgklassificering",
    ),
    "band upside down": Broken(
        "      highest: 6\n", "      highest: 2\n", f"      highest: 2\n{YELLOW_QUOTED}",
        "EMPTY_BAND", "classification.bands[1].highest", "3 or more", "Färgklassificering",
    ),
    "score without a band": Broken(
        "      highest: 12\n", "      highest: 11\n", "  bands:", "SCORES_UNCOVERED", "classification.bands",
        "a band for every reachable score", "Fördjupad förklaring: sammanvägt mått",
    ),
    "ladder that never ends": Broken(
        "  - id: BLACK\n    label: {sv: Svart, en: Black}\n",
        "  - id: BLACK\n    label: {sv: Svart, en: Black}\n    next: YELLOW\n",
        "    next: YELLOW", "LADDER_CYCLIC", "colours[3].next", "ends", "Svart färgklassificering",
    ),
    "next colour there is not": Broken(
        "    next: RED\n", "    next: ORANGE\n", "    next: ORANGE", "UNKNOWN_COLOUR", "colours[1].next",
        "GREEN, YELLOW, RED, BLACK", "Gul färgklassificering",
    ),
    "sanction that nothing could end": Broken(
        "    plan_required: true\n    next: BLACK\n", "    plan_required: false\n    next: BLACK\n",
        "    sanction:\n      step: HIGH\n      due: ON_FAILURE", "SANCTION_WITHOUT_PLAN", "colours[2].sanction",
        "plan_required: true", "Röd färgklassificering",
    ),
    "sanction without the clause of its failure": Broken(
        RED[: RED.index("      starts:")], RED[: RED.index("      failure:")],
        "    sanction:\n      step: HIGH\n      due: ON_FAILURE", "INVALID_VALUE", "colours[2].sanction",
        "a sanction due ON_FAILURE has failure", "Röd färgklassificering",
    ),
    "sanction without the clause of its start": Broken(
        BLACK_STARTS, "", "    sanction:\n      step: HIGH\n      due: ON_REQUEST", "MISSING_KEY",
        "colours[3].sanction.starts", "due, failure, source, starts, step", "Svart färgklassificering",
    ),
    "rate missing": Broken(
        '      - step: HIGH\n        sek: "6.00"', '      - step: OTHER\n        sek: "6.00"',
        '    rates:\n      - step: LOW\n        sek: "3.00"', "RATE_MISSING", "ladders[1].rates", "HIGH, LOW",
        "Sanktionstrappa",
    ),
    "last ladder with a condition": Broken(
        '    rates:\n      - step: LOW\n        sek: "3.00"',
        "    conditions:\n      - requires: ON_TEMPLATE\n        source: {clause: own, derived: a test's own}\n"
        '    rates:\n      - step: LOW\n        sek: "3.00"',
        "  - id: STANDARD", "LADDER_UNREACHABLE", "ladders[1]", "none on the last", "Sanktionstrappa",
    ),
    "state there is not": Broken(
        "      to: PLAN_RECEIVED\n", "      to: PLAN_RECIEVED\n", "      to: PLAN_RECIEVED", "UNKNOWN_STATE",
        "track.steps[11].to", "IN_DEPTH, CLASSIFIED", "Handlingsplan",
    ),
    "state that nothing leads to": Broken(
        "    - {id: CLOSED,", "    - {id: LOST, label: {sv: Borta, en: Lost}}\n    - {id: CLOSED,", "    - {id: LOST,",
        "STATE_UNREACHABLE", "track.states[14]", "states that a step leads to", None,
    ),
    "opening from a state": Broken(
        "    - action: OPEN_CASE\n      to: FOLLOW_UP\n",
        "    - action: OPEN_CASE\n      states: [CLOSED]\n      to: FOLLOW_UP\n",
        "    - action: OPEN_CASE\n      states", "OPENING_STEP", "track.steps[0]", "without states", "1. Uppföljning",
    ),
    "action that nobody may do": Broken(
        "  - action: DECIDE_PLAN\n    roles: [coordination_office]\n",
        "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n",
        "mandates:", "DECIDER_MISSING", "mandates", "a mandate for every action", None,
    ),
    "outcome that nobody may decide": Broken(
        "  - action: OPEN_CASE\n    outcomes: [IMPULSE]\n", "  - action: OPEN_CASE\n    outcomes: [SIGNAL]\n",
        "mandates:", "DECIDER_MISSING", "mandates", "a mandate for every outcome", None,
    ),
    "outcome that there is not": Broken(
        "      outcomes: [REJECTED]\n", "      outcomes: [POSTPONED]\n", "      outcomes: [POSTPONED]",
        "UNKNOWN_OUTCOME", "track.steps[17].outcomes[0]", "APPROVED, REJECTED",
        "2b. Bedömning och eventuella kompletteringar",
    ),
    "colour that no step takes": Broken(
        "      outcomes: [YELLOW, RED, BLACK]\n", "      outcomes: [YELLOW, RED]\n", "  steps:", "COLOUR_WITHOUT_STEP",
        "track.steps", "a CLASSIFY step for every colour", None,
    ),
    "step out of a closed state": Broken(
        "      states: [CORRECTED]\n", "      states: [CORRECTED, CLOSED]\n",
        "      states: [CORRECTED, CLOSED]", "LEAVES_CLOSED", "track.steps[28].states[1]", "not closed",
        "Flera sanktioner",
    ),
    "supplement that is asked for and never received": Broken(
        "      states: [SUPPLEMENT_REQUESTED]\n", "      states: [PLAN_RECEIVED]\n", "  steps:", "RECEIPT_MISSING",
        "track.steps", "a RECEIVE_SUPPLEMENT step from SUPPLEMENT_REQUESTED", None,
    ),
    "consultation on what the unit does": Broken(
        "  - action: RECEIVE_PLAN\n    roles: [unit_head, handler, coordination_office]\n",
        "  - action: RECEIVE_PLAN\n    consult: [legal_counsel]\n"
        "    roles: [unit_head, handler, coordination_office]\n",
        "    consult: [legal_counsel]", "CONSULT_ON_NO_DECISION", "mandates[10].consult",
        "CLASSIFY, SPLIT_CASE, SEND_CORRECTION_REQUEST", "Handlingsplan",
    ),
    "consultation of somebody who is not heard": Broken(
        "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n",
        "  - action: DECIDE_SANCTION\n    consult: [legal_counsel, finance_officer]\n"
        "    roles: [coordination_office]\n",
        "    consult: [legal_counsel, finance_officer]", "CONSULT_UNHEARD", "mandates[15].consult[1]",
        "mandates for it that name the role", "Fördjupad förklaring",
    ),
    "hint of a level there is not": Broken(
        "      level: 4\n      below: RED\n", "      level: 5\n      below: RED\n", "      level: 5", "UNKNOWN_LEVEL",
        "classification.hints[0].level", "a level of one of the scales", "Färgklassificering",
    ),
    "hint of a colour there is not": Broken(
        "      below: RED\n", "      below: PURPLE\n", "      below: PURPLE", "UNKNOWN_COLOUR",
        "classification.hints[0].below", "GREEN, YELLOW, RED, BLACK", "Färgklassificering",
    ),
    "direct sanction at a colour that costs by the request": Broken(
        "    colours: [RED]\n", "    colours: [RED, BLACK]\n", "    colours: [RED, BLACK]", "COLOUR_WITHOUT_SANCTION",
        "direct_sanctions[0].colours[1]", "YELLOW, RED", "2a. Begäran om rättelse och handlingsplan",
    ),
    "ground of an act that there is not": Broken(
        "      actions: [START_IN_DEPTH]\n", "      actions: [START_DEPTH]\n", "      actions: [START_DEPTH]",
        "INVALID_VALUE", "termination.grounds[1].actions[0]", "'START_IN_DEPTH'",
        "2a. Begäran om rättelse och handlingsplan",
    ),
    "truth for a number": Broken(
        "{value: 1, label: {sv: Försumbar,", "{value: true, label: {sv: Försumbar,",
        "{value: true, label: {sv: Försumbar,", "INVALID_VALUE", "classification.scales[0].levels[0].value", "integer",
        "Fördjupad förklaring, 1",
    ),
    "no step that opens a case": Broken(
        "    - action: OPEN_CASE\n", "    - action: RECORD_SIGNAL\n", "  steps:", "NO_OPENING", "track.steps",
        "a step with action OPEN_CASE", None,
    ),
    "payment withheld for ever": Broken(
        "    - action: RELEASE_PAYMENT\n", "    - action: WITHHOLD_PAYMENT\n", "  steps:", "RELEASE_MISSING",
        "track.steps", "a RELEASE_PAYMENT step", None,
    ),
    "termination without rules for it": Broken(
        TERMINATION, "", "  steps:", "TERMINATION_RULES_MISSING", "track.steps",
        "a TAKE_TERMINATION_POSITION step", None,
    ),
    "position on a duty that there is not": Broken(
        "  answers: TERMINATION_POSITION\n", "  answers: POSITION\n", "  answers: POSITION", "UNKNOWN_DUTY",
        "termination.answers", "TERMINATION_POSITION", "Svart färgklassificering",
    ),
    "role that the catalogue does not have": Broken(
        "    roles: [unit_head, handler, coordination_office]\n", "    roles: [unit_head, wizard]\n",
        "    roles: [unit_head, wizard]", "UNKNOWN_ROLE", "mandates[0].roles[1]", "coordination_office", "Sanktioner",
    ),
    "more scores than anybody could colour": Broken(
        "    - id: severity\n", MANY_SCALES + "    - id: severity\n", "  scales:", "SCORES_TOO_MANY",
        "classification.scales", "fewer scales or levels", "Fördjupad förklaring: sammanvägt mått",
    ),
    "number beyond measure": Broken(
        "      lowest: 3\n", "      lowest: 3000000000000\n", "      lowest: 3000000000000", "INVALID_VALUE",
        "classification.bands[1].lowest", "1000000", "Färgklassificering",
    ),
}  # fmt: skip
