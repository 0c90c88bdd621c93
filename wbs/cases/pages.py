"""The case page as frozen values: head, cautions, report, letters, entries, history. No rows, no rules, no markup.

Everything is put into words here, so that a template only places it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbs.cases import labels
from wbs.cases.access import Held
from wbs.cases.closing import OpenProposal
from wbs.cases.deadlines import age, working_days_left
from wbs.cases.dialogue import OFFICE, Letter
from wbs.cases.lifecycle import CLOSED
from wbs.cases.notes import DatedEntry
from wbs.cases.reading import OpenedCase
from wbs.cases.report import Party, Report
from wbs.cases.vocabulary import CLOSINGS, DESKS, FLAGS, KINDS, KNOWN_BY, KNOWS_BY, RELATIONS, ROLES, STAGES
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.web.formats import day, rupiah
from wbs.web.frame import Place
from wbs.web.text import N_, _, gettext, language

TABS = (
    ("report", "", N_("Laporan")),
    ("dialogue", "/dialogue", N_("Dialog")),
    ("notes", "/notes", N_("Catatan")),
    ("tasks", "/tasks", N_("Tugas")),
    ("files", "/files", N_("Berkas")),
    ("sharing", "/sharing", N_("Bagikan")),
    ("history", "/history", N_("Riwayat")),
)
UNSAID = ""
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CaseHead:
    """What stands on every page of a case, also before the conflict question is answered."""

    number: str
    kind: str
    unit: str
    stage: str
    tone: str
    outcome: str
    left: str
    left_tone: str
    due_on: date
    is_running: bool  # a clock is counting
    is_open: bool
    holder: str
    opened_on: date
    arrived: str  # how long ago, or how long it took
    move: str
    waits_for_reporter: bool
    is_written_to: bool  # closed, and the last word is the reporter's
    is_urgent: bool
    flags: tuple[str, ...]
    desk: str


@dataclass(frozen=True)
class Reader:
    """Somebody who can open the case; `has_opened` once they confirmed to be free of conflict."""

    name: str
    roles: str
    has_opened: bool


@dataclass(frozen=True)
class ReportPart:
    """The report as told, in the order in which one asks."""

    what: str = field(repr=False)
    how: str = field(repr=False)
    facts: Facts = field(repr=False)
    persons: tuple[tuple[str, str, str], ...] = field(repr=False)  # name, position, unit
    excluded: tuple[tuple[str, str, str], ...] = field(repr=False)
    missing: tuple[str, ...] = ()
    answered: int = 0
    asked: int = 0


@dataclass(frozen=True)
class LetterLine:
    who: str
    when: date
    text: str = field(repr=False)
    is_mine: bool = False
    asks: str = ""
    visible_from: datetime | None = None  # while the reporter cannot see it yet


@dataclass(frozen=True)
class EntryLine:
    kind: str
    who: str
    when: datetime
    text: str = field(repr=False)
    fact: str = ""  # the outcome, or to whom


@dataclass(frozen=True)
class ProposalPart:
    """What waits for a second person."""

    is_reopening: bool
    who: str
    closing: str
    reason: str = field(repr=False)
    letter: str = field(repr=False)
    is_purge: bool = False


def case_head(instance: Instance, held: Held, directory: Directory, now: datetime) -> CaseHead:
    today, card = instance.today(now), held.card
    left, tone = clock(instance, held.stage, held.waiting, held.waiting_since, held.due_on, today)
    holder = labels.person_name(directory, card.holder) if card.holder else ""
    return CaseHead(
        number=held.number,
        kind=labels.kind_of(card),
        unit=labels.unit_of(card, instance.organisation) or _("unit tidak disebut"),
        stage=labels.label(STAGES, held.stage),
        tone=labels.tone_of(held.stage),
        outcome=labels.label(CLOSINGS, card.outcome) if card.outcome else "",
        left=left,
        left_tone=tone,
        due_on=held.due_on,
        is_running=held.stage != CLOSED and held.waiting != "pelapor",
        is_open=held.stage != CLOSED,
        holder=holder,
        opened_on=held.opened_on,
        arrived=labels.arrived(
            held.opened_on, today, age(held.opened_on, held.closed_on or today, instance.calendar),
            is_open=held.stage != CLOSED,
        ),
        waits_for_reporter=held.stage != CLOSED and held.waiting == "pelapor",
        is_written_to=held.stage == CLOSED and held.waiting is None and held.is_my_turn,
        move=labels.move_of(held.stage, held.waiting, holder, is_mine=held.is_my_turn),
        is_urgent=card.is_urgent,
        flags=tuple(labels.label(FLAGS, flag) for flag in card.flags),
        desk=labels.label(DESKS, card.desk),
    )


def clock(
    instance: Instance, stage: str, waiting: str | None, since: date | None, due_on: date, today: date
) -> tuple[str, str]:
    """What the clock says as a word and a tone; empty for a closed case."""
    if stage == CLOSED:
        return "", ""
    if waiting == "pelapor":
        return labels.stopped_since(since), ""
    return labels.days_of(working_days_left(due_on, today, instance.calendar))


def tabs(case_id: UUID, here: str, opened: OpenedCase, *, may_share: bool) -> tuple[Place, ...]:
    counts = {"dialogue": len(opened.letters), "notes": len(opened.entries), "files": opened.file_count}
    return tuple(
        Place(gettext(label), f"/cases/{case_id}{path}", key == here, counts.get(key) or None)
        for key, path, label in TABS
        if may_share or key != "sharing"
    )


def cautions(report: Report) -> Facts:
    """What heads every tab: whoever uses the report must know who could be recognised by it."""
    return _facts(
        (_("Kata pelapor, yang tahu hal ini"), labels.label(KNOWN_BY, report.known_by) if report.known_by else UNSAID),
        (_("Jangan dipakai tanpa bertanya kepada pelapor"), report.handle_with_care),
    )


def readers_of(opened: OpenedCase, directory: Directory) -> tuple[Reader, ...]:
    """By name; somebody who left the directory is still listed while the grant lasts."""
    found = []
    for person_id, has_opened in opened.readers:
        person = directory.find(person_id)
        roles = sorted(labels.label(ROLES, role) for role in person.roles) if person else []
        found.append(Reader(labels.person_name(directory, person_id), ", ".join(roles), has_opened))
    return tuple(sorted(found, key=lambda reader: reader.name))


def report_part(instance: Instance, report: Report) -> ReportPart:
    organisation = instance.organisation

    def unit_of(code: str, typed: str) -> str:
        listed = labels.unit_told(code, organisation) if code else ""
        return f"{listed}; " + typed if listed and typed else listed or typed

    def named(party: Party) -> tuple[str, str, str]:
        return party.name or _("nama tidak diketahui"), party.position, unit_of(party.unit, party.unit_text)

    elements = (
        (_("siapa"), report.has_persons()),
        (_("di mana"), report.has_place()),
        (_("kapan"), bool(report.when)),
        (_("bagaimana"), bool(report.how)),
    )
    return ReportPart(
        what=report.what,
        how=report.how,
        facts=_facts(
            (_("Jenis"), labels.label(KINDS, report.kind)),
            (_("Unit"), unit_of(report.unit, report.unit_text)),
            (_("Tempat"), report.where),
            (_("Kapan"), report.when),
            (_("Tanda"), "; ".join(labels.label(FLAGS, flag) for flag in sorted(report.flags))),
            (_("Uang atau bukti akan hilang pada"), day(report.gone_on, language()) if report.gone_on else UNSAID),
            (_("Nilai menurut pelapor"), rupiah(report.loss_rp, language()) if report.loss_rp is not None else UNSAID),
            (_("Bagaimana pelapor tahu"), labels.label(KNOWS_BY, report.knows_by) if report.knows_by else UNSAID),
            (_("Hubungan dengan unit"), labels.label(RELATIONS, report.relation) if report.relation else UNSAID),
            (_("Pernah dilaporkan ke"), report.reported_elsewhere),
        ),
        persons=tuple(named(party) for party in report.persons if not party.is_empty()),
        excluded=tuple(named(party) for party in report.excluded if not party.is_empty()),
        missing=tuple(word for word, is_told in elements if not is_told),
        answered=1 + sum(is_told for _word, is_told in elements),
        asked=1 + len(elements),
    )


def letter_lines(letters: tuple[Letter, ...], now: datetime) -> tuple[LetterLine, ...]:
    return tuple(
        LetterLine(
            who=labels.label(ROLES, letter.role) if letter.direction == OFFICE else _("Pelapor"),
            when=letter.written_on,
            text=letter.text,
            is_mine=letter.direction == OFFICE,
            asks=labels.asks_of(letter.asks),
            visible_from=letter.visible_from if letter.visible_from and letter.visible_from > now else None,
        )
        for letter in letters
    )


def entry_lines(entries: tuple[DatedEntry, ...], directory: Directory) -> tuple[EntryLine, ...]:
    return tuple(_entry_line(dated, directory) for dated in entries)


def _entry_line(dated: DatedEntry, directory: Directory) -> EntryLine:
    entry = dated.entry
    fact = labels.label(CLOSINGS, entry.outcome) if entry.outcome else ""
    if entry.to:
        fact = _("kepada %(name)s", name=labels.person_name(directory, entry.to))
    return EntryLine(
        gettext(labels.ENTRIES.get(entry.kind, entry.kind)), labels.person_name(directory, entry.author),
        dated.written_at, entry.text, fact,
    )


def timeline_lines(opened: OpenedCase) -> tuple[tuple[str, str], ...]:
    """(day, what happened), oldest first, as `_parts.timeline` draws it."""
    return tuple((day(on, language()), _timeline_line(template, until)) for template, on, until in opened.timeline)


def _timeline_line(template: str, until: date | None) -> str:
    line = labels.timeline_line(template)
    return _("%(line)s paling lambat %(day)s", line=line, day=day(until, language())) if until else line


def promised_until(opened: OpenedCase) -> date | None:
    """The day until which the reporter was promised news last."""
    promises = [until for _template, _on, until in opened.timeline if until]
    return promises[-1] if promises and opened.held.stage != CLOSED else None


def examiners(readers: tuple[tuple[UUID, bool], ...], directory: Directory) -> tuple[tuple[str, str], ...]:
    """Readers who may examine, as choices: id and name."""
    people = (directory.find(person_id) for person_id, _has_opened in readers)
    found = [(str(one.id), one.name) for one in people if one and one.has_role("pemeriksa", "irban")]
    return tuple(sorted(found, key=lambda choice: choice[1]))


def proposal_part(proposal: OpenProposal, directory: Directory) -> ProposalPart:
    closing = labels.label(CLOSINGS, proposal.terms.outcome) if proposal.terms.outcome else ""
    return ProposalPart(
        proposal.act == "reopen", labels.person_name(directory, proposal.proposer_id), closing,
        proposal.terms.reason, proposal.terms.letter, proposal.act == "purge",
    )


def conclusion_word(outcome: str) -> str:
    return labels.label(CLOSINGS, outcome) if outcome else ""


def _facts(*pairs: tuple[str, str]) -> Facts:
    return tuple((term, value) for term, value in pairs if value)
