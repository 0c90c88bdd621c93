"""What leaves the house: masks before it, and the dossier itself, sealed while it is sent."""

import secrets
from collections.abc import Callable
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wbs.cases import exporting, masking
from wbs.cases.access import hold, require
from wbs.cases.dossier_sending import send
from wbs.cases.exporting import Export
from wbs.cases.sharing_forms import DossierForm, ExportForm, MaskForm, RedactForm, UnmaskForm, WordsForm
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import CONFLICT, UNPROCESSABLE, Deed, around, perform, show
from wbs.clock import now
from wbs.crypto.passphrase import words_from
from wbs.errors import Refused
from wbs.staff.frames import READERS
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.sending import OCTETS, FileAnswer, begun

TAB = "sharing"
TOKEN_BYTES = 16


@archive.get("/<uuid:case_id>/sharing")
@for_roles(*READERS)
def sharing(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, TAB)


@archive.post("/<uuid:case_id>/mask")
@for_roles(*READERS)
def mask(case_id: UUID) -> ResponseReturnValue:
    form, chosen = MaskForm(request.form), request.form.getlist("at")
    if "find" in request.form:  # nothing changes yet: the page shows where the passage stands
        require(hold(officer(), case_id), officer(), "mask_passage")
        return show(case_id, TAB, form, status=200 if form.validate() else UNPROCESSABLE)
    return perform(
        case_id, Deed("mask_passage", TAB, "masked"), form,
        lambda: masking.mask_passages(
            here(), officer(), case_id, form.passage.data, chosen, form.reason.data, now()
        ),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/unmask")
@for_roles(*READERS)
def unmask(case_id: UUID) -> ResponseReturnValue:
    form = UnmaskForm(request.form)
    return perform(
        case_id, Deed("mask_passage", TAB, "unmasked"), form,
        lambda: masking.unmask(here(), officer(), case_id, form.mask_id(), now()),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/redact")
@for_roles(*READERS)
@recently_proved("archive.sharing")
def redact(case_id: UUID) -> ResponseReturnValue:
    form = RedactForm(request.form)
    return perform(
        case_id, Deed("redact_passage", TAB, "redacted"), form,
        lambda: masking.redact(here(), officer(), case_id, form.mask_id(), now()),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/export")
@for_roles(*READERS)
@recently_proved("archive.sharing")
def export(case_id: UUID) -> ResponseReturnValue:
    form = ExportForm(request.form)
    held = hold(officer(), case_id)
    require(held, officer(), "export_case")
    form.offer([(str(one.id), one.name) for one in exporting.recipients(here(), held, now())])
    if form.validate() and form.is_under_words():
        return _words(case_id, form)
    return _exported(
        case_id, form,
        lambda: exporting.export_to_person(here(), officer(), case_id, form.recipient(), form.to_wish(), now()),
    )  # fmt: skip


@archive.post("/<uuid:case_id>/export/words")
@for_roles(*READERS)
@recently_proved("archive.sharing")
def export_under_words(case_id: UUID) -> ResponseReturnValue:
    form = WordsForm(request.form)
    require(hold(officer(), case_id), officer(), "export_case")
    return _exported(
        case_id, form,
        lambda: exporting.export_under_words(
            here(), officer(), case_id, form.drawn_from(), form.to_wish(), now()
        ),
    )  # fmt: skip


def _words(case_id: UUID, form: ExportForm) -> str:
    """The eight words, once: the page carries the token they are drawn from, and no copy of them is kept."""
    token = secrets.token_bytes(TOKEN_BYTES)
    chosen = {name: "y" for name in ("dialogue", "notes", "files") if form[name].data}
    return render_template(
        "cases/sharing_words.html",
        **around(hold(officer(), case_id), None, ""),
        words=words_from(officer().identity.seed, token),
        kept={"token": token.hex(), "purpose": form.purpose.data, **chosen},
    )


def _exported(case_id: UUID, form: DossierForm, make: Callable[[], Export]) -> ResponseReturnValue:
    if not form.validate():
        return show(case_id, TAB, form, status=UNPROCESSABLE)
    try:
        made = make()
    except Refused as refusal:
        return show(case_id, TAB, form, refusal.message, CONFLICT)
    response = FileAnswer(begun(send(made.dossier, made.head, here().store)), mimetype=OCTETS)
    response.headers["Content-Disposition"] = f'attachment; filename="kasus-{made.dossier.number}.wbs"'
    return response
