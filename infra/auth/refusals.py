"""Why an access token is refused: stable codes with a Swedish and an English text."""

from enum import StrEnum
from typing import Literal


class RefusalCode(StrEnum):
    """Stable code of a refused token; safe to log and to show."""

    TOKEN_MALFORMED = "TOKEN_MALFORMED"  # noqa: S105 - a code, not a secret
    ISSUER_UNKNOWN = "ISSUER_UNKNOWN"
    ALGORITHM_REFUSED = "ALGORITHM_REFUSED"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a code, not a secret
    TOKEN_NOT_YET_VALID = "TOKEN_NOT_YET_VALID"  # noqa: S105 - a code, not a secret
    AUDIENCE_MISMATCH = "AUDIENCE_MISMATCH"
    TENANT_MISMATCH = "TENANT_MISMATCH"
    TYPE_REFUSED = "TYPE_REFUSED"
    ISSUER_UNREACHABLE = "ISSUER_UNREACHABLE"


SWEDISH: dict[RefusalCode, str] = {
    RefusalCode.TOKEN_MALFORMED: "Åtkomstbiljetten går inte att läsa. En signerad JWT i kompakt form krävs.",
    RefusalCode.ISSUER_UNKNOWN: "Åtkomstbiljettens utfärdare är inte registrerad här.",
    RefusalCode.ALGORITHM_REFUSED: "Åtkomstbiljettens signaturalgoritm godtas inte för utfärdaren.",
    RefusalCode.KEY_UNKNOWN: "Åtkomstbiljetten är signerad med en nyckel som utfärdaren inte har publicerat.",
    RefusalCode.SIGNATURE_INVALID: "Åtkomstbiljettens signatur stämmer inte.",
    RefusalCode.TOKEN_EXPIRED: "Åtkomstbiljetten har gått ut. Logga in på nytt.",
    RefusalCode.TOKEN_NOT_YET_VALID: "Åtkomstbiljetten gäller inte ännu. Kontrollera utfärdarens klocka.",
    RefusalCode.AUDIENCE_MISMATCH: "Åtkomstbiljetten är utfärdad för en annan tjänst.",
    RefusalCode.TENANT_MISMATCH: "Åtkomstbiljetten anger en annan region än den som utfärdaren hör till.",
    RefusalCode.TYPE_REFUSED: "Biljetten är inte en åtkomstbiljett. Typen at+jwt krävs.",
    RefusalCode.ISSUER_UNREACHABLE: "Utfärdarens nycklar kan inte hämtas just nu. Försök igen om en stund.",
}

ENGLISH: dict[RefusalCode, str] = {
    RefusalCode.TOKEN_MALFORMED: "The access token cannot be read. A signed JWT in compact form is required.",
    RefusalCode.ISSUER_UNKNOWN: "The issuer of the access token is not registered here.",
    RefusalCode.ALGORITHM_REFUSED: "The access token's signature algorithm is not allowed for its issuer.",
    RefusalCode.KEY_UNKNOWN: "The access token is signed with a key that its issuer has not published.",
    RefusalCode.SIGNATURE_INVALID: "The signature of the access token is wrong.",
    RefusalCode.TOKEN_EXPIRED: "The access token has expired. Sign in again.",
    RefusalCode.TOKEN_NOT_YET_VALID: "The access token is not valid yet. Check the issuer's clock.",
    RefusalCode.AUDIENCE_MISMATCH: "The access token was issued for another service.",
    RefusalCode.TENANT_MISMATCH: "The access token names another region than the one its issuer belongs to.",
    RefusalCode.TYPE_REFUSED: "This is not an access token. The type at+jwt is required.",
    RefusalCode.ISSUER_UNREACHABLE: "The issuer's keys cannot be fetched now. Try again in a while.",
}


class TokenRefused(Exception):  # noqa: N818 - an outcome the product defines, not a defect
    """The token does not identify anyone here. Carries a code only, never the token or what it claims."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(f"{code.value}: {ENGLISH[code]}")
        self.code = code

    @property
    def retryable(self) -> bool:
        """True where the same token may be accepted later, without a new sign-in."""
        return self.code is RefusalCode.ISSUER_UNREACHABLE

    def message(self, language: Literal["sv", "en"]) -> str:
        """One or two sentences for the caller."""
        return (SWEDISH if language == "sv" else ENGLISH)[self.code]
