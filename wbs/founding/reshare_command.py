"""`wbs reshare`: k holders come together, and everybody who shall hold one from now on gets a share, alone."""

import sys
from pathlib import Path

import click

from wbs import clock
from wbs.app import create_app
from wbs.config import Settings
from wbs.founding.ceremony import refuse_unfit_path
from wbs.founding.commands import NEEDS_SCREEN, gathered, hand_out
from wbs.founding.quorum import BadShare
from wbs.founding.recovering import refuse_stranger
from wbs.founding.refusals import Impossible
from wbs.founding.resharing import note_reshared, refuse_unfit, reshare
from wbs.staff.directory import REALMS


@click.command("reshare")
@click.option("--realm", type=click.Choice(REALMS), required=True, help="Jalur kunci pemulihannya.")
@click.option("--threshold", type=int, required=True, help="Berapa pemegang yang harus datang bersama.")
@click.option("--holder", "holders", multiple=True, required=True, help="Nama atau jabatan; satu kali tiap pemegang.")
@click.option("--sheets", "folder", type=click.Path(path_type=Path), help="Folder baru untuk lembar PDF.")
@click.pass_obj
def reshare_command(
    settings: Settings, realm: str, threshold: int, holders: tuple[str, ...], folder: Path | None
) -> None:
    """Membagi kunci pemulihan yang sama dengan potongan baru: pemegang berganti, lembar hilang, atau sudah diketik."""
    if folder is None and not sys.stdout.isatty():
        raise click.ClickException(NEEDS_SCREEN)
    now = clock.now()
    try:
        if folder is not None:
            refuse_unfit_path(settings, folder)
        app = create_app(settings)
        with app.app_context():
            instance = app.extensions["wbs"]
            refuse_unfit(instance, realm, threshold, holders, now)
            click.echo("Masukkan potongan yang lama, sebanyak ambangnya.")
            identity = gathered()
            refuse_stranger(instance, realm, identity, now)
            hand_out(reshare(identity, realm, threshold, holders), folder)
            note_reshared(instance, realm, holders, now)
    except (Impossible, BadShare) as why:
        raise click.ClickException(str(why)) from None
    click.echo(f"{len(holders)} potongan baru diserahkan; {threshold} pemegang bersama membentuk kunci jalur {realm}.")
    click.echo(
        "Berikutnya: pemegang lama memusnahkan lembarnya di depan saksi (potongan lama masih membentuk kunci yang "
        "sama, tidak bersama yang baru), lalu buat berita acaranya."
    )
