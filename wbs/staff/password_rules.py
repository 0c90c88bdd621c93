"""Which passwords are refused: short ones, those a guesser tries early, and those about oneself or the house. Pure.

The length follows NIST SP 800-63B; how early a guesser comes to one is zxcvbn's estimate, told our own words too. Its
advice is English and never shown. Does not know how a password is kept.
"""

import re
from collections.abc import Collection

from wbs.crypto.word_list import word_list
from wbs.staff.passwords import LEAST_LETTERS
from wbs.web.text import N_

LEAST_GUESSES_LOG10 = 10  # what one card tries in eight weeks, database and pepper in hand
LEAST_NAME = 4  # shorter parts of a name stand in many words
MOST_ESTIMATED = 72  # letters that zxcvbn takes; what follows only adds
COMMON_HERE = (  # what the estimate's English lists do not know
    "bismillah", "bismillahirrahmanirrahim", "alhamdulillah", "assalamualaikum", "insyaallah", "indonesia", "pancasila",
    "merdeka", "garuda", "jakarta", "bandung", "surabaya", "sayang", "sayangku", "cinta", "cintaku", "rahasia", "sandi",
    "katasandi", "januari", "februari", "maret", "april", "agustus", "september", "oktober", "november", "desember",
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "17081945", "inspektorat", "pelapor", "laporan",
)  # fmt: skip
TOO_SHORT = N_("Pakai paling sedikit 15 huruf. Beberapa kata acak lebih mudah diingat daripada tanda-tanda.")
TOO_EASY = N_("Kata sandi ini mudah ditebak. Pakai empat kata atau lebih yang tidak berhubungan.")
ABOUT_ONESELF = N_("Jangan memakai nama Anda, nama pemerintah, atau nama layanan ini di dalam kata sandi.")


def problem_with(password: str, own_names: Collection[str], house_names: Collection[str]) -> str:
    """A msgid that says what to do instead, or nothing. Own names are refused by each part, house names as a whole."""
    typed = password.strip()
    if len(typed) < LEAST_LETTERS:
        return TOO_SHORT
    if _contains(typed, own_names, house_names):
        return ABOUT_ONESELF
    return TOO_EASY if _guesses_log10(typed, [*own_names, *house_names]) < LEAST_GUESSES_LOG10 else ""


def _contains(password: str, own_names: Collection[str], house_names: Collection[str]) -> bool:
    parts = {part for name in own_names for part in _parts(name) if len(part) >= LEAST_NAME}
    wholes = {_letters(name) for name in house_names if len(_letters(name)) >= LEAST_NAME}
    letters = _letters(password)
    return any(found in letters for found in parts | wholes)


def _parts(name: str) -> list[str]:
    return re.findall(r"\w+", name.replace("_", " ").casefold())


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text.casefold()))


def _guesses_log10(password: str, names: Collection[str]) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - twelve megabytes of lists, for a page that few open in a year

    known = [*COMMON_HERE, *(part for name in names for part in _parts(name)), *word_list()]
    spellings = {password[:MOST_ESTIMATED], _letters(password)[:MOST_ESTIMATED] or password[:1]}  # blanks hide repeats
    return min(float(zxcvbn(one, user_inputs=known)["guesses_log10"]) for one in spellings)
