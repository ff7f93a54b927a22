"""Who may be chosen when signing in to the development issuer: nobody real, one or more roles each."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from infra.auth.tokens import MAX_SUBJECT_LENGTH

_UUID_LENGTH: Final = 36
# The catalogue of roles is the tenants' and not for this layer to read; a test holds the two together.
REGIONAL: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "unit_head": ("Verksamhetschef", "Head of unit"),
        "external_party": ("Extern part", "External party"),
        "handler": ("Handläggare", "Case handler"),
        "coordination_office": (
            "Regionstab Samordning hälso- och sjukvård",
            "Regional office for the coordination of healthcare",
        ),
        "region_principal": ("Regionen som avtalspart", "The region as contracting party"),
        "finance_officer": ("Ekonom", "Finance officer"),
        "legal_counsel": ("Regionjurist", "Legal counsel"),
        "team_lead": ("Teamledare", "Team lead"),
        "in_depth_team": ("Team Fördjupad uppföljning", "In-depth follow-up team"),
        "medical_adviser": ("Medicinsk rådgivare", "Medical adviser"),
        "department_head": ("Avdelningschef", "Head of department"),
        "board_secretary": ("Nämndsekreterare", "Board secretary"),
        "report_owner": ("Rapportansvarig", "Report owner"),
        "follow_up_team": ("Team löpande uppföljning", "Ongoing follow-up team"),
        "responsible_official": ("Ansvarig tjänsteperson", "Responsible official"),
        "procurement_office": ("Koncerninköp", "Group procurement"),
        "handbook_owner": ("Handboksansvarig", "Owner of the handbook"),
        "heads_group": ("Chefsgruppen", "Group of heads"),
        "staff_management": ("Koncernstabens ledningsgrupp", "Management group of the staff office"),
        "handbook_support": ("Administrativt stöd", "Administrative support"),
        "section_head": ("Enhetschef", "Head of section"),
        "case_lead": ("Ärendeansvarig", "Lead of the case"),
        "regional_developer": ("Ansvarig regionutvecklare", "Regional developer in charge"),
        "contract_manager": ("Avtalsansvarig", "Contract manager"),
        "communicator": ("Kommunikatör", "Communications officer"),
        "pharmacy_unit": ("Läkemedelsenheten", "Pharmaceuticals unit"),
        "process_leader": ("Processledare", "Process leader"),
        "steering_group": ("Gemensam styrgrupp", "Joint steering group"),
        "insurance_medicine_committee": ("Försäkringsmedicinska kommittén", "Insurance medicine committee"),
        "collaboration_officer": ("Samverkansansvarig hos motparten", "Collaboration officer of a counterpart"),
        "counterpart_head": ("Ansvarig chef hos motparten", "Responsible head of a counterpart"),
        "county_management_group": ("Länets ledningsgrupp", "County management group"),
        "cross_group": ("Tvärgrupp", "Cross-organisational group"),
        "municipal_nurse": (
            "Medicinskt ansvarig sjuksköterska (MAS)",
            "Nurse with medical responsibility in a municipality (MAS)",
        ),
        "analysis_group_member": (
            "Kommunernas ledamot i analysgruppen",
            "Municipal member of the analysis group",
        ),
        "ruleset_editor": ("Regelverksredaktör", "Ruleset editor"),
        "ruleset_approver": ("Regelverksfastställare", "Ruleset approver"),
        "seat_administrator": ("Behörighetsadministratör", "Seat administrator"),
        "auditor": ("Revisor", "Auditor"),
        "platform_operator": ("Plattformsoperatör", "Platform operator"),
    }
)
NATIONAL_ROLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"national_reader": ("Nationell läsare", "National reader")}
)
"""Role → its Swedish and its English name."""
OF_PARTIES: Final = frozenset(
    {
        "unit_head",
        "external_party",
        "collaboration_officer",
        "counterpart_head",
        "municipal_nurse",
        "analysis_group_member",
    }
)
"""What nobody is without a care unit."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in. `roles` are in the page's order."""

    subject: str
    roles: tuple[str, ...]
    unit_id: UUID | None


class PersonRefusedError(Exception):
    """Nobody can be what the form says."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv = sv
        self.en = en


def roles_of(region: str | None) -> Mapping[str, tuple[str, str]]:
    """The roles to choose from in a region, or for None at the national body."""
    return NATIONAL_ROLES if region is None else REGIONAL


def person_of(region: str | None, chosen: Sequence[str], unit: str, subject: str) -> Person:
    """The person of a filled-in form; without a subject it is the one that `trappa token` gives the first role.

    Without a role it is somebody whose seats alone say what may be done. Raises `PersonRefusedError`.
    """
    known = roles_of(region)
    roles = tuple(role for role in known if role in chosen)
    if len(set(chosen)) != len(roles):
        raise PersonRefusedError("Välj bland rollerna.", "Choose among the roles.")
    unit_id = _unit(unit.strip()) if unit.strip() else None
    if unit_id is None and OF_PARTIES & set(roles):
        raise PersonRefusedError(
            "Verksamhetschef och extern part företräder en vårdenhet: ange den.",
            "A head of unit and an external party act for a care unit: name it.",
        )
    named = subject.strip() or (f"demo-{roles[0]}" if roles else "")
    if not named:
        raise PersonRefusedError(
            "Välj en roll, eller ange personens id: utan roll gäller bara personens platser.",
            "Choose a role, or name the person by id: without a role, only the person's seats hold.",
        )
    if len(named) > MAX_SUBJECT_LENGTH or not named.isprintable():
        raise PersonRefusedError(
            f"Personens id har högst {MAX_SUBJECT_LENGTH} skrivbara tecken.",
            f"The person's id has at most {MAX_SUBJECT_LENGTH} printable characters.",
        )
    return Person(named, roles, unit_id)


def _unit(text: str) -> UUID:
    """A care unit by its UUID, or by the global id that the API gives it."""
    try:
        if len(text) == _UUID_LENGTH:
            return UUID(text)
        _, _, own = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
        unit_id = UUID(own)
        exact = base64.urlsafe_b64encode(f"CareUnit:{unit_id}".encode()).decode().rstrip("=")
        if text == exact:
            return unit_id
    except ValueError:
        pass
    raise PersonRefusedError(
        "Vårdenheten är varken ett UUID eller en vårdenhets id i API:et.",
        "The care unit is neither a UUID nor the id of a care unit in the API.",
    )
