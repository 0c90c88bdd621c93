"""The report as its reporter reads it once more before sending: label and content, only what was told."""

from collections.abc import Mapping

from wbs.cases.report import Party, Report
from wbs.cases.vocabulary import FLAGS, KINDS, KNOWN_BY, KNOWS_BY, RELATIONS, Term
from wbs.intake.filing import Extras
from wbs.organisation.units import Organisation
from wbs.web import formats
from wbs.web.text import _, language


def summary(report: Report, extras: Extras, organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """In the reader's language and the order of the form; what is empty is left out by the page."""
    loss = formats.rupiah(report.loss_rp, language()) if report.loss_rp is not None else ""
    gone_on = formats.day(report.gone_on, language()) if report.gone_on else ""
    return (
        (_("Apa yang terjadi?"), report.what),
        (_("Ini tentang apa?"), _(KINDS[report.kind].label)),
        (_("Siapa yang terlibat?"), _parties(report.persons, organisation)),
        (_("Unit kerja"), _unit(report.unit, report.unit_text, organisation)),
        (_("Tempatnya"), report.where),
        (_("Kapan, atau sejak kapan?"), report.when),
        (_("Keadaan"), "\n".join(_(FLAGS[key].label) for key in FLAGS if key in report.flags)),
        (_("Tanggal uang atau bukti akan hilang"), gone_on),
        (_("Siapa yang tidak boleh membaca laporan ini?"), _parties(report.excluded, organisation)),
        (_("Berapa orang yang tahu hal ini?"), _term(KNOWN_BY, report.known_by)),
        (_("Jangan dipakai tanpa bertanya"), report.handle_with_care),
        (_("Bagaimana caranya?"), report.how),
        (_("Kira-kira berapa nilainya?"), loss),
        (_("Dari mana Anda tahu?"), _term(KNOWS_BY, report.knows_by)),
        (_("Pernah dilaporkan ke tempat lain?"), report.reported_elsewhere),
        (_("Hubungan Anda dengan unit ini"), _term(RELATIONS, report.relation)),
        (_("Nama Anda (disegel terpisah)"), extras.identity),
        (_("Surel Anda (disegel terpisah)"), extras.contact),
    )


def _parties(parties: tuple[Party, ...], organisation: Organisation) -> str:
    return "\n".join(_party(party, organisation) for party in parties)


def _party(party: Party, organisation: Organisation) -> str:
    unit = _unit(party.unit, party.unit_text, organisation)
    return ", ".join(filter(None, (party.name, party.position, unit)))


def _unit(code: str, text: str, organisation: Organisation) -> str:
    return ", ".join(filter(None, (organisation.name_of(code) if code else "", text)))


def _term(found: Mapping[str, Term], key: str) -> str:
    return _(found[key].label) if key in found and key else ""
