"""What a page says after an act: addresses carry a short key, never a sentence."""

from collections.abc import Mapping
from types import MappingProxyType

from wbs.web.text import N_

DONE: Mapping[str, str] = MappingProxyType(
    {
        "conflict": N_("Benturan kepentingan tercatat. Kasus itu tidak lagi ada di daftar Anda."),
        "confirmed": N_("Pernyataan Anda tercatat. Silakan membaca laporannya."),
        "take": N_("Kasus ini sekarang Anda pegang."),
        "start_review": N_("Telaah dimulai."),
        "submit_review": N_("Telaah diajukan ke pimpinan."),
        "start_examination": N_("Pemeriksaan dimulai."),
        "start_reporting": N_("Penyusunan hasil dimulai."),
        "letter": N_("Surat tersimpan. Pelapor melihatnya mulai pelepasan kabar berikutnya."),
        "question": N_("Pertanyaan tersimpan. Jam berhenti sampai pelapor menjawab."),
        "promise": N_("Janji kabar berikutnya tersimpan."),
        "note": N_("Catatan tersimpan."),
        "file": N_("Berkas tersimpan, tersegel untuk pembaca kasus ini."),
        "masked": N_("Disamarkan. Dalam berkas yang dibagikan, bagian itu tertutup."),
        "unmasked": N_("Samaran dibuka lagi."),
        "redacted": N_("Dihapus tetap dari laporan."),
        "disposition": N_("Disposisi tersimpan. Kasus berpindah ke pemeriksa yang dipilih."),
        "conclusion": N_("Simpulan tersimpan. Sekarang usulkan penutupan."),
        "proposed": N_("Usulan tersimpan. Orang kedua yang memutuskan."),
        "closed": N_("Penutupan disetujui. Surat penutupan berangkat bersama kabar berikutnya."),
        "reopened": N_("Kasus dibuka kembali."),
        "guest_asked": N_("Penyetuju tamu diminta. Ia dapat membaca kasus ini sampai usulan diputuskan."),
        "guest_withdrawn": N_("Permintaan dibatalkan. Penyetuju tamu tidak lagi dapat membaca kasus ini."),
        "returned": N_("Usulan dikembalikan beserta alasannya."),
    }
)
