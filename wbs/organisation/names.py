"""Whether two texts may mean the same person, position or unit. Doubt counts as yes: the cost of a wrong yes is
another reader, the cost of a wrong no is a reader who is the accused.

Pure, and remembers nothing of what it was asked: the texts are a reporter's.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

# Degrees, forms of address and acting appointments, as written without their dots.
TITLES = frozenset(
    "prof dr dra drs drg drh ir h hj hajj haji hajah kh ust bapak bpk pak ibu bu sdr sdri saudara saudari mas mbak kak "
    "bang sh mh mhum se mm mt st sst sstp ssos ssi msi msc ma map mpa mpd spd sag mag skom mkom sip mip sked skep skm "
    "mkm mkes skes ns apt ak ca cpa cia cfe cfra cgcae qia phd md amd amdkep ap sp spt spi spog sppd spa mba bba llm "
    "llb plt plh pj pjs".split()
)
# What the office says short, and what a directory writes in full.
SHORT_FORMS = {
    "irban": ("inspektur", "pembantu"),
    "irbanko": ("inspektur", "pembantu", "kota"),
    "irbankab": ("inspektur", "pembantu", "kabupaten"),
    "kadis": ("kepala", "dinas"),
    "kaban": ("kepala", "badan"),
    "kabiro": ("kepala", "biro"),
    "kabag": ("kepala", "bagian"),
    "kabid": ("kepala", "bidang"),
    "kasudin": ("kepala", "suku", "dinas"),
    "kasubbag": ("kepala", "subbagian"),
    "kasubag": ("kepala", "subbagian"),
    "kasubbid": ("kepala", "subbidang"),
    "kasi": ("kepala", "seksi"),
    "sekda": ("sekretaris", "daerah"),
    "sekdis": ("sekretaris", "dinas"),
    "ppk": ("pejabat", "pembuat", "komitmen"),
    "ppupd": ("pengawas", "penyelenggaraan", "urusan", "pemerintahan"),
}
APOSTROPHES = "'`\u2018\u2019"
LEAST_FOR_A_SLIP = 5  # letters: shorter words one letter apart are usually other words

Words = tuple[str, ...]


def words(text: str) -> Words:
    """Casefolded words without accents and punctuation; "S.H." is "sh"."""
    return tuple(_plain(text).replace(".", "").split()) if text else ()


def name_words(text: str) -> Words:
    """The words of a person's name without degrees and forms of address; the old spelling oe counts as u."""
    kept = (word for token in _plain(text).split() for word in _without_titles(token.split(".")))
    return tuple(word.replace("oe", "u") for word in kept)


def position_words(text: str) -> Words:
    """The words of a position with short forms written out."""
    return tuple(full for word in words(text) if word not in TITLES for full in SHORT_FORMS.get(word, (word,)))


def may_be_same_name(one: Words, other: Words) -> bool:
    """Whether one name, as `name_words`, may be the other: all of its words are found there, in any order.

    Initials may stand for a word, but a name of which only initials fit is nobody's.
    """
    fewer, more = sorted((one, other), key=len)
    in_full = any(is_near(word, each) for word in fewer for each in more if len(word) > 1)
    return in_full and (_all_found(fewer, more) or _all_found(more, fewer))


def may_be_same_text(one: Words, other: Words) -> bool:
    """The same question for positions and units, where a single letter is no initial."""
    fewer, more = sorted((set(one), set(other)), key=len)
    return bool(fewer) and all(any(is_near(word, each) for each in more) for word in fewer)


def mentions(text: Words, wanted: Collection[str]) -> bool:
    """Whether a word of the text is one of the wanted ones, or a slip of the pen away from it."""
    return any(is_near(word, each) for word in text for each in wanted)


def has_phrase(text: Words, phrase: Sequence[str]) -> bool:
    """Whether the words of the phrase stand in the text side by side."""
    return any(text[start : start + len(phrase)] == tuple(phrase) for start in range(len(text)))


def is_near(one: str, other: str) -> bool:
    """Equal, or at most one letter apart in a word long enough for that to be a slip."""
    if one == other:
        return True
    if one[:1] != other[:1] and one[-1:] != other[-1:]:  # one slip leaves one end as it was
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < LEAST_FOR_A_SLIP or len(longer) - len(shorter) > 1:
        return False
    start = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    skip = 1 if len(shorter) == len(longer) else 0
    return shorter[start + skip :] == longer[start + 1 :]


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    seen = (letter for letter in split if letter not in APOSTROPHES and not _is_unseen(letter))
    return re.sub(r"[^\w.]|_", " ", "".join(seen))


def _is_unseen(letter: str) -> bool:
    """Accents, and the invisible marks with which a name could be made to look like itself and match nothing."""
    return unicodedata.category(letter) in ("Mn", "Me", "Cf")


def _without_titles(parts: Sequence[str]) -> list[str]:
    """Of "S.Sos.Budi", cut at its dots, what is no title: the longest title is taken off first."""
    kept: list[str] = []
    start = 0
    while start < len(parts):
        ends = range(len(parts), start, -1)
        end = next((end for end in ends if "".join(parts[start:end]) in TITLES), 0)
        if not end and parts[start]:
            kept.append(parts[start])
        start = end or start + 1
    return kept


def _all_found(these: Words, among: Words) -> bool:
    return all(any(_may_be_same_word(word, each) for each in among) for word in these)


def _may_be_same_word(one: str, other: str) -> bool:
    return is_near(one, other) or (1 in (len(one), len(other)) and one[0] == other[0])
