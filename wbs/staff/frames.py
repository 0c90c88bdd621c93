"""The frame of a staff page and where everybody belongs: a table of places by role. Knows no case and no figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.staff.yearly import is_due
from wbs.web.frame import Frame
from wbs.web.frame import Place as Link
from wbs.web.text import N_, _, gettext

READERS = ("petugas_meja", "pemeriksa", "irban", "inspektur")  # roles whose work is cases
SEEING = (*READERS, "penyetuju_tamu")  # who is given cases: a guest one, while its closing waits for them
KEEPERS = ("admin", "inspektur", "irban")  # who proposes and decides who works here
REVIEWERS = ("admin", "auditor")  # of counts: a reader would see that there is a case they were left out of
SAY_WHO_STAYS = ("admin", "auditor", "inspektur", "irban")  # each of some people, in every quarter
HOLDERS = ("auditor", "penjaga_identitas")  # of the keys that belong to an office
REVIEW_URL = "/people/review"
ME_URL, SEARCH_URL, SIGN_OUT_URL, STATEMENT_URL = "/me", "/cases/search", "/sign-out", "/conflicts"

# The wording of keys.json, which lies above this package; a test holds both together.
ROLE_LABELS = MappingProxyType(
    {
        "petugas_meja": N_("Verifikator"),
        "pemeriksa": N_("Pemeriksa (auditor/PPUPD)"),
        "irban": N_("Inspektur Pembantu"),
        "inspektur": N_("Inspektur"),
        "auditor": N_("Auditor pengawas WBS"),
        "koordinator_zi": N_("Koordinator Zona Integritas"),
        "penjaga_identitas": N_("Penjaga identitas"),
        "admin": N_("Administrator"),
        "penyetuju_tamu": N_("Penyetuju tamu"),
    }
)
REALM_LABELS = MappingProxyType({"main": N_("Jalur utama"), "bypass": N_("Jalur khusus")})


@dataclass(frozen=True)
class Place:
    """Somewhere to work, and whose it is; the first of one's places is where signing in leads."""

    key: str
    label: str
    url: str
    roles: tuple[str, ...]


PLACES = (
    Place("mine", N_("Pekerjaan saya"), "/cases", SEEING),
    Place("all", N_("Semua kasus"), "/cases/all", READERS),
    Place("retention", N_("Masa simpan"), "/retention", READERS),
    Place("figures", N_("Angka"), "/figures", ("auditor",)),
    Place("custody", N_("Kunci bersama"), "/custody", HOLDERS),
    Place("people", N_("Orang"), "/people", KEEPERS),
    Place("access", N_("Tinjauan akses"), REVIEW_URL, SAY_WHO_STAYS),
)


def home_of(signed_in: SignedIn) -> str:
    """Where this officer begins."""
    own = (place.url for place in PLACES if signed_in.person.has_role(*place.roles))
    return next(own, ME_URL)


def role_labels(signed_in: SignedIn) -> tuple[str, ...]:
    return tuple(gettext(label) for key, label in ROLE_LABELS.items() if key in signed_in.person.roles)


def frame_for(
    instance: Instance, signed_in: SignedIn, here: str, now: datetime, counts: Mapping[str, int] | None = None
) -> Frame:
    """The frame around a page of the place `here` (a key of PLACES, or "me"); `counts` stand beside their places."""
    counts = counts or {}
    person = signed_in.person
    return Frame(
        name=person.name,
        roles=role_labels(signed_in),
        realm=_(REALM_LABELS[signed_in.realm]),
        desk=instance.organisation.short_name_of(person.unit),
        places=tuple(
            Link(gettext(place.label), place.url, place.key == here, counts.get(place.key))
            for place in PLACES
            if person.has_role(*place.roles)
        ),
        me_url=ME_URL,
        search_url=SEARCH_URL if person.has_role(*READERS) else "",
        sign_out_url=SIGN_OUT_URL,
        is_bypass=signed_in.realm == "bypass",
        statement_url=STATEMENT_URL if _must_state(instance, signed_in, here, now) else "",
    )


def _must_state(instance: Instance, signed_in: SignedIn, here: str, now: datetime) -> bool:
    """Said where signing in leads, and nowhere else."""
    if here != "mine" or not signed_in.person.has_role(*SEEING):
        return False
    return is_due(instance.stated_on(signed_in.person.id), instance.today(now))
