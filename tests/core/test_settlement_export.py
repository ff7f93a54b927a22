"""A settled month as a file: worked figures, sums that add up, one seal, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events import decode, encode
from service.domain.facts import canonical
from service.domain.money import format_sek, parse_sek
from service.domain.register_events import Agreement, MonthSettled, SettledLine, UnitRegistered
from service.usecases.settlement_export import COLUMNS, Settled, as_csv, as_json, content_of
from service.usecases.unit_book import UnitBook
from tests.core.play import named, play

pytestmark = pytest.mark.requirement("AM-38")
UNITS = [named(f"unit {number}") for number in range(3)]


def registered(name: str = "Ängö hälsocentral", orgnr: str = "2321000073", hsa_id: str = "SE-1") -> UnitRegistered:
    agreement = Agreement(
        agreement_id=named("agreement"),
        kind="HALSOVAL",
        legal_basis="LOV",
        valid_from=date(2024, 1, 1),
        valid_until=None,
        external_reference=None,
    )
    return UnitRegistered(hsa_id=hsa_id, name=name, provider_name="Vård AB", provider_orgnr=orgnr, agreement=agreement)


def line(unit: UUID, ore: int, *, month: str = "2025-10", case: str = "A", rate: int = 300) -> SettledLine:
    return SettledLine(
        case_id=named(case),
        unit_id=unit,
        ruleset_id=named("ruleset"),
        month=month,
        rate_ore=rate,
        days=31,
        days_in_month=31,
        listed=8000,
        amount_ore=ore,
    )


def settled(lines: list[SettledLine], corrections: list[SettledLine], total: int | None = None) -> Settled:
    summed = sum(one.amount_ore for one in (*lines, *corrections))
    event = MonthSettled(
        month="2025-11",
        settled_on=date(2025, 12, 17),
        lines=tuple(lines),
        corrections=tuple(corrections),
        left_out=(),
        total_ore=summed if total is None else total,
    )
    return Settled("08", 12, "ab" * 32, event)


def book(*units: UnitRegistered) -> UnitBook:
    return UnitBook(zip(UNITS, units, strict=False))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.requirement("EX-11", "AM-01")
def test_the_worked_correction_is_a_line_of_its_own_with_sums_beside_it() -> None:
    played = play("EX-11")
    (december,) = [one for one in played.settlements if one.month == "2025-12"]
    content = content_of(
        Settled("08", 9, "00" * 32, december), UnitBook([(played.unit_id, registered(hsa_id="SE2321000073-EX11"))])
    )
    said = content["ledgers"]["DEDUCTION"]
    assert [(one["month"], one["amount"]) for one in said["corrections"]] == [("2025-10", "-180.00")]
    assert (said["correctionsTotal"], said["total"]) == ("-180.00", format_sek(december.total_ore))
    assert [one["hsaId"] for one in said["units"]] == ["SE2321000073-EX11"]
    assert {one["provider"]: one["total"] for one in said["providers"]} == {"2321000073": said["total"]}


def test_sums_stand_for_each_unit_and_for_each_provider_of_several_units() -> None:
    units = registered(hsa_id="SE-B"), registered(hsa_id="SE-A"), registered(hsa_id="SE-C", orgnr="5560000001")
    lines = [line(UNITS[0], 100), line(UNITS[1], 2000), line(UNITS[2], 30000)]
    content = content_of(settled(lines, [line(UNITS[0], -1, month="2025-09")]), book(*units))
    said = content["ledgers"]["DEDUCTION"]
    assert [(one["hsaId"], one["linesTotal"], one["correctionsTotal"], one["total"]) for one in said["units"]] == [
        ("SE-A", "20.00", "0.00", "20.00"),
        ("SE-B", "1.00", "-0.01", "0.99"),
        ("SE-C", "300.00", "0.00", "300.00"),
    ]
    assert [(one["provider"], one["total"]) for one in said["providers"]] == [
        ("2321000073", "20.99"),
        ("5560000001", "300.00"),
    ]
    assert said["total"] == "320.99"


def test_the_seal_is_the_hash_of_the_content_as_it_stands_in_the_file() -> None:
    export = as_json(content_of(settled([line(UNITS[0], 100)], []), book(registered())))
    sealed = export.text.removeprefix('{"content":').removesuffix(f',"seal":"{export.seal}"}}\n')
    assert sha256(sealed.encode()).hexdigest() == export.seal == json.loads(export.text)["seal"]
    assert "Ängö" in sealed


def test_what_a_settlement_says_is_the_same_after_it_was_stored_and_read() -> None:
    once = settled([line(UNITS[0], 100)], [])
    event = decode(encode(once.event))
    assert isinstance(event, MonthSettled)
    again = Settled("08", once.seq, once.hash, event)
    assert content_of(once, book(registered())) == content_of(again, book(registered()))


def test_a_total_that_is_not_the_sum_of_the_lines_and_a_unit_nobody_registered_are_not_exported() -> None:
    with pytest.raises(ValueError, match="its lines come to 100"):
        content_of(settled([line(UNITS[0], 100)], [], total=101), book(registered()))
    with pytest.raises(ValueError, match="has not been registered"):
        content_of(settled([line(UNITS[1], 100)], []), book(registered()))


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+46",
        "-2",
        "@SUM(A1)",
        "\t=1",
        " =HYPERLINK(1)",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff20x",
        '=";"&A1',
        "\u00a0=1",
    ],
)
def test_a_name_that_a_spreadsheet_would_run_is_a_text_with_an_apostrophe(name: str) -> None:
    content = content_of(settled([line(UNITS[0], -100)], []), book(registered(name=name)))
    found = rows(as_csv(content).text)
    assert {one["unit_name"] for one in found if one["unit_name"]} == {f"'{name}"}
    assert found[0]["amount"] == "-1.00", "an amount is a figure and stays one"
    assert json.loads(as_json(content).text)["content"]["ledgers"]["DEDUCTION"]["lines"][0]["unitName"] == name


def test_the_rows_of_the_csv_in_full() -> None:
    content = content_of(settled([line(UNITS[0], 100)], []), book(registered(name='Norra; "nya"')))
    export = as_csv(content)
    unit, case, ruleset = UNITS[0], named("A"), named("ruleset")
    text = '"Norra; ""nya"""'
    assert export.text.split("\r\n") == [
        ";".join(COLUMNS),
        f"DEDUCTION;LINE;2025-10;{case};{unit};SE-1;{text};2321000073;Vård AB;{ruleset};3.00;31;31;8000;1.00;",
        f"DEDUCTION;UNIT_TOTAL;2025-11;;{unit};SE-1;{text};;;;;;;;1.00;",
        "DEDUCTION;PROVIDER_TOTAL;2025-11;;;;;2321000073;Vård AB;;;;;;1.00;",
        f"DEDUCTION;TOTAL;2025-11;;;;;;;;;;;;1.00;{export.seal}",
        "",
    ]


amounts = st.integers(-(10**9), 10**9)


@given(
    st.lists(st.tuples(st.sampled_from(UNITS), amounts), max_size=8),
    st.lists(st.tuples(st.sampled_from(UNITS), amounts), max_size=8),
    st.lists(st.text(min_size=1, max_size=6), min_size=3, max_size=3),
    st.lists(st.sampled_from(["5560000001", "5560000002"]), min_size=3, max_size=3),
)
def test_whatever_was_settled_the_sums_add_up_and_both_forms_say_the_same(
    lines: list[tuple[UUID, int]], corrections: list[tuple[UUID, int]], names: list[str], orgnrs: list[str]
) -> None:
    units = [
        registered(name, orgnr, f"SE-{number}") for number, (name, orgnr) in enumerate(zip(names, orgnrs, strict=True))
    ]
    month = settled([line(*one) for one in lines], [line(*one, month="2025-09") for one in corrections])
    content = content_of(month, book(*units))
    said: Any = content["ledgers"]["DEDUCTION"]
    total = month.event.total_ore
    for group in ("units", "providers"):
        assert sum(parse_sek(one["total"]) for one in said[group]) == total
        assert all(
            parse_sek(one["total"]) == parse_sek(one["linesTotal"]) + parse_sek(one["correctionsTotal"])
            for one in said[group]
        )
    as_text, as_table = as_json(content), as_csv(content)
    assert json.loads(as_text.text)["content"] == content
    assert canonical(json.loads(as_text.text)) + "\n" == as_text.text
    assert as_text.seal == as_table.seal
    table = rows(as_table.text)
    assert all(None not in one and None not in one.values() for one in table), "no name breaks out of its cell"
    assert [parse_sek(one["amount"]) for one in table if one["record"] == "LINE"] == [ore for _, ore in lines]
    assert [one["amount"] for one in table if one["record"] == "TOTAL"] == [said["total"]]
