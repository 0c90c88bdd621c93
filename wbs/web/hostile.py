"""What a typed text may do to the page that shows it: nothing. Pure.

`clean` is applied once, to what comes in; `shown` each time, to what goes out. Evidence is never altered silently:
what could mislead the eye is made visible instead of being dropped. HTML is the templates' matter (autoescape).
"""

import re
import unicodedata

MARKS_IN_A_ROW = 4  # no living script stacks more

# C0 and C1 without tab and newline, the replaced surrogates, and the byte order mark.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
# Direction overrides and isolates, invisible spaces and fillers, interlinear and tag characters.
_MISLEADING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_STACK = re.compile(rf"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
                    rf"{{{MARKS_IN_A_ROW}}})([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
                    r"\ufe20-\ufe2f]+)")  # fmt: skip


def clean(text: str) -> str:
    """A typed text as it is kept: NFC, newlines as \\n, no NUL or control characters, no blank ends."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", unix)).strip()


def shown(text: str) -> str:
    """The text with direction controls and invisible characters written out, and stacked marks cut and counted."""
    if _is_plain(text):
        return text
    return _STACK.sub(_cut, _MISLEADING.sub(_written_out, text))


def _is_plain(text: str) -> bool:
    """ASCII without control characters but tab and newline, as most texts are: expressions take far longer."""
    return text.isascii() and text.replace("\n", "").replace("\t", "").isprintable()


def _written_out(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _cut(found: re.Match[str]) -> str:
    return f"{found[1]}[+{len(found[2])}]"


def finalize(value: object) -> object:
    """For `Environment.finalize`: every plain string that a template prints passes `shown`; markup is already ours."""
    return shown(value) if type(value) is str else value
