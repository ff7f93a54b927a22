"""The sentences of explanations are for people: labels, yes and no, kronor, local time, each in its own language."""

from __future__ import annotations

import re

import pytest

from service.domain.explained import Node, explain, sentence
from service.rules.accrue import explain_line, explain_total
from service.rules.commands import CloseCase, RecordConsultation
from service.rules.settle import explain_entry
from tests.core.acts import DUE, OPENED, SENT, led, opening, signalled
from tests.core.play import play
from tests.core.test_explanations import OWN, VERSIONS, nodes
from tests.core.test_words import CODE


def said(root: Node, language: str = "sv") -> list[str]:
    return [sentence(node, language) for node in root.walk()]


@pytest.mark.requirement("C2", "XC-07")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_step_says_a_code(language: str) -> None:
    found = {(where, sentence(node, language)) for where, node in nodes()}
    assert len(found) > 500
    assert sorted(one for one in found if CODE.search(one[1])) == []


@pytest.mark.requirement("XC-07")
def test_money_is_written_as_the_language_writes_it() -> None:
    swedish = [sentence(node, "sv") for _, node in nodes()]
    english = [sentence(node, "en") for _, node in nodes()]
    assert any(re.search(r"\d,\d\d kr\b", one) for one in swedish)
    assert [one for one in swedish if "SEK" in one or re.search(r"\d\.\d\d\b", one)] == []
    assert any(re.search(r"SEK -?\d+\.\d\d\b", one) for one in english)
    assert [one for one in english if re.search(r"\bkr\b", one)] == []


@pytest.mark.requirement("C2", "HV-30", "AM-11")
def test_the_ladder_is_explained_in_words() -> None:
    decision = opening(signalled(OPENED, risk_of_deviation=False))
    assert said(decision.explanation) == [
        "Sanktionstrappa: Initierat av Samordning hälso-sjukvård",
        "På särskild mall: ja",
        "Risk för avsteg från uppdraget: nej",
        "Någon part riskerar att påverkas negativt: ja",
        "Signalen kom först: ja",
    ]
    assert decision.explanation.value == "STANDARD"
    assert decision.explanation.because[0].value is True


@pytest.mark.requirement("C2", "HV-16")
def test_a_colour_is_explained_in_words() -> None:
    decision = led().classify("YELLOW")
    assert said(decision.explanation) == [
        "Sammanvägt mått 4 ger färgen gul",
        "Produkten av 2 och 2 är 4",
        "Allvarlighetsgrad: 2 måttlig",
        "Avsteg från uppdraget: 2 medel",
    ]
    assert said(decision.explanation, "en")[:2] == [
        "The score 4 gives the colour yellow",
        "The product of 2 and 2 is 4",
    ]
    assert decision.explanation.value == "YELLOW"


@pytest.mark.requirement("C2", "HV-18", "HV-23")
def test_a_request_and_its_sanction_are_explained_in_words() -> None:
    case = led("YELLOW")
    assert said(case.send().explanation) == [
        "Begäran om rättelse: gul",
        "2025-03-11 10:00 svensk tid ger dagen 2025-03-11",
        "Angiven tid: 2025-04-11",
    ]
    decision = case.sanction(DUE.replace(day=14))
    assert said(decision.explanation) == [
        "Sanktion: 3,00 kr per listad och månad",
        "Ingen plan senast 2025-04-11, bedömt 2025-04-14: ja",
        "Initierat av Samordning hälso-sjukvård: 3,00 kr per listad och månad",
        "2025-03-11 10:00 svensk tid ger dagen 2025-03-11",
    ]
    assert decision.explanation.value == 300


def test_a_verdict_a_follow_up_a_standpoint_and_closing_are_explained_in_words() -> None:
    case = led("YELLOW", sent=True)
    heard = case.do(RecordConsultation("DECIDE_PLAN", SENT, "OBJECTS"), SENT)
    assert said(heard.explanation) == ["Samråd: avstyrks"]
    case.receive(DUE)
    assert said(case.approve(DUE, DUE).explanation) == ["Handlingsplan: godkänd"]
    assert said(case.follow_up(DUE, effect=False).explanation) == ["Utförd: ja, avsedd effekt: nej"]
    case.follow_up(DUE)
    assert said(case.do(CloseCase(DUE), DUE).explanation) == ["Avslutas: rättelse är godkänd"]
    rejected = led("YELLOW", sent=True)
    rejected.receive(DUE)
    assert said(rejected.reject(DUE).explanation, "en") == ["Action plan: rejected"]
    green = led("GREEN")
    assert said(green.do(CloseCase(SENT), SENT).explanation) == ["Avslutas: ingen åtgärd krävs"]


@pytest.mark.requirement("C2", "HV-20")
def test_a_line_is_explained_in_kronor_and_its_value_stays_in_ore() -> None:
    (march, *_) = play("EX-02").lines()
    root = explain_line(march, VERSIONS, OWN)
    # 8000 × 3 kr × 21/31 = 16258,06 kr, as the worked example has it.
    assert said(root) == [
        "8000 listade × 3,00 kr × 21/31 = 16258,06 kr",
        "Tiden från och med 2025-03-11 till 2025-07-21 har 21 dagar i 2025-03",
        "Initierat av Samordning hälso-sjukvård: 3,00 kr per listad och månad",
        "Antal listade 2025-03: 8000",
    ]
    assert said(root, "en")[0] == "8000 listed × SEK 3.00 × 21/31 = SEK 16258.06"
    assert (root.value, root.inputs["rate_ore"]) == (1625806, 300)
    total = explain_total(play("EX-02").lines(), VERSIONS, OWN)
    assert (sentence(total, "sv"), total.value) == ("Summa 103741,93 kr", 10374193)


@pytest.mark.requirement("AM-09")
def test_what_awaits_a_count_says_that_it_does() -> None:
    lines = play("EX-16").lines()
    awaited = next(one for one in lines if one.listed is None)
    root = explain_line(awaited, VERSIONS, OWN)
    assert said(root)[0] == "2025-02: inväntar antal listade"
    assert said(root)[-1] == "Antal listade 2025-02: saknas"
    assert sentence(explain_total(lines, VERSIONS, OWN), "en") == "Total: awaits the listed count"
    assert root.value == "AWAITING_LISTED_COUNT"


@pytest.mark.requirement("EX-11")
def test_a_correction_says_what_is_owed_and_what_was_settled() -> None:
    (correction,) = [entry for entry in play("EX-11").ledger() if entry.correction]
    root = explain_entry(correction, VERSIONS)
    assert sentence(root, "sv") == "21420,00 kr ska betalas, 21600,00 kr är avräknat: skillnaden är -180,00 kr"
    assert sentence(root, "en") == "SEK 21420.00 is owed, SEK 21600.00 is settled: the difference is SEK -180.00"


def test_a_period_of_one_month_is_one() -> None:
    due = explain("due", start="2025-03-11", months=1, rolls_forward=False)
    assert said(due) == ["2025-03-11 och 1 månad framåt ger 2025-04-11"]
    assert said(explain("due", start="2025-03-11", months=2, rolls_forward=False), "en") == [
        "2025-03-11 and 2 months on gives 2025-05-11"
    ]
