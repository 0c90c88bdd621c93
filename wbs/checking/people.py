"""Whether people can go on when one of them is gone: keys of an office, second persons, the review. Pure.

Values in, findings out, in Bahasa with the next step. Who can read reports is cases/desk_check.py.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from wbs.cases.desk_check import NOTE, WARNING, Finding

KEYS = {"oversight": "kunci pengawasan", "custodian": "kunci penjaga identitas"}
FEW = 2


def check_custody(holders: Mapping[tuple[str, str], int], waiting: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """By realm and key: how many hold it, and how many of the office wait for it."""
    for (realm, name), count in sorted(holders.items()):
        if count == 0:
            yield Finding(
                WARNING,
                f"Tidak ada yang memegang {KEYS[name]} jalur {realm}.",
                "Seorang pejabatnya membuat kunci baru di halaman Kunci bersama; sesudah disetujui, tanda tangani "
                "direktorinya. Yang disegel dengan kunci lama tidak terbuka lagi.",
            )
        elif count == 1:
            yield Finding(
                WARNING,
                f"Hanya satu orang memegang {KEYS[name]} jalur {realm}: bila ia lupa, kunci itu hilang.",
                "Angkat pejabat kedua di halaman Orang; sesudah ia punya kunci, pemegangnya menekan Beri kunci.",
            )
        if count and waiting.get((realm, name)):
            yield Finding(
                NOTE,
                f"{waiting[realm, name]} pejabat baru menunggu {KEYS[name]} jalur {realm}.",
                "Minta pemegangnya membuka halaman Kunci bersama.",
            )


def check_known_keys(known_outside: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Realm and name of the keys that somebody took along who is no longer of the office."""
    for realm, name in sorted(known_outside):
        yield Finding(
            WARNING,
            f"Orang yang sudah keluar mungkin masih menyimpan {KEYS[name]} jalur {realm}.",
            "Minta pemegangnya menekan Ganti kunci ini di halaman Kunci bersama; sesudah disetujui, tanda tangani "
            "direktorinya.",
        )


def check_second_persons(deciders: Mapping[str, int]) -> Iterator[Finding]:
    """`deciders`: people of each realm, with a key of their own, who may approve changes of people."""
    for realm, count in sorted(deciders.items()):
        if count < FEW:
            yield Finding(
                WARNING,
                f"Di jalur {realm} hanya {count} orang dapat menyetujui perubahan orang: tidak ada orang kedua.",
                "Sampai ada pimpinan atau administrator lain, pemegang kunci direktori menjadi orang kedua: "
                "`wbs directory export BERKAS --alone`.",
            )
        elif count == FEW:
            yield Finding(
                NOTE,
                f"Di jalur {realm} dua orang dapat menyetujui perubahan orang: bila satu lupa, tidak ada orang kedua.",
                "Angkat orang ketiga, atau pastikan pemegang kunci direktori mudah dipanggil.",
            )


def check_statements(due: Mapping[str, int], is_late: bool) -> Iterator[Finding]:
    """`due`: how many of each realm who are given cases have not stated their conflicts within a year."""
    for realm, count in sorted(due.items()):
        if count and is_late:
            yield Finding(
                NOTE,
                f"Di jalur {realm} {count} orang belum menyatakan benturan kepentingannya dalam setahun terakhir.",
                "Minta mereka membuka Tentang saya, Pernyataan benturan kepentingan. Siapa: halaman Tinjauan akses.",
            )


def check_reviews(due: Mapping[str, Sequence[str]], is_late: bool) -> Iterator[Finding]:
    """`due`: names of reviewers of each realm who have not said yet of everybody who stays."""
    for realm, names in sorted(due.items()):
        if names and is_late:
            yield Finding(
                WARNING,
                f"Tinjauan akses triwulan ini di jalur {realm} terlambat; ditunggu dari {', '.join(names)}.",
                "Minta mereka membuka halaman Tinjauan akses: untuk setiap orang, Tetap atau Cabut.",
            )
