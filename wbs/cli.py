"""The commands of an installation. Each parses, calls one function, and answers in Bahasa with the next step."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime

import click

from wbs import clock
from wbs.app import create_app
from wbs.cases.keeping import verify_store
from wbs.cases.proof import discrepancies
from wbs.checking.commands import check
from wbs.config import BadSettings, Settings
from wbs.days_off import calendar
from wbs.demo.starting import prepare_demo
from wbs.directory import directory
from wbs.founding.commands import init, recover_command
from wbs.founding.reshare_command import reshare_command
from wbs.installing.commands import install
from wbs.keeping.commands import backup, backup_key, restore
from wbs.ledger.findings import Finding
from wbs.ledger.read import tree_head
from wbs.ledger.verify import verify
from wbs.migrating import migrate, newest, other_revision
from wbs.offline import open_dossier
from wbs.refusals import Commands
from wbs.rotating.commands import rotate
from wbs.runtime.commands import scheduler, serve, worker
from wbs.runtime.periodic import Failure, run_night, run_tick
from wbs.staff.directory import REALMS
from wbs.staff.directory_files import governed
from wbs.watching.commands import alarm_command, outbox, probe_command

# These make the database, bring it up to date, or do without it.
ANY_REVISION = frozenset({"init", "install", "migrate", "restore", "run", "backup-key", "directory"})
OTHER_REVISION = (
    "Basis data pada susunan {found}, program ini perlu {needed}. Bila programnya lebih baru: hentikan layanan, "
    "jalankan `wbs migrate`, lalu jalankan lagi. Bila basis datanya lebih baru: pasang program yang sesuai."
)


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """WBS: sistem pelaporan pelanggaran."""
    if context.obj is not None or context.invoked_subcommand == "open":  # which works without an installation
        return
    try:
        context.obj = governed(Settings.from_environ(os.environ))
    except BadSettings as problem:
        raise click.ClickException(str(problem)) from None
    if context.invoked_subcommand not in ANY_REVISION and (found := other_revision(context.obj)):
        raise click.ClickException(OTHER_REVISION.format(found=found, needed=newest()))


main.add_command(open_dossier)
main.add_command(init)
main.add_command(recover_command)
main.add_command(reshare_command)
main.add_command(install)
main.add_command(directory)
main.add_command(check)
main.add_command(serve)
main.add_command(worker)
main.add_command(scheduler)
main.add_command(backup_key)
main.add_command(backup)
main.add_command(restore)
main.add_command(probe_command)
main.add_command(alarm_command)
main.add_command(rotate)
main.add_command(calendar)
main.add_command(outbox)


@main.command()
@click.option("--past/--no-past", default=True, help="Dengan kasus tahun-tahun lalu, atau kosong.")
@click.pass_context
def run(context: click.Context, past: bool) -> None:
    """Demo: menyiapkan semuanya, lalu menjalankannya."""
    context.obj = governed(prepare_demo(context.obj, click.echo, past))
    context.invoke(serve)


@main.command("migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Membawa basis data ke susunan terbaru."""
    migrate(settings)
    click.echo(f"Basis data sudah pada susunan terbaru, {newest()}. Berikutnya: jalankan layanan, lalu wbs check.")


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


@main.command("verify")
@click.pass_obj
def verify_files(settings: Settings) -> None:
    """Memeriksa apakah setiap berkas masih ada dan utuh."""
    app, problems = create_app(settings), 0
    words = {"missing": "hilang", "damaged": "rusak"}
    with app.app_context():
        for found in verify_store(app.extensions["wbs"]):
            problems += 1
            click.echo(f"  {found.number}, berkas {found.file_id} ({found.part}): {words[found.what]}, {found.name}")
    if problems:
        click.echo(f"{problems} berkas hilang atau rusak. Pulihkan dari cadangan, lalu jalankan perintah ini lagi.")
        sys.exit(1)
    click.echo("Semua berkas ada dan utuh.")


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
        for realm in REALMS:  # each log before anything is compared: what it says of itself is told in any case
            head = tree_head(realm)
            found = verify(realm, keys)
            problems += _told(f"{realm}: {head.size} catatan, akar {head.root.hex()[:16]}", found)
        for realm in REALMS:
            problems += _told(f"{realm}, dicocokkan dengan arsip", discrepancies(realm, settings.zone))
    if problems:
        click.echo("Jangan mengubah apa pun. Berikutnya: docs/OPERATIONS.md, Buku jejak rusak.")
        sys.exit(1)
    click.echo("Buku jejak utuh dan cocok dengan arsip.")


def _told(about: str, found: Sequence[Finding]) -> int:
    click.echo(f"{about}: {len(found)} temuan")
    for finding in found:
        click.echo(f"  {finding.seq if finding.seq is not None else '-'}: {finding.what} {finding.detail}")
    return len(found)


def _done(failures: Sequence[Failure]) -> None:
    for failure in failures:
        click.echo(f"Gagal: {failure.task}. Sebabnya di log (journalctl -u wbs-worker), atau di atas.", err=True)
    if failures:
        sys.exit(1)
