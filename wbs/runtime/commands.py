"""The commands that keep running: everything under one parent, or one service at a time."""

import click
from sqlalchemy.orm import configure_mappers

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.runtime import queue, supervisor, web
from wbs.runtime.application import Application
from wbs.runtime.process import keep_memory_private, overwrite_freed_memory
from wbs.runtime.quiet import configure_logs
from wbs.runtime.redis_server import UnsafeFolder
from wbs.runtime.schedule import duties
from wbs.web.install import compile_templates
from wbs.worker import set_app


@click.command()
def serve() -> None:
    """Menjalankan web, pekerja, dan penjadwal.

    Redis ikut dijalankan, kecuali bila REDIS_URL menyebut yang lain.
    """
    settings = _ready()
    try:
        supervisor.serve(settings, _ready_to_share)
    except (web.AddressInUse, UnsafeFolder) as problem:
        raise click.ClickException(str(problem)) from None


@click.command()
def worker() -> None:
    """Menjalankan pekerja saja.

    Tanpa REDIS_URL ia menjadwalkan pekerjaannya sendiri.
    """
    settings = _ready()
    set_app(create_app(settings))
    if settings.redis_url:
        queue.work(settings.redis_url)
    else:
        queue.poll_loop(duties(settings, clock.now()))


@click.command()
def scheduler() -> None:
    """Menjalankan penjadwal saja; perlu REDIS_URL."""
    settings = _ready()
    if not settings.redis_url:
        raise click.UsageError("REDIS_URL belum diisi. Tanpa itu `wbs worker` menjadwalkan sendiri.")
    queue.schedule(settings.redis_url, duties(settings, clock.now()))


def _ready() -> Settings:
    overwrite_freed_memory()
    settings: Settings = click.get_current_context().obj
    configure_logs(settings.log)
    keep_memory_private()
    return settings


def _ready_to_share(settings: Settings) -> Application:
    """The application with every template compiled and every table mapped: its children share them, instead of each
    doing it again, and no collection walks them."""
    app = create_app(settings)
    compile_templates(app)
    configure_mappers()
    return app
