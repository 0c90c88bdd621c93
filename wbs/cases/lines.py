"""The rows of the work list in words. Frozen values; which cases they are is worklist.py's to say."""

from dataclasses import dataclass
from datetime import date

from wbs.cases import labels
from wbs.cases.deadlines import age
from wbs.cases.filters import OPEN, Filters
from wbs.cases.pages import clock
from wbs.cases.vocabulary import STAGES
from wbs.cases.worklist import MINE, MOST_OPENED, PAGE, Line, Worklist
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.web.text import _, gettext


@dataclass(frozen=True)
class ListLine:
    """One row; `marks` are the short words of its flags."""

    url: str
    number: str
    kind: str
    unit: str
    marks: str
    is_urgent: bool
    stage: str
    tone: str
    move: str
    is_mine: bool
    left: str
    left_tone: str
    age: int
    holder: str


@dataclass(frozen=True)
class ListPage:
    """One page of a list; `earlier` and `later` are page numbers, 0 for none."""

    lines: tuple[ListLine, ...]
    sentence: str
    cut: str
    earlier: int
    later: int
    is_narrow: bool


def list_page(instance: Instance, directory: Directory, found: Worklist, filters: Filters, today: date) -> ListPage:
    return ListPage(
        lines=tuple(_line(instance, directory, line, today) for line in found.lines),
        sentence=_("%(first)d–%(last)d dari %(total)d", first=found.first, last=found.last, total=found.total),
        cut=_cut() if found.is_cut else "",
        earlier=found.page - 1,
        later=found.page + 1 if found.page * PAGE < found.total else 0,
        is_narrow=filters.is_narrow(),
    )


def holders(directory: Directory, desks: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Who may hold a case of one's own desks, as choices: id and name."""
    people = (one for one in directory.people if not desks.isdisjoint(one.desks))
    return tuple(sorted(((str(one.id), one.name) for one in people), key=lambda choice: choice[1]))


def nothing_here(scope: str, filters: Filters) -> str:
    """What an empty list says."""
    if filters.is_narrow():
        return _("Tidak ada kasus yang cocok dengan saringan ini.")
    if scope == MINE:
        return _("Tidak ada kasus yang menunggu langkah Anda.")
    return _("Tidak ada kasus terbuka.") if filters.show == OPEN else _("Belum ada kasus di sini.")


def _cut() -> str:
    return _(
        "Jenis, tanda, unit, dan nomor dicari dalam %(most)d kasus pertama saja. Persempit dulu menurut tahap, "
        "tenggat, atau pemegang.",
        most=MOST_OPENED,
    )


def _line(instance: Instance, directory: Directory, line: Line, today: date) -> ListLine:
    card = line.card
    left, tone = clock(instance, line.stage, line.waiting, line.waiting_since, line.due_on, today)
    holder = labels.person_name(directory, card.holder) if card and card.holder else ""
    move = labels.move_of(line.stage, line.waiting, holder, is_mine=line.is_my_turn)
    if line.waiting == "pelapor":
        left, move = _("berhenti"), labels.since(move, line.waiting_since)
    return ListLine(
        url=f"/cases/{line.case_id}",
        number=line.number,
        kind=labels.kind_of(card) if card else _("kartu ini tidak bisa dibuka"),
        unit=labels.unit_of(card, instance.organisation, short=True) if card else "",
        marks=", ".join(gettext(labels.SHORT_FLAGS.get(flag, flag)) for flag in card.flags) if card else "",
        is_urgent=bool(card and card.is_urgent),
        stage=labels.label(STAGES, line.stage),
        tone=labels.tone_of(line.stage),
        move=move,
        is_mine=line.is_my_turn,
        left=left,
        left_tone=tone,
        age=age(line.opened_on, line.closed_on or today, instance.calendar),
        holder=holder,
    )
