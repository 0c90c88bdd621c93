"""What can be rotated, what hangs on an old key of it, and what the operator does next. Tables; pure.

The checkpoint key is missing because there are no checkpoints yet. Salt and directory key are no matter of rotation:
codes are derived with the one, and the other lies on no machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

DAY = timedelta(days=1)  # long enough that every process was started anew and every open form or session has ended


@dataclass(frozen=True)
class Kind:
    """`files` is what key files of this kind are called; `rests` how long an old one stays after its successor came."""

    files: str
    name: str
    happens: str  # what the rotation means
    waits_for: str  # what must happen before the old one can be retired
    rests: timedelta = DAY
    is_kept: bool = False  # retired ones still check what was written before

    @property
    def tagged(self) -> str:
        """As the ledger names it."""
        return self.files.replace(".", "_")


_LEDGER = (
    "Catatan baru ditandai dengan kunci baru; catatan lama tetap diperiksa dengan kunci lama.",
    "Tunggu satu malam: catatan yang masih menunggu masuk buku jejak dengan kunci lama.",
)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.files: kind
        for kind in (
            Kind(
                "pepper.code", "pepper kode pelapor",
                "Kode baru memakai pepper baru. Kode lama tetap membuka kotak pesannya; barisnya pindah saat pelapor "
                "menulis lagi.",
                "Kotak pesan pindah sendiri saat pelapornya menulis lagi; yang tidak pernah menulis lagi tetap perlu "
                "pepper lama. Biarkan.",
            ),
            Kind(
                "pepper.staff", "pepper kata sandi petugas",
                "Kata sandi tetap sama. Setiap akun pindah ke pepper baru saat orangnya masuk.",
                "Minta orang-orang itu masuk sekali. Yang tidak datang lagi: halaman Orang, berhenti bertugas.",
            ),
            Kind(
                "ticket", "kunci tiket formulir",
                "Formulir baru memakai kunci baru. Yang sedang terbuka tetap dapat dikirim, dan tanda terimanya tetap "
                "sama.",
                "Tunggu: tiket hidup 24 jam, dan tanda terimanya dilupakan malam berikutnya.",
                rests=2 * DAY,
            ),
            Kind(
                "notifier", "kunci pengirim kabar",
                "Alamat pelapor tetap disegel ke kunci lama sampai direktori ditandatangani lagi dengan kunci baru.",
                "Tanda tangani direktori (wbs directory export, sign, install), lalu tunggu satu malam: pekerja "
                "menyegel ulang alamat-alamat itu.",
            ),
            Kind("ledger.public", "kunci buku jejak muka publik", *_LEDGER, is_kept=True),
            Kind("ledger.staff", "kunci buku jejak muka petugas", *_LEDGER, is_kept=True),
            Kind("ledger.worker", "kunci buku jejak pekerja", *_LEDGER, is_kept=True),
        )
    }
)  # fmt: skip
PEPPERS = ("pepper.code", "pepper.staff")
FACES = ("ledger.public", "ledger.staff", "ledger.worker")
BY_TAG = MappingProxyType({kind.tagged: kind for kind in KINDS.values()})
