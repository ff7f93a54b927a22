"""What happened is decided again from its own events, for ever, and is told in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.dated import happened_on
from service.domain.events import CaseClassified, CaseEvent, CaseOpened, InformantRecorded, audience
from service.domain.explained import Node
from service.domain.words import spoken
from service.rules.classify import choose_ladder, classify
from service.rules.decision import Decision
from service.rules.narrate import kind_of, told
from service.usecases.history import retell
from tests.core.kalmar import KALMAR
from tests.core.play import Played, play, scenarios
from tests.core.stories import STORIES

LATER = datetime(2040, 1, 1, tzinfo=UTC)
KINDS = {
    "CaseOpened": "STATE",
    "SignalRecorded": "ORIGIN",
    "ImpulseRecorded": "ORIGIN",
    "InformantRecorded": "ORIGIN",
    "CaseClassified": "DECISION",
    "CorrectionRequestSent": "LETTER",
    "PlanReceived": "LETTER",
    "SupplementRequested": "LETTER",
    "SupplementReceived": "LETTER",
    "PlanDecided": "DECISION",
    "FollowUpRecorded": "DECISION",
    "SanctionDecided": "DECISION",
    "SanctionRefrained": "DECISION",
    "CaseSplit": "DECISION",
    "InDepthStarted": "STATE",
    "ActionPlanRequested": "LETTER",
    "PlanDueExtended": "LETTER",
    "CaseReopened": "STATE",
    "ConsultationRecorded": "CONSULTATION",
    "PaymentWithheld": "DECISION",
    "PaymentReleased": "DECISION",
    "TerminationPositionTaken": "DECISION",
    "AgreementTerminated": "DECISION",
    "RecurrenceFlagged": "FLAG",
    "CaseMoved": "STATE",
    "CaseClosed": "STATE",
}
STAFF_ONLY = {
    "InformantRecorded",
    "CaseClassified",
    "CaseSplit",
    "ConsultationRecorded",
    "TerminationPositionTaken",
    "RecurrenceFlagged",
}
PLAYED = [
    pytest.param(played, letter, id=f"{name} {letter}")
    for name, played in {name: play(STORIES.get(name, name)) for name in (*scenarios(), *STORIES)}.items()
    for letter in played.cases
]


def recorded(played: Played, letter: str, *, by_party: bool = False) -> list[tuple[CaseEvent, datetime]]:
    events = played.events[letter]
    return [(event, LATER) for event in events if not by_party or audience(event) == "party"]


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(("played", "letter"), PLAYED)
def test_every_event_is_retold_with_the_reasons_it_was_decided_on(played: Played, letter: str) -> None:
    retold = retell(recorded(played, letter), played.versions)
    decisions = {id(event): one.decision for one in played.decided for event in one.decision.events}
    for one, event in zip(retold, played.events[letter], strict=True):
        assert one.event == event
        assert one.explanation == reasons(event, decisions.get(id(event)))


def reasons(event: CaseEvent, decision: Decision | None) -> Node | None:
    """Those of its decision; what comes of a split is explained as if it had been decided by itself."""
    match event:
        case InformantRecorded():
            return None
        case CaseOpened() if decision is None:
            return choose_ladder(KALMAR, event.signal, event.impulse)
        case CaseClassified() if decision is None or decision.events[0] is not event:
            return classify(KALMAR, event.levels)
        case _:
            assert decision is not None
            return decision.explanation


@pytest.mark.parametrize(("played", "letter"), PLAYED)
def test_a_party_gets_the_reasons_of_every_event_it_sees(played: Played, letter: str) -> None:
    retold = retell(recorded(played, letter, by_party=True), played.versions)
    shown = [event.type for event in played.events[letter] if event.type not in STAFF_ONLY]
    assert [one.event.type for one in retold] == shown
    for one in retold:
        assert one.explanation is not None


@pytest.mark.parametrize(("played", "letter"), PLAYED)
def test_every_event_has_a_sentence_in_each_language_and_a_day(played: Played, letter: str) -> None:
    for one in retell(recorded(played, letter), played.versions):
        words = told(one.event, one.ruleset)
        assert spoken(words, "sv") != spoken(words, "en")
        assert "{" not in words.sv + words.en
        assert kind_of(one.event) == KINDS[one.event.type]
        assert happened_on(one.event) <= LATER.date()


def test_a_yellow_case_whose_plan_never_came_reads_so() -> None:
    played = play("EX-02")
    read = [
        (happened_on(one.event).isoformat(), told(one.event, one.ruleset).sv)
        for one in retell(recorded(played, "A"), played.versions)
    ]
    assert read == [
        ("2025-03-03", "Regionen fick kännedom den 2025-03-03; ärendet öppnades."),
        ("2025-03-05", "Ärendet klassificerades som gul, sammanvägt mått 4."),
        ("2025-03-11", "Begäran om rättelse 1 (gul) skickades; handlingsplan senast 2025-04-11."),
        (
            "2025-04-14",
            (
                "Sanktion beslutades: 3,00 kr per listad och månad från och med 2025-03-11."
                " Grund: handlingsplan inte inkommen i tid."
            ),
        ),
        ("2025-05-02", "Handlingsplan inkom, efter utsatt tid."),
        ("2025-05-09", "Handlingsplanen godkändes; uppföljning 2025-07-21."),
        ("2025-07-21", "Uppföljningen godkändes: åtgärderna är utförda och har fått avsedd effekt."),
        ("2025-07-21", "Ärendet avslutades."),
    ]


def test_a_plan_supplemented_twice_the_second_time_too_late_reads_so() -> None:
    read = [
        told(one.event, one.ruleset)
        for one in retell(recorded(play(STORIES["supplemented"]), "A"), play(STORIES["supplemented"]).versions)
    ]
    assert [one.sv for one in read[4:9]] == [
        "Komplettering av handlingsplanen begärdes, senast 2025-04-22.",
        "Kompletteringen inkom, i tid.",
        "Komplettering av handlingsplanen begärdes, senast 2025-05-08.",
        (
            "Sanktion beslutades: 3,00 kr per listad och månad från och med 2025-03-11."
            " Grund: begärd komplettering inte inkommen i tid."
        ),
        "Kompletteringen inkom, efter utsatt tid.",
    ]
    assert [one.en for one in read[4:6]] == [
        "A supplement of the action plan was asked for, due 2025-04-22.",
        "The supplement arrived, in time.",
    ]


def test_an_origin_that_joins_a_case_reads_with_the_ladder_that_follows() -> None:
    read = [
        told(one.event, one.ruleset)
        for name, place in (("joined", 1), ("known later", 2))
        for one in retell(recorded(play(STORIES[name]), "A"), play(STORIES[name]).versions)[place : place + 1]
    ]
    assert [one.sv for one in read] == [
        "Verksamhetschefens signal registrerades. Sanktionstrappa: Tillit – initierat av verksamhetschef.",
        "Regionens kännedom registrerades. Sanktionstrappa: Tillit – initierat av verksamhetschef.",
    ]
    assert [one.en for one in read] == [
        "The unit head's signal was recorded. Sanction ladder: Trust – initiated by the unit head.",
        "That the region was aware was recorded. Sanction ladder: Trust – initiated by the unit head.",
    ]


def test_a_consultation_reads_with_what_it_is_on_and_what_was_said() -> None:
    played = play(STORIES["consulted"])
    read = [told(one.event, one.ruleset) for one in retell(recorded(played, "A"), played.versions)]
    assert [(one.sv, one.en) for one in (read[1], read[4])] == [
        (
            "Samråd om klassificering: synpunkter lämnades.",
            "Consultation on the classification: comments were given.",
        ),
        ("Samråd om sanktion: tillstyrks.", "Consultation on the sanction: supported."),
    ]


def test_every_kind_of_event_is_met_in_the_stories() -> None:
    assert {event.type for param in PLAYED for event in param.values[0].events[param.values[1]]} == (
        KINDS.keys() - {"CaseMoved"}  # tests/core/test_moving.py
    )
