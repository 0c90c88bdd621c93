"""A marker that stands in everything that was told, and the places where it must not be found in any of its shapes."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.builders import a_report
from tests.conftest import NOW
from wbs.cases.attachments import Offered
from wbs.cases.receiving import FilePart, Sealing
from wbs.cases.report import Party, Report
from wbs.cases.vocabulary import KINDS
from wbs.intake.filing import Extras
from wbs.staff.instance import Instance

CORE = "KanariaQx7"  # in every text that anybody writes
DAY = NOW.astimezone(ZoneInfo("Asia/Jakarta")).replace(hour=8, minute=0)
FLAGS = ("terancam", "pembalasan", "kekerasan_seksual", "hilang_7_hari", "masih_berlangsung", "orang_inspektorat")


def marked(text: str) -> str:
    return f"{text} {CORE} bicara panjang lebar tentang pungutan di loket"


def a_marked_report(instance: Instance, count: int) -> Report:
    """The first five go to `irbanko_barat`; the others everywhere, past the house too."""
    if count < 5:
        return a_report(**_texts(count), persons=_people("terlapor"), excluded=_people("dikecualikan"))
    units = [code for code in instance.organisation.units if not code.startswith("IT")]
    flag = FLAGS[count % len(FLAGS)]
    return a_report(
        **_texts(count), persons=_people("terlapor"), excluded=_people("dikecualikan"),
        unit=units[count * 7 % len(units)], kind=list(KINDS)[count % len(KINDS)],
        flags=frozenset({flag}) if count % 3 else frozenset(), loss_rp=123_456_789 + count,
    )  # fmt: skip


def marked_extras(count: int) -> Extras:
    return Extras(contact=f"{CORE}{count}@surel.example", identity=marked(f"Nama pelapor {count}"))


def a_marked_file(instance: Instance, count: int) -> Offered:
    """As the counter offers it, the original beside it: marked in name and content."""
    kept = _stored(instance, marked(f"asli {count}").encode() * 2_000)
    return Offered(
        f"{CORE} bukti {count}.txt", "text", _stored(instance, marked(f"isi berkas {count}").encode()), "cleaned",
        ("author",), kept, kept.sha256, kept.size,
    )  # fmt: skip


def filed_at(count: int) -> datetime:
    """Odd minutes, by which the hour of a filing could be told from any other act."""
    return (DAY + timedelta(minutes=7 + count * 8 + count % 2 * 3, seconds=count)).astimezone(UTC)


def _stored(instance: Instance, plain: bytes) -> FilePart:
    sealing = Sealing(instance.store)
    sealing.write(plain)
    return sealing.finish()


def _texts(count: int) -> dict[str, str]:
    names = ("what", "unit_text", "where", "when", "how", "reported_elsewhere", "handle_with_care")
    return {name: marked(f"{name} {count}") for name in names}


def _people(said: str) -> tuple[Party, ...]:
    return (Party(f"{said} {CORE}", f"Jabatan {CORE}", unit_text=f"Unit {CORE}"),)


def shapes(text: str) -> Iterator[bytes]:
    """As bytes, in capitals or not, as UTF-16, hex and base64 at each of its three alignments."""
    for one in {text, text.lower(), text.upper()}:
        raw = one.encode()
        yield raw
        yield one.encode("utf-16-le")
        yield raw.hex().encode()
        for before in range(3):
            encoded = base64.b64encode(bytes(before) + raw + b"\0\0")
            yield encoded[4 if before else 0 : (before + len(raw)) // 3 * 4]


@dataclass(frozen=True)
class Places:
    """Everything an installation leaves behind: its folders, its logs, its mails, its queue."""

    folders: tuple[Path, ...]
    logs: str
    mails: tuple[bytes, ...]
    queue: bytes = b""

    @cached_property
    def files(self) -> dict[str, bytes]:
        found = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in found}

    @cached_property
    def everything(self) -> dict[str, bytes]:
        return self.files | {"logs": self.logs.encode(), "mails": b"\n".join(self.mails), "queue": self.queue}

    def hits(self, text: str) -> list[str]:
        wanted = tuple(shapes(text))
        return [name for name, raw in self.everything.items() if any(shape in raw for shape in wanted)]
