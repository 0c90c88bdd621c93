"""The commands of an installation. Each parses, calls one function, and answers in Bahasa with the next step."""

import os
import sys
from datetime import datetime

import click

from wbs import clock
from wbs.app import create_app
from wbs.cases.desk_check import Finding, check_desks, is_refused
from wbs.cases.proof import discrepancies
from wbs.config import BadSettings, Settings
from wbs.demo.starting import prepare_demo
from wbs.keyfolder import MissingKey
from wbs.ledger.read import tree_head
from wbs.ledger.verify import verify
from wbs.migrating import migrate
from wbs.runtime.commands import scheduler, serve, worker
from wbs.runtime.periodic import run_night, run_tick
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """WBS: sistem pelaporan pelanggaran."""
    if context.obj is not None:
        return
    try:
        context.obj = Settings.from_environ(os.environ)
    except BadSettings as problem:
        raise click.ClickException(str(problem)) from None


main.add_command(serve)
main.add_command(worker)
main.add_command(scheduler)


@main.command()
@click.option("--past/--no-past", default=True, help="Dengan kasus tahun-tahun lalu, atau kosong.")
@click.pass_context
def run(context: click.Context, past: bool) -> None:
    """Demo: menyiapkan semuanya, lalu menjalankannya."""
    context.obj = prepare_demo(context.obj, click.echo, past)
    context.invoke(serve)


@main.command("migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Membawa basis data ke susunan terbaru."""
    migrate(settings)


@main.command()
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]), help="Pukul berapa (ISO).")
@click.pass_obj
def tick(settings: Settings, at: datetime | None) -> None:
    """Mengerjakan satu ketukan: kabar, surel."""
    _done(run_tick(create_app(settings), at or clock.now()))


@main.command()
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]), help="Pukul berapa (ISO).")
@click.pass_obj
def night(settings: Settings, at: datetime | None) -> None:
    """Mengerjakan satu malam: buku jejak, sapuan."""
    _done(run_night(create_app(settings), at or clock.now()))


@main.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Memeriksa apakah setiap laporan ada pembacanya.

    Setiap jenis dan unit dicoba, juga bila satu atau dua orang berhalangan.
    """
    try:
        app = create_app(settings)
    except MissingKey as missing:
        problem = f"Kunci {missing} belum ada. Jalankan `make run` atau siapkan folder kunci."
        raise click.ClickException(problem) from None
    with app.app_context():
        found = _check_desks(app.extensions["wbs"], clock.now())
    for finding in found:
        click.echo(f"[{finding.severity}] {finding.sentence} {finding.next_step}")
    if is_refused(found):
        sys.exit(1)
    click.echo("Setiap jenis dan unit sampai pada pembaca.")


@main.group()
def ledger() -> None:
    """Buku jejak."""


@ledger.command("verify")
@click.pass_obj
def ledger_verify(settings: Settings) -> None:
    """Memeriksa buku jejak dan mencocokkannya dengan arsip."""
    app, problems = create_app(settings), 0
    with app.app_context():
        keys = app.extensions["wbs"].keys.ledger
        for realm in REALMS:
            found = [*verify(realm, keys), *discrepancies(realm, settings.zone)]
            head = tree_head(realm)
            click.echo(f"{realm}: {head.size} catatan, akar {head.root.hex()[:16]}, {len(found)} temuan")
            for finding in found:
                click.echo(f"  {finding.seq if finding.seq is not None else '-'}: {finding.what} {finding.detail}")
            problems += len(found)
    if problems:
        sys.exit(1)
    click.echo("Buku jejak utuh dan cocok dengan arsip.")


def _check_desks(instance: Instance, now: datetime) -> tuple[Finding, ...]:
    people = [person for found in instance.directories.all(instance.today(now)) for person in found.people]
    return check_desks(instance.organisation, instance.desks(now), instance.jurisdiction, people)


def _done(failures: list[object]) -> None:
    for failure in failures:
        click.echo(f"gagal: {failure}", err=True)
    if failures:
        sys.exit(1)
