"""A small national list without fault, and the mistakes that can be written into it, each as it is named."""

from __future__ import annotations

from dataclasses import dataclass

FILE = "small.yaml"
SMALL = """\
id: small
label: {sv: Liten lista, en: Small list}
documents:
  S9: {file: made-up.txt, title: Påhittad}
threshold: 5
threshold_source: {clause: K, derived: {sv: Så få., en: That few.}}
owners:
  - {id: BOARD, label: {sv: Nämnden, en: The board}}
sources:
  - {id: RECORD, label: {sv: Journalen, en: The record}}
  - {id: OWN_EVENTS, label: {sv: Egna händelser, en: Own events}}
scopes:
  - {id: WHOLE, label: {sv: Allt, en: All of it}}
  - {id: PART, label: {sv: En del, en: A part}}
registrants:
  - {id: ALL, label: {sv: Alla, en: All}}
flags:
  - {id: WIDER, breaks: true, label: {sv: Vidare, en: Wider}}
  - {id: LATE, label: {sv: Sent, en: Late}}
dimensions:
  - {id: UNIT, label: {sv: Enhet, en: Unit}}
  - id: SEX
    label: {sv: Kön, en: Sex}
    categories:
      - {id: K, label: {sv: Kvinnor, en: Women}}
      - {id: M, label: {sv: Män, en: Men}}
codes:
  - system: KVA
    id: AA001
    texts:
      - version: "A1"
        text: {sv: Vård, en: Care}
        validity: {start: 2020-01-01, end: 2022-01-01}
        source: {clause: first, derived: {sv: Först., en: First.}}
      - version: "A2"
        text: {sv: Vård och stöd, en: Care and support}
        validity: {start: 2022-01-01}
        source: {clause: second, derived: {sv: Sedan., en: Then.}}
indicators:
  - id: PEOPLE
    validity: {start: 2020-01-01, end: 2023-01-01}
    label: {sv: Individer, en: Individuals}
    description: {sv: Unika individer., en: Unique individuals.}
    owner: BOARD
    unit: COUNT
    counted: INDIVIDUALS
    numerator: {sv: Individer, en: Individuals}
    dimensions: [SEX, UNIT]
    period: YEAR
    additivity: NOT_OVER_UNITS
    code_ids: [AA001]
    sources: [RECORD]
    scope: WHOLE
    scopes: [WHOLE, PART]
    registrants: [ALL]
    at_most: ENTRIES
    breaks:
      - {day: 2022-01-01, flag: WIDER, source: {clause: widened, derived: {sv: Vidgat., en: Widened.}}}
    source: {document: S9, clause: people, quote: så många individer}
  - id: PEOPLE
    version: 2
    validity: {start: 2023-01-01}
    label: {sv: Individer, en: Individuals}
    description: {sv: "Unika individer, även digitalt.", en: "Unique individuals, online too."}
    owner: BOARD
    unit: COUNT
    counted: INDIVIDUALS
    numerator: {sv: Individer, en: Individuals}
    dimensions: [SEX]
    period: YEAR
    additivity: NOT_OVER_UNITS
    sources: [RECORD]
    scope: WHOLE
    source: {document: S9, clause: people again, quote: så många individer}
  - id: ENTRIES
    validity: {start: 2020-01-01}
    label: {sv: Anteckningar, en: Entries}
    description: {sv: Anteckningar., en: Entries.}
    owner: BOARD
    unit: COUNT
    counted: ENTRIES
    numerator: {sv: Anteckningar, en: Entries}
    period: YEAR
    additivity: ADDITIVE
    sources: [RECORD]
    scope: WHOLE
    threshold: 10
    source: {document: S9, clause: entries, quote: så många gånger}
  - id: RATE
    validity: {start: 2020-01-01}
    label: {sv: Individer per 1000 listade, en: Individuals per 1000 listed}
    description: {sv: Per tusen., en: Per thousand.}
    owner: BOARD
    unit: RATE_PER_1000
    counted: EPISODES
    numerator: {sv: Fall, en: Cases}
    denominator: {sv: Listade, en: Listed}
    factor: 1000
    period: HALF_YEAR
    additivity: ADDITIVE
    sources: [RECORD]
    scope: WHOLE
    source: {document: S9, clause: rate, quote: andel per tusen}
  - id: IN-TIME
    validity: {start: 2020-01-01}
    label: {sv: Planer i tid, en: Plans in time}
    description: {sv: Planer i tid., en: Plans in time.}
    owner: BOARD
    unit: SHARE
    counted: CASES
    numerator: {sv: I tid, en: In time}
    denominator: {sv: Alla, en: All}
    factor: 100
    period: MONTH
    additivity: ADDITIVE
    sources: [OWN_EVENTS]
    scope: WHOLE
    computed: PLANS_IN_TIME
    source: {document: S9, clause: in time, quote: i tid}
balances:
  - id: WOMEN-AND-MEN
    label: {sv: Könen, en: Sexes}
    total: {indicator: PEOPLE}
    plus:
      - {indicator: PEOPLE, categories: {SEX: K}}
      - {indicator: PEOPLE, categories: {SEX: M}}
    source: {document: S9, clause: sums, quote: tillsammans}
shared:
  - counts:
      - {indicator: RATE, part: DENOMINATOR}
      - {indicator: IN-TIME, part: DENOMINATOR}
    source: {clause: same, derived: {sv: Samma, en: The same}}
"""


@dataclass(frozen=True)
class Broken:
    """One mistake: what is written instead of what first stands there, and how it is named."""

    old: str
    new: str
    code: str
    key: str
    allowed: str
    clause: str | None


MISTAKES = {
    "unknown key": Broken("    period: YEAR\n", "    period: YEAR\n    periods: YEAR\n", "UNKNOWN_KEY",
        "indicators[0].periods", "period, registrants", "people"),
    "missing key": Broken("    owner: BOARD\n", "", "MISSING_KEY", "indicators[0].owner", "numerator, owner", "people"),
    "two owners": Broken("    owner: BOARD\n", "    owner: [BOARD, BOARD]\n", "INVALID_VALUE", "indicators[0].owner",
        "string", "people"),
    "unit of no kind": Broken("unit: RATE_PER_1000", "unit: PERCENT", "INVALID_VALUE", "indicators[3].unit",
        "'RATE_PER_1000'", "rate"),
    "day of no date": Broken("{day: 2022-01-01,", "{day: nyår,", "INVALID_VALUE", "indicators[0].breaks[0].day",
        "YYYY-MM-DD", "widened"),
    "no source of its own": Broken("    source: {document: S9, clause: entries, quote: så många gånger}\n", "",
        "MISSING_KEY", "indicators[2].source", "source", None),
    "nothing that figures come from": Broken("sources: [RECORD]", "sources: []", "INVALID_VALUE",
        "indicators[0].sources", "at least 1", "people"),
    "validity that ends first": Broken("{start: 2020-01-01, end: 2023-01-01}", "{start: 2020-01-01, end: 2019-01-01}",
        "INVALID_VALUE", "indicators[0].validity", "a validity ends after it starts", "people"),
    "document of no list": Broken("{document: S9, clause: rate", "{document: S8, clause: rate", "UNKNOWN_DOCUMENT",
        "indicators[3].source.document", "S9", "rate"),
    "owner twice": Broken("owners:\n", "owners:\n  - {id: BOARD, label: {sv: n, en: n}}\n", "DUPLICATE_ID",
        "owners[1]", "each only once", None),
    "category twice": Broken("id: M,", "id: K,", "DUPLICATE_ID", "dimensions[1].categories[1]", "each only once", None),
    "version of a text twice": Broken('version: "A2"', 'version: "A1"', "DUPLICATE_ID", "codes[0].texts[1]",
        "each only once", "second"),
    "balance twice": Broken("balances:\n", "balances:\n  - {id: WOMEN-AND-MEN, label: {sv: a, en: a}, total: "
        "{indicator: PEOPLE}, plus: [{indicator: PEOPLE}], source: {clause: a, derived: {sv: a, en: a}}}\n",
        "DUPLICATE_ID", "balances[1]", "each only once", "sums"),
    "source twice in an indicator": Broken("sources: [RECORD]", "sources: [RECORD, RECORD]", "DUPLICATE_ID",
        "indicators[0].sources[1]", "each only once", "people"),
    "unknown owner": Broken("owner: BOARD", "owner: NOBODY", "UNKNOWN_OWNER", "indicators[0].owner", "BOARD", "people"),
    "unknown source": Broken("sources: [RECORD]", "sources: [HEARSAY]", "UNKNOWN_SOURCE", "indicators[0].sources[0]",
        "RECORD, OWN_EVENTS", "people"),
    "unknown scope": Broken("scopes: [WHOLE, PART]", "scopes: [WHOLE, HALF]", "UNKNOWN_SCOPE",
        "indicators[0].scopes[1]", "WHOLE, PART", "people"),
    "unknown default scope": Broken("scope: WHOLE", "scope: HALF", "UNKNOWN_SCOPE", "indicators[0].scope",
        "WHOLE, PART", "people"),
    "default scope that is not allowed": Broken("scopes: [WHOLE, PART]", "scopes: [PART]", "SCOPE_NOT_ALLOWED",
        "indicators[0].scope", "PART", "people"),
    "unknown registrant": Broken("registrants: [ALL]", "registrants: [SOME]", "UNKNOWN_REGISTRANT",
        "indicators[0].registrants[0]", "ALL", "people"),
    "unknown dimension": Broken("[SEX, UNIT]", "[SEX, AGE]", "UNKNOWN_DIMENSION", "indicators[0].dimensions[1]",
        "UNIT, SEX", "people"),
    "unknown code": Broken("[AA001]", "[AA002]", "UNKNOWN_CODE", "indicators[0].code_ids[0]", "AA001", "people"),
    "unknown flag": Broken("flag: WIDER", "flag: OTHER", "UNKNOWN_FLAG", "indicators[0].breaks[0].flag", "WIDER, LATE",
        "widened"),
    "unknown bound": Broken("at_most: ENTRIES", "at_most: VISITS", "UNKNOWN_INDICATOR", "indicators[0].at_most",
        "PEOPLE, ENTRIES, RATE, IN-TIME", "people"),
    "unknown indicator in a balance": Broken("total: {indicator: PEOPLE}", "total: {indicator: ALL}",
        "UNKNOWN_INDICATOR", "balances[0].total.indicator", "ENTRIES", "sums"),
    "balance over what is not split": Broken("plus:\n      - {indicator: PEOPLE, categories: {SEX: K}}",
        "plus:\n      - {indicator: ENTRIES, categories: {SEX: K}}", "UNKNOWN_DIMENSION",
        "balances[0].plus[0].categories.SEX", "", "sums"),
    "unknown category in a balance": Broken("categories: {SEX: M}", "categories: {SEX: X}", "UNKNOWN_CATEGORY",
        "balances[0].plus[1].categories.SEX", "K, M", "sums"),
    "balance of other periods": Broken("      - {indicator: PEOPLE, categories: {SEX: M}}\n",
        "      - {indicator: RATE}\n", "BALANCE_OF_OTHER_PERIOD", "balances[0].plus[1].indicator", "a YEAR", "sums"),
    "unknown indicator that shares": Broken("      - {indicator: RATE, part: DENOMINATOR}\n",
        "      - {indicator: ALL, part: DENOMINATOR}\n", "UNKNOWN_INDICATOR", "shared[0].counts[0].indicator",
        "PEOPLE, ENTRIES, RATE, IN-TIME", "same"),
    "shared denominator of none": Broken("{indicator: RATE, part: DENOMINATOR}",
        "{indicator: PEOPLE, part: DENOMINATOR}", "NO_DENOMINATOR_TO_SHARE", "shared[0].counts[0].part", "NUMERATOR",
        "same"),
    "dimension of nothing": Broken("id: UNIT,", "id: AGE,", "CATEGORIES_MISSING", "dimensions[0]", "one or more", None),
    "total among the categories": Broken("id: M,", "id: T,", "TOTAL_LISTED", "dimensions[1].categories[1]",
        "the other categories", None),
    "care units in the list": Broken("{id: UNIT, label: {sv: Enhet, en: Unit}}",
        "{id: UNIT, label: {sv: Enhet, en: Unit}, categories: [{id: A, label: {sv: A, en: A}}]}", "UNIT_LISTED",
        "dimensions[0].categories", "no categories", None),
    "texts of a code that overlap": Broken("end: 2022-01-01}", "end: 2022-06-01}", "TEXTS_OVERLAP",
        "codes[0].texts[1].validity", "ends by the day the next begins", "second"),
    "text of a code without end before the next": Broken(", end: 2022-01-01}", "}", "TEXTS_OVERLAP",
        "codes[0].texts[1].validity", "ends by the day the next begins", "second"),
    "versions that overlap": Broken("end: 2023-01-01}", "end: 2024-01-01}", "VERSIONS_OVERLAP",
        "indicators[1].validity", "ends by the day the next begins", "people again"),
    "version twice": Broken("    version: 2\n", "", "VERSION_TWICE", "indicators[1].version", "each version once",
        "people again"),
    "definition that begins within a period": Broken("    validity: {start: 2020-01-01}\n    label: {sv: Individer per",
        "    validity: {start: 2020-04-01}\n    label: {sv: Individer per", "WITHIN_PERIOD",
        "indicators[3].validity.start", "the first day of a HALF_YEAR", "rate"),
    "definition that ends within a period": Broken("end: 2023-01-01}", "end: 2022-10-01}", "WITHIN_PERIOD",
        "indicators[0].validity.end", "the first day of a YEAR", "people"),
    "break before the definition": Broken("{day: 2022-01-01,", "{day: 2019-12-31,", "BREAK_OUTSIDE",
        "indicators[0].breaks[0].day", "from 2020-01-01, before 2023-01-01", "widened"),
    "break that breaks nothing": Broken("flag: WIDER", "flag: LATE", "BREAK_COMPARES", "indicators[0].breaks[0].flag",
        "WIDER", "widened"),
    "quotient of nothing": Broken("    denominator: {sv: Listade, en: Listed}\n", "", "DENOMINATOR_MISSING",
        "indicators[3]", "denominator", "rate"),
    "count that is divided": Broken("    dimensions: [SEX, UNIT]\n",
        "    dimensions: [SEX, UNIT]\n    denominator: {sv: Alla, en: All}\n", "DENOMINATOR_UNUSED",
        "indicators[0].denominator", "no denominator", "people"),
    "rate per hundred": Broken("factor: 1000", "factor: 100", "FACTOR_OF_UNIT", "indicators[3].factor", "1000", "rate"),
    "share per thousand": Broken("factor: 100\n", "factor: 1000\n", "FACTOR_OF_UNIT", "indicators[4].factor", "100",
        "in time"),
    "count that is multiplied": Broken("    unit: COUNT\n", "    unit: COUNT\n    factor: 100\n", "FACTOR_OF_UNIT",
        "indicators[0].factor", "1", "people"),
    "individuals that are added": Broken("additivity: NOT_OVER_UNITS", "additivity: ADDITIVE", "INDIVIDUALS_ADDED",
        "indicators[0].additivity", "NOT_OVER_UNITS", "people"),
    "individuals not by sex": Broken("dimensions: [SEX, UNIT]", "dimensions: [UNIT]", "SEX_MISSING",
        "indicators[0].dimensions", "SEX", "people"),
    "computed from what is delivered": Broken("sources: [OWN_EVENTS]", "sources: [RECORD]", "SOURCE_OF_COMPUTED",
        "indicators[4].sources[0]", "OWN_EVENTS", "in time"),
    "delivered from what is computed": Broken("sources: [RECORD]", "sources: [OWN_EVENTS]", "SOURCE_OF_COMPUTED",
        "indicators[0].sources[0]", "another source", "people"),
    "computed in another unit": Broken("computed: PLANS_IN_TIME", "computed: SANCTIONED_SEK", "UNIT_OF_COMPUTED",
        "indicators[4].unit", "SEK", "in time"),
    "threshold of four": Broken("threshold: 5\n", "threshold: 4\n", "THRESHOLD_LOW", "threshold", "5 or more", None),
    "threshold of an indicator under the list's": Broken("threshold: 5\n", "threshold: 11\n", "THRESHOLD_LOW",
        "indicators[2].threshold", "11 or more", "entries"),
    "bound of other periods": Broken("at_most: ENTRIES", "at_most: RATE", "BOUND_OF_OTHER_PERIOD",
        "indicators[0].at_most", "an indicator of each YEAR", "people"),
    "bound that is no count": Broken("at_most: ENTRIES", "at_most: RATE", "BOUND_NO_COUNT", "indicators[0].at_most",
        "an indicator that counts", "people"),
    "bound by itself": Broken("at_most: ENTRIES", "at_most: PEOPLE", "BOUND_CYCLIC", "indicators[0].at_most",
        "without at_most", "people"),
    "bounds in a circle": Broken("    threshold: 10\n", "    at_most: PEOPLE\n", "BOUND_CYCLIC",
        "indicators[2].at_most", "without at_most", "entries"),
}  # fmt: skip
