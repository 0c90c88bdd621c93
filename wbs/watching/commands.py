"""`wbs probe`: one report there and back, its exit code is the answer. `wbs outbox`: what did not leave the house."""

import sys

import click

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.outbox.delivery import retry_parked
from wbs.outbox.mail import TASKS
from wbs.outbox.records import PARKED, WAITING
from wbs.runtime.quiet import configure_logs
from wbs.watching import health
from wbs.watching.probing import ProbeFailed, probe, tell

OF_TIMERS = (*TASKS, "ledger", "probe")


@click.command("probe")
@click.option("--url", default="", help="Alamat muka publik, bila bukan PUBLIC_URL.")
@click.pass_obj
def probe_command(settings: Settings, url: str) -> None:
    """Mengirim satu laporan uji coba sampai ke mejanya.

    Tidak masuk angka. Bila tidak sampai: kode keluar 1, alarm di log, dan surel ke WBS_ALARM_MAIL.
    """
    configure_logs(settings.log)
    app = create_app(settings)
    with app.app_context():
        instance, problems = app.extensions["wbs"], 0
        try:
            number = probe(instance, url or settings.public_url, clock.now())
            click.echo(f"Laporan uji coba {number} sampai di mejanya, terbuka dengan kodenya, dan sudah ditutup.")
        except ProbeFailed as failed:
            problems += 1
            click.echo(f"Laporan uji coba tidak sampai. Gagal saat {failed}.", err=True)
            tell(instance, "probe", clock.now())
        if health.failed({"worker": health.worker}, instance, clock.now()):
            problems += 1
            click.echo("Pekerja diam lebih dari 20 menit. Periksa `wbs worker` dan lognya.", err=True)
            tell(instance, "worker", clock.now())
    if problems:
        sys.exit(1)


@click.command("alarm")
@click.argument("kind", type=click.Choice(OF_TIMERS))
@click.pass_obj
def alarm_command(settings: Settings, kind: str) -> None:
    """Memberi tahu penjaga mesin bahwa sebuah tugas berkala gagal; dipanggil oleh systemd."""
    configure_logs(settings.log)
    app = create_app(settings)
    with app.app_context():
        tell(app.extensions["wbs"], kind, clock.now())
    click.echo(f"Alarm {kind} disampaikan: di log, dan ke WBS_ALARM_MAIL bila diisi.")


@click.group()
def outbox() -> None:
    """Pemberitahuan yang menunggu dikirim."""


@outbox.command("show")
@click.pass_obj
def outbox_show(settings: Settings) -> None:
    """Menghitung yang menunggu dan yang macet; tanpa nama dan alamat."""
    with create_app(settings).app_context():
        waiting, parked = health.count(WAITING, clock.now()), health.count(PARKED)
    click.echo(f"Sudah waktunya dan belum terkirim: {waiting}. Macet: {parked}.")


@outbox.command("retry")
@click.pass_obj
def outbox_retry(settings: Settings) -> None:
    """Mencoba lagi yang macet, setelah surelnya beres."""
    with create_app(settings).app_context():
        count = retry_parked()
    click.echo(f"{count} pemberitahuan akan dicoba lagi dalam satu menit.")
