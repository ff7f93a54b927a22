"""The table of the demo: equal is equal, and anything else is a difference that is shown."""

from __future__ import annotations

import pytest

from infra.cli.demo.command import shown
from infra.cli.demo.comparison import AWAITING, NONE, Line, Read, Row, compare, summary, table
from tenants.demo.scenarios import Expected

READ = Read(
    total="30.00",
    months={"2025-01": "10.00", "2025-02": "20.00"},
    lines=(
        Line("A", "2025-01", "3.00", "12.50", correction=False),
        Line("A", "2025-01", "3.00", "-2.50", correction=True),
        Line("B", "2025-02", "6.00", "20.00", correction=False),
    ),
    withheld={"2025-02": "5.00"},
)
RIGHT: dict[str, object] = {
    "total": "30.00",
    "lines": {"2025-01": "10.00", "2025-02": "20.00"},
    "months": {"2025-02": "20.00"},
    "by_rate": {"3.00": "10.00", "6.00": "20.00"},
    "cases": {"A": "10.00", "B": "20.00"},
    "corrections": {"2025-01": "-2.50"},
    "withheld": {"2025-02": "5.00"},
    "as_of": {"at": "2025-02-01T00:00:00+01:00", "total": "30.00"},
}


def compared(**changed: object) -> list[Row]:
    return compare("EX", Expected.model_validate(RIGHT | changed), READ, READ)


def test_what_is_as_expected_differs_nowhere() -> None:
    rows = compared()
    assert len(rows) == 11
    assert [row for row in rows if not row.ok] == []
    assert summary(rows) == "alla 11 lika · all 11 equal"


@pytest.mark.parametrize(
    ("changed", "expected", "got"),
    [
        ({"total": "30.01"}, "30.01", "30.00"),
        ({"total": None}, AWAITING, "30.00"),
        ({"lines": {"2025-01": "10.00", "2025-02": AWAITING}}, AWAITING, "20.00"),
        ({"lines": {"2025-01": "10.00"}}, NONE, "20.00"),
        ({"lines": {"2025-01": "10.00", "2025-02": "20.00", "2025-03": "0.00"}}, "0.00", NONE),
        ({"months": {"2025-03": "1.00"}}, "1.00", NONE),
        ({"by_rate": {"3.00": "10.00"}}, NONE, "20.00"),
        ({"cases": {"A": "10.00", "B": "20.00", "C": "0.00"}}, "0.00", NONE),
        ({"corrections": {"2025-01": "-2.40"}}, "-2.40", "-2.50"),
        ({"withheld": {"2025-02": "4.00"}}, "4.00", "5.00"),
        ({"withheld": {}}, NONE, "5.00"),
        ({"as_of": {"at": "2025-02-01T00:00:00+01:00", "total": "29.00"}}, "29.00", "30.00"),
    ],
)
def test_a_wrong_expectation_is_one_difference(changed: dict[str, object], expected: str, got: str) -> None:
    rows = compared(**changed)
    unlike = [row for row in rows if not row.ok]
    assert [(row.expected, row.got) for row in unlike] == [(expected, got)]
    assert summary(rows).startswith("1 av ")
    assert [line.split()[-1] for line in table(rows).splitlines()].count("DIFF") == 1


def test_the_command_ends_with_1_where_anything_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(compared()) == 0
    assert "DIFF" not in capsys.readouterr().out
    assert shown(compared(total="30.01")) == 1
    assert "DIFF" in capsys.readouterr().out


def test_a_ledger_of_the_api_is_read_by_the_scenarios_letters() -> None:
    line = {"caseId": "x", "month": "2025-01", "rate": "3.00", "status": "SETTLED", "correction": False}
    awaited = line | {"status": AWAITING, "amount": None}
    odd = line | {"status": AWAITING, "amount": "5.00"}
    ledger = {
        "total": None,
        "months": [{"month": "2025-01", "total": None}],
        "lines": [line | {"amount": "4.00"}, awaited, odd],
    }
    withheld = {"months": [{"month": "2025-02", "balance": "1.00"}]}
    read = Read.of({"ledger": ledger, "withheld": withheld}, {"x": "A"})
    assert read.withheld == {"2025-02": "1.00"}
    assert [one.amount for one in read.lines] == ["4.00", None, f"5.00 {AWAITING}"]
    assert {one.case for one in read.lines} == {"A"}
