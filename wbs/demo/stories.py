"""What happened in the demo's past: which report was told when, how it went, and what is open today.

Nothing is drawn by lot: cycles give every quarter about the same mix, with enough of each sort that figures may be
shown. Pure; living.py lets the stories happen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wbs.cases.report import Party, Report
from wbs.organisation.units import Organisation

TOLD_CASES = 250
BEGAN_MONTH = 10  # October of the year before last year: one whole year is always finished
OWN_DESK_SINCE = timedelta(days=100)  # from here on Jakarta Barat has stories of its own

TOLD = {
    "pungli": "Pemohon layanan diminta membayar di luar tarif resmi supaya berkasnya didahulukan, tanpa kuitansi.",
    "disiplin_asn": "Beberapa pegawai mengisi daftar hadir lalu pulang, dan atasannya membiarkan hal itu.",
    "spj_fiktif": "Perjalanan dinas dilaporkan tiga hari, padahal pegawainya ada di kantor setiap hari itu.",
    "kecurangan_pengadaan": "Tiga penawar memakai alamat yang sama, dan pemenangnya diketahui sebelum diumumkan.",
    "maladministrasi": "Berkas permohonan saya tidak dijawab selama empat bulan walaupun syaratnya sudah lengkap.",
    "pembalasan": "Sejak melapor, saya dipindahkan ke gudang dan tidak lagi diberi pekerjaan.",
    "suap_gratifikasi": "Seorang rekanan menyerahkan voucer belanja kepada pegawai yang memeriksa pekerjaannya.",
}
KINDS = ("pungli", "disiplin_asn", "kecurangan_pengadaan", "pungli", "spj_fiktif", "disiplin_asn", "pungli",
         "kecurangan_pengadaan", "disiplin_asn", "spj_fiktif", "pungli")  # fmt: skip
KINDS_OF_A_DISTRICT = ("pungli", "disiplin_asn", "spj_fiktif")
UNIT_KINDS = ("suku_dinas", "dinas", "kecamatan", "suku_dinas", "puskesmas", "dinas", "kecamatan", "suku_dinas",
              "puskesmas", "dinas")  # fmt: skip
REGIONS = ("Jakarta Utara", "Jakarta Barat", "Jakarta Selatan")
LOSSES = (None, 4_000_000, None, 36_000_000, 250_000_000, None, 1_450_000_000)

EXAMINED = (
    ("take", 0.03), ("review", 0.12), ("submit", 0.22), ("dispose", 0.28), ("examine", 0.36), ("report", 0.85),
    ("conclude", 0.94), ("propose", 0.97), ("approve", 1.0),
)  # fmt: skip
UNEXAMINED = (("take", 0.1), ("review", 0.4), ("propose", 0.85), ("approve", 1.0))
ENDINGS = (  # outcome, calendar days from telling to closing
    ("terbukti", 62), ("pembinaan", 37), ("tidak_terbukti", 70), ("terbukti", 66), ("pembinaan", 24),
    ("tidak_terbukti", 103), ("terbukti", 106), ("pembinaan", 34), ("tidak_terbukti", 100), ("terbukti", 58),
)  # fmt: skip
OUTCOMES_OF_AN_EXAMINATION = ("terbukti", "tidak_terbukti")


@dataclass(frozen=True)
class Story:
    """A report, when it was told, and the acts that follow with the day of each."""

    report: Report = field(repr=False)
    told_at: datetime
    acts: tuple[tuple[str, float], ...] = ()  # act, days after telling
    outcome: str = ""


def past_stories(organisation: Organisation, now: datetime) -> Iterator[Story]:
    """Evenly since the beginning; what would end after `now` is still open."""
    began = now.replace(year=now.year - 2, month=BEGAN_MONTH, day=1)
    step = (now - began) / TOLD_CASES
    for number in range(TOLD_CASES):
        told_at = began + step * number
        outcome, days = _turned(ENDINGS, 7, number)
        plan = EXAMINED if outcome in OUTCOMES_OF_AN_EXAMINATION else UNEXAMINED
        acts = tuple((act, max(1.0, share * days)) for act, share in plan)
        unit = _unit(organisation, number, with_west=now - told_at > OWN_DESK_SINCE)
        yield Story(_report(KINDS[number * 4 % len(KINDS)], unit, number), told_at, acts, outcome)


def open_stories(organisation: Organisation, now: datetime) -> Iterator[Story]:
    """What Jakarta Barat has on its table today, one for every stage and more for the verifier, then what is urgent
    elsewhere."""
    units = _units(organisation, "kecamatan", "Jakarta Barat") + _units(organisation, "puskesmas", "Jakarta Barat")
    for number, (days, acts) in enumerate(ON_THE_TABLE):
        plan = tuple((act, 1.0 + at * (days - 2) / len(acts)) for at, act in enumerate(acts))
        story = _report(KINDS_OF_A_DISTRICT[number % 3], units[number], number)
        yield Story(story, now - timedelta(days=days), plan, "terbukti")
    yield Story(_flagged("pungli", units[-1], "hilang_7_hari"), now - timedelta(hours=2))
    yield Story(_flagged("pembalasan", units[0], "pembalasan"), now - timedelta(days=3), (("take", 0.2),))
    for days, acts in ((2, ()), (8, (("take", 1.0),))):
        yield Story(_report("maladministrasi", units[days], days), now - timedelta(days=days), acts)


def bypass_stories(now: datetime) -> Iterator[Story]:
    """Reports that the inspectorate never sees."""
    for days, acts in ((2, ()), (9, (("take", 1.0), ("review", 4.0)))):
        told = _flagged("suap_gratifikasi", "ITPROV", "orang_inspektorat")
        yield Story(told, now - timedelta(days=days), acts)


def shown_story(now: datetime) -> Story:
    """The report whose code the demo prints: asked a question, waiting for its reporter."""
    report = Report(
        what="Setiap Jumat petugas loket mengumpulkan uang dari pemohon dan mencatatnya di buku kecil bersampul biru.",
        kind="pungli", unit="SUDIN-DUKCAPIL-BARAT", where="Loket pelayanan",
        persons=(Party(position="Petugas loket", unit="SUDIN-DUKCAPIL-BARAT"),),
        known_by="dua_lima", handle_with_care="Buku kecil itu: hanya tiga orang yang pernah melihatnya.",
    )
    return Story(report, now - timedelta(days=6), (("take", 0.0), ("ask", 1.0)))


_WAY = tuple(act for act, _share in EXAMINED)
ON_THE_TABLE = (  # days ago, what was done since: none, then up to the proposal that waits for a second person
    (1, ()), (2, ()), (4, ()),
    (6, _WAY[:1]), (8, _WAY[:1]), (11, _WAY[:1]),
    (13, _WAY[:2]), (17, _WAY[:2]), (135, _WAY[:2]),  # the last one is overdue
    (20, _WAY[:3]), (26, _WAY[:4]), (35, _WAY[:5]), (55, _WAY[:6]), (63, _WAY[:8]),
)  # fmt: skip


def _turned(cycle: Sequence[tuple[str, int]], stride: int, number: int) -> tuple[str, int]:
    """Each turn of the cycle begins elsewhere, or an outcome would always meet the same sort of unit."""
    turn, place = divmod(number, len(cycle))
    return cycle[(place * stride + turn) % len(cycle)]


def _unit(organisation: Organisation, number: int, with_west: bool) -> str:
    kind = UNIT_KINDS[number % len(UNIT_KINDS)]
    regions = REGIONS if with_west else (REGIONS[0], REGIONS[2])
    region = "Provinsi" if kind == "dinas" else regions[number % len(regions)]
    units = _units(organisation, kind, region)
    return units[number % len(units)]


def _units(organisation: Organisation, kind: str, region: str) -> tuple[str, ...]:
    return tuple(unit.code for unit in organisation.of_kind(kind) if unit.region == region)


def _report(kind: str, unit: str, number: int) -> Report:
    return Report(
        what=TOLD[kind], kind=kind, unit=unit, persons=(Party(position="Kepala seksi", unit=unit),),
        where="Kantor unit", when="Tahun ini", loss_rp=LOSSES[number % len(LOSSES)], knows_by="melihat_sendiri",
        flags=frozenset({"masih_berlangsung"} if number % 3 == 0 else ()),
    )


def _flagged(kind: str, unit: str, flag: str) -> Report:
    return Report(
        what=TOLD[kind], kind=kind, unit=unit, persons=(Party(position="Kepala seksi", unit=unit),),
        where="Kantor unit", when="Bulan ini", knows_by="melihat_sendiri", flags=frozenset({flag}),
    )
