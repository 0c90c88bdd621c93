"""`wbs check`: measures, lets every check judge, and prints what is to be done, the gravest first."""

import ssl
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import click

from wbs import clock
from wbs.app import create_app
from wbs.cases.closing_check import check_closings
from wbs.cases.desk_check import BLOCKING, SEVERITIES, Finding, check_desks, is_refused
from wbs.checking import house, machine, measuring
from wbs.checking.fetching import Unreachable, fetch
from wbs.checking.measuring_people import of_people
from wbs.checking.promises import check_answer, check_plain, check_unreachable
from wbs.config import Settings
from wbs.keyfolder import MissingKey
from wbs.ledger.read import tree_head
from wbs.organisation.government import SMALL
from wbs.refusals import of_key
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance
from wbs.web.install import UPLOAD


@click.command()
@click.option("--url", "urls", multiple=True, help="Juga muka publik yang terpasang, mis. https://lapor.kota.go.id.")
@click.pass_obj
def check(settings: Settings, urls: tuple[str, ...]) -> None:
    """Memeriksa pemasangan: pembaca, kunci, mesin, dan muka yang terpasang.

    Setiap jenis dan unit dicoba, juga bila satu atau dua orang berhalangan. Berakhir dengan 1 bila ada yang ditolak.
    """
    now = clock.now()
    found = [*of_keys(settings), *of_installation(settings, now)]
    for url in urls:
        if not url.startswith(("https://", "http://")):
            raise click.BadParameter("tulis lengkap, mis. https://lapor.kota.go.id", param_hint="--url")
        found += of_host(url, now)
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    for finding in found:
        click.echo(f"[{finding.severity}] {finding.sentence} {finding.next_step}")
    click.echo(_summary(found))
    if is_refused(found):
        sys.exit(1)


def of_keys(settings: Settings) -> Iterator[Finding]:
    found = measuring.key_folder(settings.keys_dir)
    yield from machine.check_key_folder(found, settings.face)
    if settings.face == "both":
        yield from machine.check_completeness(found, settings.database_url.startswith("sqlite"))


def of_installation(settings: Settings, now: datetime) -> list[Finding]:
    """All that needs the application. An installation without its keys has nothing else to check."""
    try:
        app = create_app(settings)
    except MissingKey as missing:
        return [Finding(BLOCKING, *of_key(missing, settings.keys_dir))]
    with app.app_context():
        instance = app.extensions["wbs"]
        return [*_of_machine(instance, now), *_of_house(instance, now)]


def _of_machine(instance: Instance, now: datetime) -> Iterator[Finding]:
    yield from machine.check_isolation(measuring.held_locks())
    yield from machine.check_disk(measuring.free_bytes(instance.settings), instance.settings.disk_bytes)
    yield from machine.check_clock(instance.today(now), measuring.recorded_days(instance.settings))


def _of_house(instance: Instance, now: datetime) -> Iterator[Finding]:
    settings, today = instance.settings, instance.today(now)
    ends = measuring.directory_ends(instance, today)
    yield from house.check_directories(ends, today)
    if all(ends.values()):
        yield from desks(instance, now)
        yield from closings(instance, now)
        yield from of_people(instance, now)
    yield from house.check_demo(settings.demo)
    yield from house.check_holidays(instance.calendar, today)
    yield from house.check_infrastructure(instance.organisation.infrastructure())
    yield from house.check_witnesses({realm: tree_head(realm).size for realm in REALMS})
    yield from house.check_mail(settings.mail.host)
    yield from house.check_nights(measuring.last_night(settings), today)


def desks(instance: Instance, now: datetime) -> tuple[Finding, ...]:
    people = [person for found in instance.directories.all(instance.today(now)) for person in found.people]
    return check_desks(instance.organisation, instance.desks(now), instance.jurisdiction, people)


def closings(instance: Instance, now: datetime) -> Iterator[Finding]:
    """Where heads are few: a large government has a head at every desk, and other desks behind it."""
    if instance.directories.government().profile == SMALL:
        people = {found.realm: found.people for found in instance.directories.all(instance.today(now))}
        yield from check_closings(instance.organisation, instance.desks(now), instance.jurisdiction, people)


def of_host(url: str, now: datetime, context: ssl.SSLContext | None = None) -> list[Finding]:
    try:
        found = [*check_answer(fetch(url, context), UPLOAD.source, now)]
    except Unreachable as why:
        return [check_unreachable(url, str(why))]
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.port is None:  # beside another port, nobody knows where http would be
        try:
            found += check_plain(fetch(f"http://{parts.hostname}/"))
        except Unreachable:
            pass  # nobody listens there, or it speaks no HTTP: nothing is sent in clear
    return found


def _summary(found: Sequence[Finding]) -> str:
    counts = ", ".join(f"{sum(one.severity == severity for one in found)} {severity}" for severity in SEVERITIES)
    if is_refused(found):
        return f"{counts}. Yang ditolak harus dibereskan dulu."
    return f"{counts}. Setiap jenis dan unit sampai pada pembaca."
