"""The auditor's room: figures of fixed periods, on a page and as a file. Opens facets, never an envelope."""

import hashlib

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wbs.clock import now
from wbs.db import transaction
from wbs.ledger.append import record
from wbs.oversight.csv_export import sheet_to_csv
from wbs.oversight.reading import figures_page
from wbs.oversight.releasing import is_small, release_public_figures, semester_name, waiting_release
from wbs.staff.frames import frame_for
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved

room = Blueprint("room", __name__)
SEE_OTHER = 303


@room.get("/figures")
@for_roles("auditor")
def figures() -> str:
    instance, signed_in, moment = here(), officer(), now()
    page = figures_page(instance, signed_in, request.args.get("period", ""), moment)
    with transaction():
        record(instance.pen("staff"), signed_in.realm, "figures:read", moment, by=signed_in.get_id())
    return render_template(
        "oversight/figures.html",
        to_release=semester_name(waiting_release(instance, instance.today(moment))) * (signed_in.realm == "main"),
        is_small=is_small(instance),
        release_url=url_for("room.release"),
        frame=frame_for(instance, signed_in, "figures", moment),
        sheet=page.sheet, before=page.before, periods=page.periods, proof=page.proof, findings=page.findings,
        figures_url=url_for("room.figures"), csv_url=url_for("room.figures_csv"),
    )


@room.post("/figures/release")
@for_roles("auditor")
@recently_proved("room.figures")
def release() -> Response:
    release_public_figures(here(), officer(), now())
    return redirect(url_for("room.figures"), SEE_OTHER)


@room.post("/figures/csv")
@for_roles("auditor")
@recently_proved("room.figures")
def figures_csv() -> ResponseReturnValue:
    instance, signed_in, moment = here(), officer(), now()
    page = figures_page(instance, signed_in, request.form.get("period", ""), moment)
    body = sheet_to_csv(page.sheet, page.proof)
    digest = hashlib.sha256(body).hexdigest()
    with transaction():
        record(
            instance.pen("staff"), signed_in.realm, "export:made", moment, by=signed_in.get_id(),
            export="figures_csv", sha256=digest,
        )
    answer = Response(body, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="angka-{page.sheet.period.key}.csv"'
    return answer
