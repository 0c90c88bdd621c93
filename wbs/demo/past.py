"""A past for the demo: reports of the last eighteen months, told, examined and closed through the real actions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases import closing, conversing, examining, reading
from wbs.cases.access import hold
from wbs.cases.closing import Terms
from wbs.cases.records import Case, Grant
from wbs.cases.report import Party, Report
from wbs.crypto.ticket import check_ticket, issue_ticket
from wbs.db import db, transaction
from wbs.founding import Member
from wbs.intake.filing import Extras, Receipt, submit_report
from wbs.ledger.sequence import sequence
from wbs.oversight.releasing import release_public_figures
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

CLOSED_CASES = 120
OPEN_CASES = 14
SPAN_DAYS = 540
EXAMINED_SHARE, ONGOING_SHARE = 0.6, 0.3

TOLD = {
    "pungli": "Pemohon layanan diminta membayar di luar tarif resmi supaya berkasnya didahulukan, tanpa kuitansi.",
    "suap_gratifikasi": "Seorang rekanan menyerahkan voucer belanja kepada pegawai yang memeriksa pekerjaannya.",
    "spj_fiktif": "Perjalanan dinas dilaporkan tiga hari, padahal pegawainya ada di kantor setiap hari itu.",
    "penyalahgunaan_aset": "Kendaraan dinas dipakai berjualan pada akhir pekan, bahan bakarnya ditagihkan ke kantor.",
    "disiplin_asn": "Beberapa pegawai mengisi daftar hadir lalu pulang, dan atasannya membiarkan hal itu.",
    "kecurangan_pengadaan": "Tiga penawar memakai alamat yang sama, dan pemenangnya diketahui sebelum diumumkan.",
    "penyalahgunaan_wewenang": "Izin dikeluarkan tanpa pemeriksaan lapangan karena ada perintah lisan dari atasan.",
    "maladministrasi": "Berkas permohonan saya tidak dijawab selama empat bulan walaupun syaratnya sudah lengkap.",
}
EXAMINED = ("terbukti", "terbukti", "terbukti_sebagian", "tidak_terbukti", "bukti_belum_cukup")
UNEXAMINED = ("bukan_wewenang", "tidak_cukup_alasan", "pembinaan", "sudah_ditangani")
LETTER = "Terima kasih sudah menyampaikan. Ini hasil yang dapat kami sampaikan kepada Anda."


@dataclass(frozen=True)
class Cast:
    """The demo's people, as signed in."""

    instance: Instance
    members: Sequence[Member]

    def officer(self, desk: str, role: str, now: datetime) -> SignedIn:
        found = next(one for one in self.members if desk in one.desks and role in one.roles)
        return self._signed_in(found, now)

    def auditor(self, now: datetime) -> SignedIn:
        found = next(one for one in self.members if "auditor" in one.roles and one.realm == "main")
        return self._signed_in(found, now)

    def _signed_in(self, member: Member, now: datetime) -> SignedIn:
        person = self.instance.directory(member.realm, now).person(member.id)
        return SignedIn(person, member.realm, member.identity, session_hash=b"")


def make_past(instance: Instance, members: Sequence[Member], now: datetime) -> Receipt:
    """Fills the archive; returns the receipt of one open report, so that a visitor can read its mailbox."""
    chance, cast = random.Random(2026), Cast(instance, members)
    for number in range(CLOSED_CASES):
        days_ago = 120 + SPAN_DAYS * (CLOSED_CASES - number) / CLOSED_CASES
        _live_through(cast, chance, now - timedelta(days=days_ago))
    for number in range(OPEN_CASES):
        _begin(cast, chance, now - timedelta(days=2 * number + 1), steps=number % 5)
    receipt = _shown_report(cast, now - timedelta(days=6))
    _sequence_all(instance, now)
    release_public_figures(instance, cast.auditor(now), now)
    return receipt


def _live_through(cast: Cast, chance: random.Random, now: datetime) -> None:
    """From telling to closing; two in five are closed without an examination."""
    kind = chance.choice(list(TOLD))
    case_id, desk, _ = _tell(cast, _report(cast.instance, chance, kind), now)
    if desk is None:
        return
    officer, head = (_free_of_conflict(cast, case_id, desk, role, now) for role in ("petugas_meja", "irban"))
    examined = chance.random() < EXAMINED_SHARE and kind != "maladministrasi"
    now += timedelta(days=chance.randint(1, 6))
    examining.take(cast.instance, officer, case_id, now)
    conversing.write_letter(cast.instance, officer, case_id, "Laporan Anda sedang kami cek kelengkapannya.", now)
    outcome = chance.choice(EXAMINED if examined else UNEXAMINED)
    if examined:
        now = _examine(cast, chance, case_id, desk, outcome, now)
    now += timedelta(days=chance.randint(1, 20))
    proposer = cast.officer(desk, "pemeriksa", now) if examined else officer
    closing.propose_closing(cast.instance, proposer, case_id, Terms(outcome, "Sesuai nota dinas.", LETTER), now)
    proposal = closing.open_proposal(hold(head, case_id))
    assert proposal is not None
    closing.approve(cast.instance, head, case_id, proposal.id, now + timedelta(days=1))


def _examine(cast: Cast, chance: random.Random, case_id: UUID, desk: str, outcome: str, now: datetime) -> datetime:
    officer, head = (cast.officer(desk, role, now) for role in ("petugas_meja", "irban"))
    examiner = _free_of_conflict(cast, case_id, desk, "pemeriksa", now)
    for act in ("start_review", "submit_review"):
        now += timedelta(days=chance.randint(1, 5))
        examining.step(cast.instance, officer, case_id, act, now)
    examining.record_disposition(
        cast.instance, head, case_id, "Periksa dokumen dan mintai keterangan.", examiner.person.id, now
    )
    for act in ("start_examination", "start_reporting"):
        now += timedelta(days=chance.randint(3, 25))
        examining.step(cast.instance, examiner, case_id, act, now)
    examining.record_conclusion(cast.instance, examiner, case_id, outcome, "Lihat laporan hasil pemeriksaan.", now)
    return now


def _begin(cast: Cast, chance: random.Random, now: datetime, steps: int) -> None:
    """An open case, some steps along its way."""
    kind = chance.choice(list(TOLD))
    case_id, desk, _ = _tell(cast, _report(cast.instance, chance, kind), now)
    if desk is None or not steps:
        return
    officer = _free_of_conflict(cast, case_id, desk, "petugas_meja", now)
    examining.take(cast.instance, officer, case_id, now)
    for act in ("start_review", "submit_review")[: steps - 1]:
        examining.step(cast.instance, officer, case_id, act, now)


def _shown_report(cast: Cast, now: datetime) -> Receipt:
    """The report whose code the demo prints: asked a question, waiting for its reporter."""
    report = Report(
        what="Setiap Jumat petugas loket mengumpulkan uang dari pemohon dan mencatatnya di buku kecil bersampul biru.",
        kind="pungli", unit="SUDIN-DUKCAPIL-BARAT", where="Loket pelayanan",
        persons=(Party(position="Petugas loket", unit="SUDIN-DUKCAPIL-BARAT"),),
        known_by="dua_lima", handle_with_care="Buku kecil itu: hanya tiga orang yang pernah melihatnya.",
    )
    case_id, desk, receipt = _tell(cast, report, now)
    officer = _free_of_conflict(cast, case_id, desk or "", "petugas_meja", now)
    examining.take(cast.instance, officer, case_id, now)
    question = "Pukul berapa biasanya uang itu dikumpulkan? Jawab sebisanya; Anda tidak wajib menjawab."
    conversing.ask_reporter(cast.instance, officer, case_id, question, now + timedelta(days=1))
    return receipt


def _report(instance: Instance, chance: random.Random, kind: str) -> Report:
    outside = [
        unit.code for unit in instance.organisation.units.values()
        if unit.code not in instance.organisation.subtree(instance.settings.inspectorate_unit)
        and unit.code not in instance.settings.governor_units and unit.parent_code
    ]
    unit = chance.choice(outside)
    loss = chance.choice((None, 4_000_000, 36_000_000, 250_000_000, 1_450_000_000))
    return Report(
        what=TOLD[kind], kind=kind, unit=unit, persons=(Party(position="Kepala seksi", unit=unit),),
        where="Kantor unit", when="Tahun ini", loss_rp=loss, knows_by="melihat_sendiri",
        flags=frozenset({"masih_berlangsung"} if chance.random() < ONGOING_SHARE else ()),
    )


def _tell(cast: Cast, report: Report, now: datetime) -> tuple[UUID, str | None, Receipt]:
    """Files a report; the desk is None when its people have no seat in the main realm's cast."""
    instance = cast.instance
    key = instance.keys.ticket or b""
    ticket = check_ticket(key, issue_ticket(key, now))
    receipt = submit_report(instance, report, Extras(), ticket, now)
    case_id = db.session.execute(sa.select(Case.id).where(Case.number == receipt.number)).scalar_one()
    return case_id, _desk_of(cast, case_id), receipt


def _desk_of(cast: Cast, case_id: UUID) -> str | None:
    readers = set(db.session.execute(sa.select(Grant.person_id).where(Grant.case_id == case_id)).scalars())
    return next((member.desks[0] for member in cast.members if member.id in readers and member.realm == "main"), None)


def _free_of_conflict(cast: Cast, case_id: UUID, desk: str, role: str, now: datetime) -> SignedIn:
    officer = cast.officer(desk, role, now)
    reading.confirm_no_conflict(cast.instance, officer, case_id, now)
    return officer


def _sequence_all(instance: Instance, now: datetime) -> None:
    for realm in REALMS:
        for waits_for in ("tick", "night"):
            with transaction():
                sequence(realm, instance.keys.ledger, waits_for, now.astimezone(instance.settings.zone))
