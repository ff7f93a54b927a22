"""What kind of fault each code of the linter is, in both languages; the finding itself tells ids and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

PROBLEMS: Final[Mapping[str, Words]] = {
    "NOT_YAML": Words("Texten är inte YAML av det slag som godtas.", "The text is not YAML of the accepted kind."),
    "UNKNOWN_KEY": Words("En nyckel som inte finns.", "A key that there is not."),
    "MISSING_KEY": Words("En nyckel saknas.", "A key is missing."),
    "INVALID_VALUE": Words("Ett värde som inte får stå där.", "A value that may not stand there."),
    "DUPLICATE_ID": Words("Samma id står två gånger.", "The same id stands twice."),
    "UNKNOWN_COLOUR": Words("En färg som inte finns.", "A colour that there is not."),
    "UNKNOWN_LEVEL": Words("En nivå som inte finns på skalan.", "A level that is not on the scale."),
    "UNKNOWN_STATE": Words("Ett läge som inte finns.", "A state that there is not."),
    "UNKNOWN_OUTCOME": Words("Ett utfall som åtgärden aldrig får.", "An outcome that the act never has."),
    "UNKNOWN_DUTY": Words("En skyldighet som ingen färg medför.", "A duty that no colour entails."),
    "UNKNOWN_DOCUMENT": Words("En handling som inte är listad.", "A document that is not listed."),
    "UNKNOWN_ROLE": Words("En roll som inte finns i rollkatalogen.", "A role that the catalogue does not have."),
    "EMPTY_BAND": Words("Ett färgband utan mått.", "A colour band without scores."),
    "BANDS_OVERLAP": Words("Två färgband delar mått.", "Two colour bands share scores."),
    "SCORES_UNCOVERED": Words("Mått som skalorna ger saknar färg.", "Scores that the scales give have no colour."),
    "SCORES_TOO_MANY": Words("Skalorna ger för många mått.", "The scales give too many scores."),
    "LADDER_CYCLIC": Words("Färgernas trappa går i ring.", "The colours lead round in a circle."),
    "LADDER_UNREACHABLE": Words(
        "En sanktionstrappa som aldrig kan gälla, eller den sista har villkor.",
        "A ladder that can never hold, or the last one has conditions.",
    ),
    "RATE_MISSING": Words("En sanktionstrappa saknar en sats.", "A ladder lacks a rate."),
    "SANCTION_WITHOUT_PLAN": Words(
        "En sanktion som inget kan avsluta, eftersom färgen inte kräver någon plan.",
        "A sanction that nothing can end, since the colour requires no plan.",
    ),
    "COLOUR_WITHOUT_SANCTION": Words(
        "En direkt sanktion vid en färg som inte kostar vid brist.",
        "A direct sanction at a colour that costs nothing on failure.",
    ),
    "COLOUR_WITHOUT_STEP": Words("Inget steg tar emot en färg.", "No step takes a colour."),
    "OPENING_STEP": Words(
        "Ett steg som öppnar ärenden utgår från lägen, eller leder ingenstans.",
        "A step that opens cases has states, or leads nowhere.",
    ),
    "NO_OPENING": Words("Inget steg öppnar ett ärende.", "No step opens a case."),
    "STATE_UNREACHABLE": Words("Ett läge som inget leder till.", "A state that nothing leads to."),
    "LEAVES_CLOSED": Words("Ett steg ut ur ett avslutat läge.", "A step out of a closed state."),
    "DECIDER_MISSING": Words("Ingen får besluta om något som kan göras.", "Nobody may decide on what can be done."),
    "RECEIPT_MISSING": Words(
        "En komplettering kan begäras men aldrig tas emot.", "A supplement can be asked for and never received."
    ),
    "RELEASE_MISSING": Words(
        "Ersättning kan hållas inne men aldrig betalas ut.", "Payment can be withheld and never released."
    ),
    "TERMINATION_RULES_MISSING": Words(
        "Ett avtal kan hävas utan grund eller ställningstagande.",
        "An agreement can be terminated on no ground, or without a position.",
    ),
    "CONSULT_ON_NO_DECISION": Words(
        "Samråd om det som regionen inte beslutar.", "Consultation on what the region does not decide."
    ),
    "CONSULT_UNHEARD": Words("Samråd med någon som inte kan höras.", "Consultation of somebody who cannot be heard."),
    "SECTION_MISSING": Words(
        "Ett avsnitt som rutinen behöver saknas.", "A section that the procedure needs is missing."
    ),
    "UNKNOWN_ACTION": Words("En åtgärd som inte finns.", "An act that there is not."),
    "UNKNOWN_FIELD": Words("Ett fält som inte finns.", "A field that there is not."),
    "UNKNOWN_GROUP": Words("En grupp som inte finns.", "A group that there is not."),
    "UNKNOWN_OPTION": Words("Ett alternativ som fältet inte har.", "An option that the field does not have."),
    "UNKNOWN_TRACK": Words("Ett sidospår som inte finns.", "A side track that there is not."),
    "NO_TRUTH": Words(
        "Villkoret gäller ett fält som inte är ja eller nej.", "The condition is on a field that is no yes or no."
    ),
    "AGREEMENT_OF_NO_UNIT": Words(
        "Ett avtal krävs där ingen vårdenhet behöver anges.",
        "An agreement is required where no care unit need be named.",
    ),
    "PARTY_OF_NO_UNIT": Words(
        "Vårdenheten är part där ärenden inte har någon.", "The care unit is a party where cases have none."
    ),
    "FIELD_UNASKED": Words("Ett fält som ingen åtgärd frågar efter.", "A field that no act asks for."),
    "CRITERION_TWICE": Words("Ett kriterium talar för två alternativ.", "A criterion speaks for two options."),
    "ACT_OF_THE_PLATFORM": Words("Åtgärden är redan plattformens.", "The act is the platform's already."),
    "ACT_WITHOUT_STEP": Words("Inget steg låter åtgärden göras.", "No step lets the act be done."),
    "BALANCE_OF_NO_NUMBERS": Words(
        "En avstämning av det som inte är heltal som alltid anges.",
        "A balance of what are no whole numbers that are always stated.",
    ),
    "FRAME_EMPTY": Words("Den högsta gränsen ligger under den lägsta.", "The upper bound lies below the lower one."),
    "DUE_OUTSIDE_FRAME": Words("Tiden ligger utanför sin egen ram.", "The time lies outside its own frame."),
    "TEAM_ACT_MOVES": Words(
        "Det som bara teamet får läsa ändrar ett läge som andra ser.",
        "What only the team may read changes a state that others see.",
    ),
    "TEAM_ACT_TELLS": Words(
        "Det som andra ser röjer vad bara teamet får läsa.",
        "What others see tells of what only the team may read.",
    ),
    "STEPS_AMBIGUOUS": Words("Två steg kan gälla samtidigt.", "Two steps can hold at once."),
    "STATE_UNENDING": Words("Ett läge som inget leder ut ur.", "A state that nothing leads out of."),
    "OWNER_MISSING": Words("Ingen är ansvarig för uppgiften.", "Nobody answers for the task."),
    "POSITION_UNFILLED": Words("Handlingen namnger för få.", "The document names too few."),
    "RECIPIENT_MISSING": Words("Rapporten går till ingen.", "The report goes to nobody."),
    "DECIDERS_DIFFER": Words("Handlingen anger olika beslutsfattare.", "The document names different deciders."),
}
