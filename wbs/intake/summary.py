"""The report as its reporter reads it once more before sending: label and content, only what was told."""

from collections.abc import Mapping

from wbs.cases.report import Party, Report
from wbs.cases.vocabulary import FLAGS, KINDS, KNOWN_BY, KNOWS_BY, RELATIONS, Term
from wbs.intake.filing import Extras
from wbs.organisation.units import Organisation
from wbs.web import formats
from wbs.web.text import N_, _, language


def summary(report: Report, extras: Extras, organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """In the reader's language and the order of the form, without what is empty."""
    loss = formats.rupiah(report.loss_rp, language()) if report.loss_rp is not None else ""
    gone_on = formats.day(report.gone_on, language()) if report.gone_on else ""
    told = (
        (N_("Apa yang terjadi?"), report.what),
        (N_("Ini tentang apa?"), _(KINDS[report.kind].label)),
        (N_("Siapa yang terlibat?"), _parties(report.persons, organisation)),
        (N_("Unit kerja"), _unit(report.unit, report.unit_text, organisation)),
        (N_("Tempatnya"), report.where),
        (N_("Kapan, atau sejak kapan?"), report.when),
        (N_("Keadaan"), "\n".join(_(FLAGS[key].label) for key in FLAGS if key in report.flags)),
        (N_("Tanggal uang atau bukti akan hilang"), gone_on),
        (N_("Siapa yang tidak boleh membaca laporan ini?"), _parties(report.excluded, organisation)),
        (N_("Berapa orang yang tahu hal ini?"), _term(KNOWN_BY, report.known_by)),
        (N_("Jangan dipakai tanpa bertanya"), report.handle_with_care),
        (N_("Bagaimana caranya?"), report.how),
        (N_("Kira-kira berapa nilainya?"), loss),
        (N_("Dari mana Anda tahu?"), _term(KNOWS_BY, report.knows_by)),
        (N_("Pernah dilaporkan ke tempat lain?"), report.reported_elsewhere),
        (N_("Hubungan Anda dengan unit ini"), _term(RELATIONS, report.relation)),
        (N_("Nama Anda (disegel terpisah)"), extras.identity),
        (N_("Surel Anda (disegel terpisah)"), extras.contact),
    )
    return tuple((_(label), content) for label, content in told if content)


def _parties(parties: tuple[Party, ...], organisation: Organisation) -> str:
    return "\n".join(_party(party, organisation) for party in parties)


def _party(party: Party, organisation: Organisation) -> str:
    unit = _unit(party.unit, party.unit_text, organisation)
    return ", ".join(filter(None, (party.name, party.position, unit)))


def _unit(code: str, text: str, organisation: Organisation) -> str:
    return ", ".join(filter(None, (organisation.name_of(code) if code else "", text)))


def _term(found: Mapping[str, Term], key: str) -> str:
    return _(found[key].label) if key in found and key else ""
