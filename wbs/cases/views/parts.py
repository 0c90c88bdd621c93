"""What each tab of a case page is drawn from: plain values and the forms that belong there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wbs.cases import pages
from wbs.cases.attachments import read_attachments
from wbs.cases.closing_letters import LETTERS
from wbs.cases.custody import uses_of
from wbs.cases.deadlines import next_news_by
from wbs.cases.exporting import recipients
from wbs.cases.file_forms import FilesForm
from wbs.cases.file_pages import file_line, limits
from wbs.cases.forms import (
    ApprovalForm,
    ClosingForm,
    ConclusionForm,
    DispositionForm,
    GuestForm,
    LetterForm,
    NoteForm,
    PromiseForm,
    ReopeningForm,
    ReturnForm,
)
from wbs.cases.guest_pages import guest_part
from wbs.cases.mask_search import find
from wbs.cases.masking import NOTHING_FOUND, texts_of
from wbs.cases.reading import OpenedCase
from wbs.cases.sharing_forms import ExportForm, MaskForm, RedactForm
from wbs.cases.sharing_pages import found_line, mask_line, redaction_line
from wbs.cases.tasks import Tasks
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.web.forms import PublicForm
from wbs.web.text import gettext

Part = dict[str, Any]
WHOLE = {"dialogue": "y", "files": "y"}  # what goes into a dossier unless one says otherwise


@dataclass(frozen=True)
class OpenPage:
    """An opened case on its way to a page; `posted` is the form that was sent and did not go through."""

    instance: Instance
    directory: Directory
    opened: OpenedCase = field(repr=False)
    tasks: Tasks = field(repr=False)
    now: datetime
    me: UUID
    posted: PublicForm | None = field(repr=False)

    def form(self, kind: type[PublicForm], first: dict[str, str] | None = None) -> Any:
        """The form as it was sent when it is of this kind, else a fresh one."""
        return self.posted if type(self.posted) is kind else kind(data=first or {})


def report(page: OpenPage) -> Part:
    return {"report": pages.report_part(page.instance, page.opened.report), "has_identity": page.opened.has_identity}


def dialogue(page: OpenPage) -> Part:
    promised = pages.promised_until(page.opened)
    return {
        "letters": pages.letter_lines(page.opened.letters, page.now),
        "promised": promised,
        "is_missed": promised is not None and promised < page.instance.today(page.now),
        "letter_form": page.form(LetterForm),
        "promise_form": page.form(PromiseForm),
        "promise_latest": next_news_by(page.instance.today(page.now)),
    }


def notes(page: OpenPage) -> Part:
    return {"entries": pages.entry_lines(page.opened.entries, page.directory), "form": page.form(NoteForm)}


def tasks(page: OpenPage) -> Part:
    todo = page.tasks
    proposal = {"proposal": str(todo.proposal.id)} if todo.proposal else {}
    outcome = todo.conclusion
    disposition, conclusion, asking = page.form(DispositionForm), page.form(ConclusionForm), page.form(GuestForm)
    guest = guest_part(
        page.instance, page.opened.held, todo.proposal, page.directory.person(page.me), page.directory, page.now
    )
    asking.offer(guest.choices if guest else ())
    closing = page.form(ClosingForm, {"closing": outcome, "letter": LETTERS.get(outcome, "")})
    disposition.offer(pages.examiners(page.opened.readers, page.directory))
    conclusion.offer()
    closing.offer(page.opened.held.stage)
    return {
        "proposal": pages.proposal_part(todo.proposal, page.directory) if todo.proposal else None,
        "conclusion": pages.conclusion_word(outcome),
        "guest": guest,
        "guest_form": asking,
        "approval_form": ApprovalForm(data=proposal),
        "return_form": page.form(ReturnForm, proposal),
        "disposition_form": disposition,
        "conclusion_form": conclusion,
        "closing_form": closing,
        "reopening_form": page.form(ReopeningForm),
    }


def files(page: OpenPage) -> Part:
    found = read_attachments(page.opened.held, page.instance.store)
    uses = uses_of([file.id for file in found])
    return {
        "files": [file_line(file, uses.get(file.id, ()), page.directory) for file in found],
        "form": page.form(FilesForm),
        "limits": limits(page.instance.settings),
    }


def sharing(page: OpenPage) -> Part:
    opened, store, me = page.opened, page.instance.store, str(page.me)
    texts, mask_form, export_form = texts_of(opened, store), page.form(MaskForm), page.form(ExportForm, WHOLE)
    people = recipients(page.instance, opened.held, page.now)
    export_form.offer([(str(one.id), one.name) for one in people])
    found = find(texts, mask_form.passage.data, opened.masks) if mask_form.passage.data else None
    return {
        "mask_form": mask_form,
        "found_passages": None if found is None else [found_line(one, opened) for one in found],
        "nothing_found": gettext(NOTHING_FOUND),
        "masks": [mask_line(one, texts, opened, page.directory, me) for one in opened.masks.masks],
        "redactions": [redaction_line(one, opened, page.directory) for one in opened.masks.redactions],
        "redact_form": page.form(RedactForm),
        "export_form": export_form,
    }


def history(page: OpenPage) -> Part:
    return {"timeline": pages.timeline_lines(page.opened)}


PARTS: dict[str, Callable[[OpenPage], Part]] = {
    "report": report,
    "dialogue": dialogue,
    "notes": notes,
    "tasks": tasks,
    "files": files,
    "sharing": sharing,
    "history": history,
}
