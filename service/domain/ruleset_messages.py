"""The sentences of refusals on versions of rulesets, as `messages` has them."""

from __future__ import annotations

from typing import Final

OF_RULESETS: Final[dict[str, tuple[str, str]]] = {
    "MOVE_CHANGES_PAST": (
        "Begäran {number} skickades {sent} och kan ännu kosta, men versionen gäller först från {valid_from}.",
        "Request {number} was sent on {sent} and may still cost, but the version is only valid from {valid_from}.",
    ),
    "VERSION_LACKS": (
        "Ärendet kan inte flyttas: versionen saknar {lacking}.",
        "The case cannot be moved: the version lacks {lacking}.",
    ),
    "VERSION_ALREADY_ADOPTED": (
        "Version {label} av rutinen {procedure} är redan fastställd.",
        "Version {label} of the procedure {procedure} is already adopted.",
    ),
    "VALIDITY_CHANGES_PAST": (
        "Versionen gäller från {valid_from} men får inte ändra belopp före sin fastställelse {today}.",
        "The version is valid from {valid_from} but may not change amounts from before its adoption, {today}.",
    ),
    "WRONG_REGION": (
        "Regelverket gäller region {theirs}, inte region {ours}.",
        "The ruleset is for region {theirs}, not region {ours}.",
    ),
    "DRAFT_OUT_OF_ORDER": (
        "Det går inte när utkastet är {stands}.",
        "That is not possible while the draft is {stands}.",
    ),
    "EDITOR_CANNOT_ADOPT": (
        "Du har skrivit i utkastet: det ska fastställas av någon annan.",
        "You have drafted some of it: it is for somebody else to adopt.",
    ),
    "EDITOR_CANNOT_COMMENT": (
        "Du har skrivit i utkastet: synpunkter på det lämnas av andra.",
        "You have drafted some of it: comments on it are made by others.",
    ),
    "RULESET_HAS_ERRORS": (
        "Utkastet har {errors:fel|fel} och kan inte fastställas.",
        "The draft has {errors:error|errors} and cannot be adopted.",
    ),
}
