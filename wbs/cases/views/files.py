"""The files of a case: the list, adding, looking at one without opening it, and taking one away.

A stranger's file never becomes a page of this origin: pictures of it are drawn elsewhere, its text is text, sound and
video come with the headers of a file.
"""

from typing import cast
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wbs.cases import files
from wbs.cases.access import hold, require
from wbs.cases.custody import uses_of
from wbs.cases.file_forms import DownloadForm, FilesForm
from wbs.cases.file_pages import file_line, reason_of, shown_pages
from wbs.cases.forms import page_number
from wbs.cases.lifecycle import may
from wbs.cases.receiving import Arrival
from wbs.cases.views.blueprint import archive
from wbs.cases.views.showing import CONFLICT, UNPROCESSABLE, Deed, around, perform, show
from wbs.clock import now
from wbs.errors import NotFound, Refused
from wbs.evidence.types import TYPES
from wbs.evidence.viewing import View
from wbs.staff.frames import READERS, SEEING
from wbs.staff.login import for_roles, here, officer
from wbs.staff.views.proving import recently_proved
from wbs.web.request import StreamingRequest
from wbs.web.sending import download, picture, played

FILE = "/<uuid:case_id>/files/<uuid:file_id>"


@archive.get("/<uuid:case_id>/files", endpoint="files")
@for_roles(*SEEING)
def file_list(case_id: UUID) -> ResponseReturnValue:
    return show(case_id, "files")


@archive.post("/<uuid:case_id>/files")
@for_roles(*READERS)
def add_files(case_id: UUID) -> ResponseReturnValue:
    form = FilesForm()
    answer = perform(
        case_id, Deed("add_file", "files", "file"), form,
        lambda: files.add_files(here(), officer(), case_id, form.good, now()),
        lambda _held: form.take(_received(), here().settings),  # nothing is received from whoever may not add
    )  # fmt: skip
    is_partly_done = form.good and form.files.errors
    return show(case_id, "files", form, status=UNPROCESSABLE) if is_partly_done else answer


@archive.get(FILE)
@for_roles(*SEEING)
def file_page(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    if not hold(officer(), case_id).is_confirmed:
        return show(case_id, "files")
    return _file_page(case_id, file_id)


@archive.get(f"{FILE}/pages/<int:page>")
@for_roles(*SEEING)
def file_picture(case_id: UUID, file_id: UUID, page: int) -> ResponseReturnValue:
    return picture(files.page_of(here(), files.look(here(), officer(), case_id, file_id, now()), page))


@archive.get(f"{FILE}/media")
@for_roles(*SEEING)
def file_media(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    file = files.look(here(), officer(), case_id, file_id, now())
    if not files.is_played(file):
        raise NotFound
    instance = here()
    return played(
        lambda start, length: files.stretch_of(instance, file, start, length), file.size, TYPES[file.kind].media
    )


@archive.post(f"{FILE}/download")
@for_roles(*READERS)
@recently_proved("archive.file_page")
def file_download(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    form = DownloadForm(request.form)
    try:
        held, file = files.find_file(here(), officer(), case_id, file_id)
        require(held, officer(), "download_file")
        form.offer(file.keeps_original)
        if not form.validate():
            return _file_page(case_id, file_id, form, status=UNPROCESSABLE)
        file, pieces = files.take_away(
            here(), officer(), case_id, file_id, form.part.data, form.reason.data, now()
        )
    except Refused as refusal:
        return _file_page(case_id, file_id, form, refusal.message, CONFLICT)
    return download(pieces, file.parts[form.part.data].size, TYPES[file.kind].ending)


def _received() -> list[Arrival]:
    return cast(StreamingRequest, request).received("files")


def _file_page(
    case_id: UUID, file_id: UUID, posted: DownloadForm | None = None, refusal: str = "", status: int = 200
) -> ResponseReturnValue:
    """A file's own page; after a refusal its content is not asked for again."""
    file = files.look(here(), officer(), case_id, file_id, now())
    view = View("none") if refusal else _view(file)
    if isinstance(view, str):
        view, refusal, status = View("none"), view, CONFLICT
    held, directory = hold(officer(), case_id), here().directory(officer().realm, now())
    form = posted or DownloadForm()
    form.offer(file.keeps_original)
    page = render_template(
        "cases/file.html",
        **around(held, posted, refusal),
        file=file_line(file, uses_of([file.id]).get(file.id, ()), directory),
        view=view,
        pages=shown_pages(view, page_number(request.args.get("page", ""))),
        reason=reason_of(view),
        is_video=TYPES[file.kind].viewer == "video",
        form=form,
        may_download=may("download_file", held.stage, officer().person.roles, held.waiting),
    )
    return page, status


def _view(file: files.Attachment) -> View | str:
    """What is shown of it, or why the store cannot give it."""
    try:
        return files.view_of(here(), file)
    except Refused as refusal:
        return refusal.message
