"""Whether a deployed host answers as the application promises: a proxy can drop, add and change headers. Pure.

Holds an answer to `GET /` against the very table that the application draws its headers from. How the answer came is
the matter of fetching.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from wbs.cases.desk_check import BLOCKING, NOTE, WARNING, Finding
from wbs.web.headers import page_headers
from wbs.web.padding import BUCKET
from wbs.web.pages import LEAVE_TO_ORIGIN

INDISPENSABLE = frozenset({"content-security-policy", "cache-control", "referrer-policy", "strict-transport-security"})
TALKATIVE = ("via", "x-powered-by", "x-aspnet-version", "x-served-by", "x-request-id", "cf-ray", "alt-svc")
OK, REDIRECTS = 200, range(300, 400)
PROXY = "Periksa proksi: jangan menambah, menghapus atau mengubah tajuk (contoh: /etc/wbs/proxy)."
CLOCKS_APART = timedelta(minutes=5)
CERTIFICATE_SHORT = timedelta(days=21)


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case, the body's size on the wire."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    size: int = 0
    certificate_until: datetime | None = None

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each == name]

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)


def check_answer(answer: Answer, script: str, now: datetime) -> Iterator[Finding]:
    """`script`: the source of the page's one script, as in the policy."""
    if answer.status in REDIRECTS:
        yield Finding(
            WARNING,
            f"{answer.url} mengalihkan ke {answer.get('location')}.",
            "Muka publik harus menjawab langsung di alamatnya: setiap alamat lain terlihat di jaringan kantor.",
        )
        return
    if answer.status != OK:
        yield Finding(
            BLOCKING, f"{answer.url} menjawab {answer.status}.", "Periksa proksi dan `systemctl status wbs-public`."
        )
        return
    yield from _promised(answer, script)
    yield from _cookies(answer)
    yield from _talkative(answer)
    yield from _size(answer)
    yield from _times(answer, now)


def _promised(answer: Answer, script: str) -> Iterator[Finding]:
    secure = urlsplit(answer.url).scheme == "https"
    with_script, without = (page_headers(True, secure, LEAVE_TO_ORIGIN, script, has) for has in (True, False))
    for name, value in without.items():
        found = answer.all(name.lower())
        if not found:
            severity = BLOCKING if name.lower() in INDISPENSABLE else WARNING
            yield Finding(severity, f"{answer.url} menjawab tanpa {name}.", PROXY)
        elif found not in ([value], [with_script[name]]):
            told = "dua kali" if len(found) > 1 else f"sebagai {found[0]!r}"
            yield Finding(WARNING, f"{answer.url} mengirim {name} {told}, bukan seperti yang dikirim aplikasi.", PROXY)


def _cookies(answer: Answer) -> Iterator[Finding]:
    """A reporter carries none, so whatever sets one wants to know who comes back."""
    if set_by := answer.all("set-cookie"):
        names = ", ".join(cookie.partition("=")[0] for cookie in set_by)
        yield Finding(
            BLOCKING,
            f"{answer.url} memasang cookie: {names}.",
            "Matikan di proksi atau penyeimbang beban: pelapor tidak boleh dikenali saat kembali.",
        )


def _talkative(answer: Answer) -> Iterator[Finding]:
    server = answer.get("server")
    if server and any(sign.isdigit() for sign in server):
        yield Finding(WARNING, f"{answer.url} menyebut versi peladen: {server}.", "nginx: server_tokens off.")
    elif server:
        yield Finding(NOTE, f"{answer.url} menyebut peladen: {server}.", "Tidak berbahaya; boleh dihapus di proksi.")
    if extra := [name for name in TALKATIVE if answer.get(name)]:
        yield Finding(NOTE, f"{answer.url} mengirim tajuk tambahan: {', '.join(extra)}.", PROXY)


def _size(answer: Answer) -> Iterator[Finding]:
    if answer.size % BUCKET:
        yield Finding(
            WARNING,
            f"{answer.url} menjawab dengan {answer.size} bita, bukan kelipatan {BUCKET}: halaman dapat dibedakan di "
            "jaringan.",
            "Matikan pemampatan di proksi (nginx: gzip off; Caddy: tanpa encode).",
        )


def _times(answer: Answer, now: datetime) -> Iterator[Finding]:
    until = answer.certificate_until
    if until is not None and until - now < CERTIFICATE_SHORT:
        yield Finding(
            WARNING,
            f"Sertifikat {answer.url} berlaku sampai {until:%d-%m-%Y}.",
            "Perbarui; periksa pembaruan otomatis.",
        )
    said = answer.get("date")
    if said and abs(parsedate_to_datetime(said) - now) > CLOCKS_APART:
        yield Finding(
            WARNING, f"Jam {answer.url} dan jam mesin ini berbeda lebih dari lima menit.", "Periksa NTP di keduanya."
        )


def check_plain(plain: Answer | None) -> Iterator[Finding]:
    """The same host over `http://`; None when it does not answer, which is as good as sending to `https://`."""
    if plain is None:
        return
    target = urlsplit(plain.get("location") or "")
    if plain.status not in REDIRECTS or target.scheme != "https":
        yield Finding(
            BLOCKING,
            f"{plain.url} menjawab {plain.status} tanpa mengalihkan ke https.",
            "Alihkan port 80 ke https, atau tutup.",
        )
    yield from _cookies(plain)


def check_unreachable(url: str, why: str) -> Finding:
    """`why`: "certificate", or the name of the error."""
    if why == "certificate":
        return Finding(
            BLOCKING, f"Sertifikat {url} tidak dapat dipercaya.", "Pasang sertifikat yang sah beserta rantainya."
        )
    return Finding(BLOCKING, f"{url} tidak dapat dihubungi ({why}).", "Periksa DNS, proksi dan firewall.")
