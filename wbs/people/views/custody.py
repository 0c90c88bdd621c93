"""The page of the keys that belong to an office, for auditors and keepers of identities."""

from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.errors import Refused
from wbs.people.custody import give_custody, shared_keys
from wbs.people.pages import SHARED_LABELS
from wbs.people.renewing import propose_shared, waiting_shared
from wbs.people.views.blueprint import CONFLICT, SEE_OTHER, desk, directory, frame
from wbs.staff.frames import HOLDERS
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.text import N_

CUSTODY_URL = "/custody"
OPENS = {
    "oversight": N_("Membuka catatan untuk angka, tidak pernah isi laporan."),
    "custodian": N_("Membuka separuh kunci identitas pelapor; separuh lainnya ada pada petugas kasusnya."),
}


@desk.get(CUSTODY_URL)
@for_roles(*HOLDERS)
def custody() -> ResponseReturnValue:
    return _page()


@desk.post(f"{CUSTODY_URL}/<shared>/<uuid:person_id>")
@for_roles(*HOLDERS)
@recently_proved("desk.custody_again")
def give_shared(shared: str, person_id: UUID) -> ResponseReturnValue:
    return _page(given=give_custody(here(), officer(), shared, person_id, now()).name)


@desk.post(f"{CUSTODY_URL}/<shared>")
@for_roles(*HOLDERS)
@recently_proved("desk.renewal_again")
def renew_shared(shared: str) -> ResponseReturnValue:
    try:
        propose_shared(here(), officer(), shared, now())
    except Refused as refusal:
        return _page(refusal=refusal.message), CONFLICT
    return redirect(CUSTODY_URL, SEE_OTHER)


@desk.get(f"{CUSTODY_URL}/<shared>/<uuid:person_id>")
@for_roles(*HOLDERS)
def custody_again(shared: str, person_id: UUID) -> ResponseReturnValue:
    """Where a renewed proof leads: nothing was done yet, the button is on the page."""
    return redirect(CUSTODY_URL, SEE_OTHER)


@desk.get(f"{CUSTODY_URL}/<shared>")
@for_roles(*HOLDERS)
def renewal_again(shared: str) -> ResponseReturnValue:
    return redirect(CUSTODY_URL, SEE_OTHER)


def _page(given: str = "", refusal: str = "") -> str:
    found = shared_keys(directory(), officer().person)
    return render_template(
        "people/custody.html", frame=frame("custody"), keys=found, given=given, refusal=refusal, labels=SHARED_LABELS,
        opens=OPENS, waiting={one.name: waiting_shared(officer().realm, one.name) for one in found},
    )  # fmt: skip
