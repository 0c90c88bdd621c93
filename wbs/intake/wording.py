"""What a reporter reads about their case: stages, promised days, results. Tables of plain sentences, and no rule."""

from datetime import date

from wbs.cases.vocabulary import ROLES, STAGES
from wbs.web import formats
from wbs.web.text import N_, _, language

CLOSING_SENTENCES = {
    "terbukti": N_(
        "Kami sudah memeriksa, dan yang Anda laporkan terbukti. Hasilnya kami sampaikan kepada atasan yang "
        "berwenang memberi sanksi."
    ),
    "terbukti_sebagian": N_(
        "Kami sudah memeriksa, dan sebagian dari yang Anda laporkan terbukti. Bagian itu kami sampaikan "
        "kepada atasan yang berwenang memberi sanksi."
    ),
    "tidak_terbukti": N_(
        "Kami sudah memeriksa, dan yang kami temukan berbeda dari dugaan itu. Anda tidak salah karena melapor"
        " sejujur yang Anda tahu."
    ),
    "bukti_belum_cukup": N_(
        "Kami sudah memeriksa, tetapi bukti yang ada belum cukup. Ini bukan berarti laporan Anda bohong. "
        "Kalau ada bukti baru, tambahkan di sini."
    ),
    "tidak_cukup_alasan": N_(
        "Kami sudah menelaah laporan ini, tetapi keterangannya belum cukup untuk memulai pemeriksaan. Kalau "
        "ada keterangan baru, tambahkan di sini."
    ),
    "pembinaan": N_(
        "Hal ini kami teruskan kepada atasan yang berwenang, supaya dibina dan diperbaiki. Siapa Anda tidak "
        "ikut diteruskan."
    ),
    "sudah_ditangani": N_(
        "Hal ini ternyata sudah ditangani oleh pihak yang berwenang. Kalau masih terjadi, ceritakan di sini."
    ),
    "bukan_wewenang": N_(
        "Hal ini di luar wewenang kami. Surat petugas di bawah menyebut ke mana Anda dapat menyampaikannya."
    ),
    "tidak_lengkap": N_(
        "Kami belum bisa melanjutkan karena keterangannya belum lengkap. Kalau Anda bisa menambahkannya, "
        "tulis di sini."
    ),
    "digabung": N_(
        "Laporan Anda digabung dengan laporan lain tentang hal yang sama, dan diperiksa bersama. Kotak pesan "
        "ini tetap milik Anda."
    ),
    "diteruskan": N_("Hal ini kami teruskan kepada lembaga lain yang berwenang. Siapa Anda tidak ikut diteruskan."),
    "dilimpahkan": N_(
        "Perkara ini kami limpahkan kepada aparat penegak hukum (KPK, Kejaksaan, atau Polri). Siapa Anda "
        "tidak ikut diserahkan."
    ),
    "dicabut": N_(
        "Laporan ini ditutup karena Anda mencabutnya. Dugaan pelanggaran disiplin dapat tetap kami periksa."
    ),
}

LINES = {
    "waiting:pelapor": N_("Petugas membutuhkan keterangan tambahan. Jawab sebisanya; Anda tidak wajib menjawab."),
    "promise:first": N_("Laporan Anda sudah dicatat. Kabar pertama dari petugas paling lambat %(day)s."),
    "promise:next": N_("Petugas berjanji memberi kabar berikutnya paling lambat %(day)s."),
    "reopened": N_("Laporan Anda dibuka dan diperiksa kembali."),
}
PROGRESS = N_("Ada kemajuan pada laporan Anda.")
OFFICER = N_("Petugas")

REVIEW_WANTED = N_("Saya minta laporan ini diperiksa ulang.")
WITHDRAWAL_WANTED = N_("Saya ingin mencabut laporan ini.")


def line_text(template: str, until: date | None) -> str:
    """A line of the timeline, in the reader's language."""
    return _(_sentence(template), day=formats.day(until, language())) if until else _(_sentence(template))


def closing_sentence(asks: str) -> str:
    """What a closing letter (`closing:<key>`) means for the reporter; "" for any other letter."""
    return _(CLOSING_SENTENCES.get(asks.removeprefix("closing:"), "")) if asks.startswith("closing:") else ""


def role_label(role: str) -> str:
    """Who wrote: an office, never a name."""
    return _(ROLES[role].label) if role in ROLES else _(OFFICER)


def _sentence(template: str) -> str:
    stage = STAGES.get(template.removeprefix("stage:"))
    return stage.reporter if stage else LINES.get(template, PROGRESS)
