"""The first wording of the letter that tells a reporter how their case ended, one for each closing.

In Bahasa whatever the officer's language is: it is the reporter's letter, and an officer edits it before proposing.
Editable content, not law.
"""

from collections.abc import Mapping
from types import MappingProxyType

_AGAIN = "Kalau ada bukti baru, tambahkan di sini."
_REVIEW = "Bila menurut Anda ada yang terlewat, Anda dapat meminta diperiksa ulang dalam 90 hari."

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "terbukti": f"Kami sudah memeriksa, dan yang Anda laporkan terbukti. Hasilnya kami sampaikan kepada atasan yang berwenang untuk ditindaklanjuti. Terima kasih sudah melapor. {_REVIEW}",  # noqa: E501
        "terbukti_sebagian": f"Kami sudah memeriksa. Sebagian dari yang Anda laporkan terbukti dan kami sampaikan kepada atasan yang berwenang; sebagian lain belum dapat dibuktikan. {_AGAIN} {_REVIEW}",  # noqa: E501
        "tidak_terbukti": f"Kami sudah memeriksa, dan menurut bukti yang ada yang Anda laporkan tidak terbukti. Terima kasih sudah menyampaikannya. {_AGAIN} {_REVIEW}",  # noqa: E501
        "bukti_belum_cukup": f"Kami sudah memeriksa, tetapi bukti yang ada belum cukup. Ini bukan berarti laporan Anda bohong. {_AGAIN} {_REVIEW}",  # noqa: E501
        "tidak_cukup_alasan": f"Kami sudah menelaah laporan Anda. Dengan keterangan yang ada, belum cukup alasan untuk memulai pemeriksaan. {_AGAIN} {_REVIEW}",  # noqa: E501
        "pembinaan": f"Kami sudah menelaah laporan Anda dan meneruskannya kepada atasan yang berwenang untuk pembinaan, tanpa isi yang dapat menunjukkan siapa Anda. {_REVIEW}",  # noqa: E501
        "sudah_ditangani": f"Hal yang Anda laporkan sudah pernah atau sedang kami tangani. Keterangan Anda kami pakai di sana. {_REVIEW}",  # noqa: E501
        "bukan_wewenang": "Hal ini di luar wewenang Inspektorat. Anda dapat menyampaikannya melalui JAKI atau LAPOR! (layanan), Ombudsman (pelayanan publik), atau KPK (korupsi).",  # noqa: E501
        "tidak_lengkap": f"Kami belum dapat menindaklanjuti laporan Anda karena keterangannya belum lengkap. {_AGAIN} Laporan Anda akan dibuka kembali.",  # noqa: E501
        "digabung": "Laporan Anda kami gabungkan dengan laporan lain tentang hal yang sama. Kotak pesan ini tetap milik Anda, dan kabarnya tetap kami sampaikan di sini.",  # noqa: E501
        "diteruskan": "Laporan Anda kami teruskan kepada instansi yang berwenang. Nama Anda tidak kami miliki dan tidak ikut diteruskan.",  # noqa: E501
        "dilimpahkan": "Hasil pemeriksaan kami limpahkan kepada aparat penegak hukum. Apa pun tentang diri Anda tidak ikut dilimpahkan.",  # noqa: E501
        "dicabut": "Laporan Anda kami tutup atas permintaan Anda. Bila menyangkut disiplin pegawai, pemeriksaan dapat tetap berjalan.",  # noqa: E501
    }
)
