"""The documents that the tests send most: a command with all that may come of it, and the whole of a case."""

from __future__ import annotations

from dataclasses import dataclass

REFUSAL = """
  ... on Refusal { code message path allowed source { document clause quote derived } explanation { text } }
  ... on MandateMissing { deciders { id label } }
  ... on VersionConflict { current }
  ... on RuleRefused { cases problems { path code problem allowed clause } }
"""
LINE = "caseId month rate days daysInMonth listed amount status correction settledIn explanation { text }"
ENTRY = "field { id label } kind value text"
CASE = f"""
  id version procedure openedOn openedAt retrospective planDueOn sanctionRuns closedOn
  happening intendedMeasures informant splitFrom splitInto
  state {{ id label }} colour {{ id label }} ladder {{ id label }}
  unit {{ id name }}
  events {{ version type recordedAt actorId actedAs {{ id label }} body }}
  origin {{
    first ladder {{ id label }} tieRule {{ value source {{ clause quote derived }} }} explanation {{ text }}
    signal {{ signalledOn onTemplate riskOfDeviation partyAtRisk recordedAt actedAs {{ id }} retrospective }}
    impulse {{ knownOn kind recordedAt actedAs {{ id }} retrospective }}
  }}
  classification {{
    score hints classifiedOn colour {{ id label }} computed {{ id }}
    levels {{ scale {{ id label }} value label }} explanation {{ text }}
    happenings {{ number levels {{ value }} score colour {{ id }} description }}
  }}
  requests {{
    number kind sentAt sentOn channel receipt planDueOn statedDueOn colour {{ id }}
    extensions {{ agreedOn planDueOn }} refrained {{ ground decidedOn }} plans {{ receivedOn inTime signedOn }}
    supplements {{ requestedOn dueOn receivedOn inTime what }}
    planVerdicts {{ verdict decidedOn followUpOn }} followUps {{ decidedOn carriedOut intendedEffect approved }}
    sanction {{ startsOn rate colour {{ id }} ground decidedOn }}
  }}
  consultations {{ on consultedOn standpoint request actedAs {{ id label }} note }}
  withholdings {{ number month amount decidedOn balance reason releases {{ number decidedOn amount }} }} withheldTotal
  terminationPositions {{ outcome decidedOn request reason actedAs {{ id }} }}
  termination {{ decidedOn endsOn ground {{ id label }} externalReference }}
  recurrences {{ flaggedOn earlier reason actedAs {{ id }} }} closingGround
  sanction {{
    runs endedOn endReason total threatenedTotal pieces {{ startsOn rate colour {{ id }} ground decidedOn }}
    lines {{ {LINE} }} threatened {{ {LINE} }}
    explanation {{ text nodes {{ id parent operation rule inputs value sentence source {{ clause quote }} }} }}
  }}
  opening {{ id label }} openingEntries {{ {ENTRY} }}
  steps {{
    act {{ id label }} outcome {{ id label }} track {{ id label }} takenOn shared audience dueOn actedAs {{ id }}
    skipped {{ id }} lacking {{ id }} reason entries {{ {ENTRY} }}
  }}
  sideTracks {{ track {{ id label }} state {{ id label }} closed }}
  tasks {{
    checklist {{ id label }} task {{ id label }} owners {{ id }} status since dueOn doneOn daily priority timing note
    source {{ clause }}
  }}
  obligations {{ kind rule label dueOn raisedOn overdue source {{ clause }} }}
  availableActions {{ action label command outcome allowed refusal {{ code message allowed source {{ clause }} }} }}
  timeline {{ kind on text actedAs {{ id }} overdue source {{ clause }} explanation {{ text }} }} timelineText
"""
UNIT = """
  id hsaId name registeredAt provider { name orgnr }
  address { street postalCode city }
  agreements { id kind legalBasis validFrom validUntil externalReference endReason endReference }
  listedCounts { month listed }
  history { type on recordedAt text actedAs { id label } actor { actorId name } body }
"""
SETTLEMENT = f"month settledOn total lines {{ {LINE} }} corrections {{ {LINE} }}"
PREVIEW = f"""
  events {{ type on text body }}
  case {{
    state {{ id label }} colour {{ id label }} ladder {{ id label }}
    obligations {{ kind rule label dueOn raisedOn overdue source {{ clause }} }}
  }}
  lines {{ {LINE} }} dropped {{ {LINE} }} corrections {{ {LINE} }} totalBefore totalAfter explanation {{ text }}
"""
SEAT = """
  id holder { actorId name issuer subject } organisation { kind id name } roles { id label }
  validFrom validUntil revokedAt grantedAt holds
"""
ISSUER = """
  iss audience algorithms jwksUri withdrawn mapping { rolesClaim unitClaim allowedRoles { id } }
"""
VERSION = "id procedure label validFrom validUntil adoptedAt status reminders { on months due }"
DRAFT = f"""
  id procedure label state fromPackage fromVersion version draftedAt changedAt content
  sections {{ name required content }} problems {{ path code problem allowed clause }} ruleset {{ {VERSION} }}
"""
ONE_CASE = f"query Case($id: ID!) {{ case(id: $id) {{ {CASE} }} }}"


@dataclass(frozen=True)
class Command:
    """A mutation: its input type, its success type, and the field of that which tells what changed."""

    given: str
    success: str
    changed: str
    selection: str


def _on_case(given: str) -> Command:
    return Command(given, "CaseChanged", "case", CASE)


def _on_draft(given: str) -> Command:
    return Command(given, "RulesetDraftChanged", "draft", DRAFT)


COMMANDS = {
    "registerUnit": Command("RegisterUnitInput", "UnitChanged", "unit", UNIT),
    "recordListedCounts": Command("RecordListedCountsInput", "UnitChanged", "unit", UNIT),
    "addAgreement": Command("AddAgreementInput", "UnitChanged", "unit", UNIT),
    "endAgreement": Command("EndAgreementInput", "UnitChanged", "unit", UNIT),
    "transferUnit": Command("TransferUnitInput", "UnitChanged", "unit", UNIT),
    "renameUnit": Command("RenameUnitInput", "UnitChanged", "unit", UNIT),
    "moveUnit": Command("MoveUnitInput", "UnitChanged", "unit", UNIT),
    "openCase": _on_case("OpenCaseInput"),
    "recordSignal": _on_case("RecordSignalInput"),
    "recordImpulse": _on_case("RecordImpulseInput"),
    "classifyCase": _on_case("ClassifyCaseInput"),
    "sendCorrectionRequest": _on_case("SendCorrectionRequestInput"),
    "receivePlan": _on_case("ReceivePlanInput"),
    "requestSupplement": _on_case("RequestSupplementInput"),
    "receiveSupplement": _on_case("ReceiveSupplementInput"),
    "decidePlan": _on_case("DecidePlanInput"),
    "recordFollowUp": _on_case("RecordFollowUpInput"),
    "decideSanction": _on_case("DecideSanctionInput"),
    "closeCase": _on_case("CloseCaseInput"),
    "requestPlan": _on_case("RequestPlanInput"),
    "startInDepth": _on_case("StartInDepthInput"),
    "splitCase": _on_case("SplitCaseInput"),
    "extendPlanDue": _on_case("ExtendPlanDueInput"),
    "refrainFromSanction": _on_case("RefrainFromSanctionInput"),
    "decideNoMeasure": _on_case("DecideNoMeasureInput"),
    "reopenCase": _on_case("ReopenCaseInput"),
    "grantSeat": Command("GrantSeatInput", "SeatChanged", "seat", SEAT),
    "limitSeat": Command("LimitSeatInput", "SeatChanged", "seat", SEAT),
    "revokeSeat": Command("RevokeSeatInput", "SeatChanged", "seat", SEAT),
    "changeClaimMapping": Command("ChangeClaimMappingInput", "IssuerChanged", "issuer", ISSUER),
    "recordConsultation": _on_case("RecordConsultationInput"),
    "withholdPayment": _on_case("WithholdPaymentInput"),
    "releasePayment": _on_case("ReleasePaymentInput"),
    "takeTerminationPosition": _on_case("TakeTerminationPositionInput"),
    "terminateAgreement": _on_case("TerminateAgreementInput"),
    "flagRecurrence": _on_case("FlagRecurrenceInput"),
    "takeStep": _on_case("TakeStepInput"),
    "completeTask": _on_case("CompleteTaskInput"),
    "moveCaseToRuleset": _on_case("MoveCaseToRulesetInput"),
    "startRulesetDraft": _on_draft("StartRulesetDraftInput"),
    "saveRulesetSection": _on_draft("SaveRulesetSectionInput"),
    "sendRulesetToConsultation": _on_draft("SendRulesetToConsultationInput"),
    "commentOnRuleset": _on_draft("CommentOnRulesetInput"),
    "returnRuleset": _on_draft("ReturnRulesetInput"),
    "withdrawRuleset": _on_draft("WithdrawRulesetInput"),
    "adoptRuleset": _on_draft("AdoptRulesetInput"),
    "settleMonth": Command("SettleMonthInput", "MonthSettled", "settlement", SETTLEMENT),
}


JOB = """
  id state askedAt endedAt from until progress { done of }
  result {
    cases outside differing refused awaiting before after difference changed { kind cases }
    histogram { from until cases }
  }
  refusal { code }
"""
# Those that are not foreseen.
ON_SIMULATIONS = {
    name: Command(f"{name[0].upper()}{name[1:]}Input", "SimulationChanged", "simulation", JOB)
    for name in ("startSimulation", "cancelSimulation")
}
KEY = "indicator period categories { dimension category }"
DELIVERY = f"""
  number version state openedAt openedBy submittedAt submittedBy approvedAt approvedBy amountsReleased acknowledged
  receivedAt returnedAt returnReason publishedAt digest approvedCompleteness {{ expected present answered }}
  round {{ id body opensOn closesOn indicators open deliveries {{ number state }} }}
  check {{
    completeness {{ expected present answered }} errorCount count missing {{ {KEY} }}
    findings {{ code severity commented message figure {{ {KEY} }} }}
  }}
"""
ON_DELIVERIES = {
    name: Command(f"{name[0].upper()}{name[1:]}Input", "DeliveryChanged", "delivery", DELIVERY)
    for name in ("openDelivery", "deliverFigures", "submitDelivery", "withdrawDelivery", "approveDelivery")
}
MUTATIONS = {**COMMANDS, **ON_SIMULATIONS, **ON_DELIVERIES}


def command_document(name: str, selection: str | None = None) -> str:
    """The mutation with its input in `$given`; of its success `selection`, by default everything."""
    command = MUTATIONS[name]
    wanted = f"{command.changed} {{ {command.selection} }}" if selection is None else selection
    return f"""
      mutation Command($given: {command.given}!) {{
        {name}(input: $given) {{ __typename {REFUSAL} ... on {command.success} {{ {wanted} }} }}
      }}
    """


def preview_document(name: str) -> str:
    """What the command would come to, all of it, with its input in `$given`."""
    return f"""
      query Preview($given: {COMMANDS[name].given}!) {{
        preview {{ {name}(input: $given) {{ __typename {REFUSAL} ... on Preview {{ {PREVIEW} }} }} }}
      }}
    """
