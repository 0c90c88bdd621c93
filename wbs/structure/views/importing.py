"""Bringing a whole list: the file, the preview of exactly what it changes, the proposal. Nothing is kept between."""

from typing import cast

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wbs.cases.receiving import Arrival, read_part
from wbs.clock import now
from wbs.errors import Refused
from wbs.organisation.units import Organisation
from wbs.staff.login import here, officer
from wbs.structure import proposing, steps
from wbs.structure.forms import ImportForm
from wbs.structure.pages import grouped, known_units, unchanged
from wbs.structure.proposing import require_proposer, weigh
from wbs.structure.reading_csv import Mistake, read_text, read_units
from wbs.structure.views.blueprint import CONFLICT, UNPROCESSABLE, attempt, for_keepers, frame, plan
from wbs.web.request import StreamingRequest
from wbs.web.text import N_, _

FILE = "file"
MOST_BYTES = 700_000  # 5,000 units; more would not pass as the field of a form
MOST_MISTAKES = 50
NO_FILE = N_("Pilih berkasnya dulu.")
TOO_LARGE = N_("Berkas ini lebih besar dari 700 kB. Daftar unit tidak sebesar itu; periksa berkasnya.")
NOT_UTF_8 = N_("Berkas ini bukan teks UTF-8. Simpan ulang dari lembar kerjanya sebagai CSV UTF-8.")
NOT_ARRIVED = N_("Berkas ini tidak sampai dengan utuh. Kirim lagi.")


@plan.get("/import")
@for_keepers
def bring() -> ResponseReturnValue:
    require_proposer(officer())
    return _page(_form())


@plan.post("/import")
@for_keepers
def preview() -> ResponseReturnValue:
    """Looks at a file, or at the text that came with the page before."""
    require_proposer(officer())
    form = _form()
    try:
        form.text.data = form.text.data or _sent()
    except Refused as refusal:
        return _page(form, (Mistake(0, _(refusal.message)),), UNPROCESSABLE)
    read = read_units(form.text.data, known_units(here()))
    if not form.validate() or read.organisation is None:
        return _page(form, read.mistakes, UNPROCESSABLE)
    return _preview(form, read.organisation)


@plan.post("/import/propose")
@for_keepers
def propose() -> ResponseReturnValue:
    require_proposer(officer())
    form = _form()
    read = read_units(form.text.data or "", known_units(here()))
    listed = read.organisation
    if not form.validate() or listed is None:
        return _page(form, read.mistakes, UNPROCESSABLE)
    return attempt(
        lambda: proposing.propose_import(here(), officer(), listed, form.since.data, now()),
        lambda message: _preview(form, listed),
    )


def _form() -> ImportForm:
    form = ImportForm(request.form)
    form.offer(known_units(here()), here().today(now()))
    return form


def _sent() -> str:
    """The file as text. Its sealed bytes go as soon as they are read. Raises Refused."""
    arrivals: list[Arrival] = cast(StreamingRequest, request).received(FILE)
    if not arrivals:
        raise Refused(NO_FILE)
    if arrivals[0].problem:
        raise Refused(NOT_ARRIVED)
    if arrivals[0].size > MOST_BYTES:
        raise Refused(TOO_LARGE)
    part = arrivals[0].finish()
    try:
        return read_text(b"".join(read_part(here().store, part)))
    except UnicodeDecodeError:
        raise Refused(NOT_UTF_8) from None
    finally:
        here().store.remove(part.blob.name)


def _page(form: ImportForm, mistakes: tuple[Mistake, ...] = (), status: int = 200) -> ResponseReturnValue:
    return render_template(
        "structure/import.html", frame=frame(), form=form, mistakes=mistakes[:MOST_MISTAKES],
        more=max(0, len(mistakes) - MOST_MISTAKES),
    ), status  # fmt: skip


def _preview(form: ImportForm, listed: Organisation) -> ResponseReturnValue:
    weighed = weigh(here(), lambda organisation: steps.imported(organisation, listed), form.since.data, now())
    return render_template(
        "structure/preview.html", frame=frame(), form=form, groups=grouped(weighed.before, weighed.states),
        unchanged=unchanged(weighed.before, weighed.states), problems=weighed.problems,
    ), CONFLICT if weighed.problems else 200  # fmt: skip
