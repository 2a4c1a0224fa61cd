"""Text as people type it, made comparable before any rule looks at it."""

import string
import unicodedata
from dataclasses import dataclass

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at in an accepted value: never a reason to refuse it."""

    code: str
    message: str


def half_width(text: str) -> str:
    """Full-width forms (全角) as half-width ones; invisible format characters and outer space dropped.

    Compatibility normalisation (NFKC) is not used: it would turn ``①`` or ``²`` into digits nobody typed.
    """
    if text.isascii():  # nothing to make narrow, no invisible character
        return text.strip()
    # chat programs and spreadsheets wrap copied numbers in invisible direction and width marks
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.translate(_HALF_WIDTH).strip()


def normalise(text: str) -> str:
    """``half_width`` and upper case of the ASCII letters only (``ſ`` must not become ``S``)."""
    return half_width(text).translate(_UPPER)


def is_digits(text: str) -> bool:
    """Whether every character is one of 0-9; ``str.isdigit`` also accepts other scripts' digits."""
    return text.isascii() and text.isdigit()
