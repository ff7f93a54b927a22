"""Authorization codes: used once, within a minute, by the client that asked and nobody else."""

import base64
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from infra.dev.people import Person

CODE_SECONDS: Final = 60.0
_MOST: Final = 1024
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code stands for: who signed in where, and to whom the tokens go."""

    iss: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    nonce: str | None
    person: Person

    def proven_by(self, verifier: str) -> bool:
        """Whether the verifier is the one whose S256 challenge came with the request (RFC 7636 §4.6)."""
        if not _VERIFIER.fullmatch(verifier):
            return False
        digest = base64.urlsafe_b64encode(sha256(verifier.encode("ascii")).digest())
        return compare_digest(digest.rstrip(b"="), self.challenge.encode("ascii"))


def is_challenge(text: str) -> bool:
    """Whether the text can be an S256 challenge."""
    return _CHALLENGE.fullmatch(text) is not None


class Codes:
    """Codes given and not yet used, in memory. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: OrderedDict[str, tuple[float, Granted]] = OrderedDict()

    def give(self, granted: Granted) -> str:
        code = secrets.token_urlsafe(32)
        self._given[code] = (self._clock(), granted)
        while len(self._given) > _MOST:
            self._given.popitem(last=False)
        return code

    def take(self, code: str) -> Granted | None:
        """What the code stands for, once; None for one that is used, unknown or a minute old."""
        found = self._given.pop(code, None)
        if found is None or self._clock() - found[0] >= CODE_SECONDS:
            return None
        return found[1]
