"""Swedish alphabetical order as a text that sorts so by its code points.

The embedded PostgreSQL has no ICU, and an order must not depend on the server: cursors would mean different places.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Behind z stand å, ä, ö; these three characters stand behind z in ASCII.
_LAST: Final = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
_DIACRITICS: Final = re.compile(r"[\u0300-\u036f]")
_OTHERS: Final = re.compile(r"[^0-9a-z{|}]+")


def swedish_key(name: str) -> str:
    """What `name` sorts by: å, ä, ö last, other accents and case without weight, punctuation as a space.

    Only digits, small ASCII letters, `{|}` and single spaces: it goes into JSON text without escaping.
    """
    written = re.sub(r"[{|}]", " ", unicodedata.normalize("NFC", name)).casefold().translate(_LAST)
    plain = _DIACRITICS.sub("", unicodedata.normalize("NFD", written))
    return _OTHERS.sub(" ", plain).strip()
