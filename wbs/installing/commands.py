"""`wbs install`: writes the files of one Debian machine, and says in Bahasa what to do with them. Starts nothing.

Needs no network and no running system, so that it can be tried below another root.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import click

from wbs.installing.plan import PROGRAM, Names, plan
from wbs.installing.writing import NEW, RENEWED, SAME, THEIRS, Changed, write

HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
HIDDEN_FROM_UNITS = ("/home", "/root", "/tmp", "/var/tmp")  # noqa: S108 - by ProtectHome and PrivateTmp # nosec B108
NEXT = """
Langkah berikutnya, sebagai root:
  1. systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
  2. Periksa setelan di /etc/wbs/*.env (surel di worker.env; PostgreSQL, Redis bila ada).
  3. Pendirian, bila belum: wbs init --template kecil > pendirian.toml (atau besar), isi, lalu
     wbs init pendirian.toml --directory-key /media/kunci/direktori.kunci
  4. systemctl enable --now wbs.target
     Dengan REDIS_URL di public.env, staff.env dan worker.env: systemctl enable --now wbs-scheduler.service
  5. Proksi: contohnya di /etc/wbs/proxy. nginx: salin wbs-public.conf dan wbs-staff.conf ke /etc/nginx/conf.d,
     letakkan sertifikat (lapor.pem, lapor.key, kantor.pem, kantor.key) di /etc/ssl/wbs, lalu
     rm -f /etc/nginx/sites-enabled/default && nginx -t && systemctl reload nginx
     Alamat onion: salin torrc ke /etc/tor, mulai ulang tor, alamatnya di /var/lib/tor/wbs-public/hostname
  6. wbs check --url https://{host}
Setelah kunci diganti atau ditambah: `wbs install` lagi, lalu systemctl daemon-reload && systemctl restart wbs.target.
"""


@click.command()
@click.option(
    "--root", type=click.Path(path_type=Path, file_okay=False), default="/", help="Menulis di bawah folder ini."
)
@click.option("--public-host", help="Nama muka publik, mis. lapor.kota.go.id.")
@click.option("--staff-host", help="Nama muka petugas, mis. kantor.kota.go.id.")
def install(root: Path, public_host: str | None, staff_host: str | None) -> None:
    """Menulis unit, setelan dan contoh proksi untuk satu mesin Debian.

    Boleh diulang. Berkas yang Anda ubah tidak ditimpa.
    """
    root = root.absolute()
    names = Names(_host(root, "public", public_host), _host(root, "staff", staff_host))
    if names.public_host == names.staff_host:
        raise click.ClickException("Kedua muka perlu nama yang berbeda.")
    if str(PROGRAM).startswith(HIDDEN_FROM_UNITS) and root == Path("/"):
        raise click.ClickException(
            f"Program ada di {PROGRAM}, yang tidak terlihat oleh layanan. Pindahkan ke /opt/wbs."
        )
    try:
        done = write(root, plan(names, _key_names(root)))
    except Changed as changed:
        raise click.ClickException(_refusal(changed)) from None
    except PermissionError as refused:
        raise click.ClickException(f"Tidak boleh menulis {refused.filename}. Jalankan sebagai root.") from None
    for one in done:
        click.echo(f"  {one.what:<10} /{one.path}")
    counts = ", ".join(f"{sum(one.what == what for one in done)} {what}" for what in (NEW, RENEWED, SAME, THEIRS))
    click.echo(f"{counts}.\n{NEXT.format(host=names.public_host).rstrip()}")


def _refusal(changed: Changed) -> str:
    paths = "\n".join(f"  /{path}" for path in changed.paths)
    return (
        f"Berkas ini sudah Anda ubah; tidak ada yang ditulis:\n{paths}\n"
        "Pindahkan perubahan Anda ke drop-in (systemctl edit NAMA), hapus berkas itu, lalu jalankan lagi."
    )


def _host(root: Path, face: str, given: str | None) -> str:
    """What was said, else what the settings that are there say."""
    host = given or _told(root / "etc/wbs" / f"{face}.env")
    if not host:
        raise click.UsageError(f"Sebutkan --{face}-host, mis. --{face}-host lapor.kota.go.id")
    if not HOST.fullmatch(host):
        raise click.BadParameter(
            f"{host!r} bukan nama host; tulis seperti lapor.kota.go.id", param_hint=f"--{face}-host"
        )
    return host


def _told(settings: Path) -> str:
    if not settings.exists():
        return ""
    found = re.search(r"^PUBLIC_URL=(\S+)$", settings.read_text("utf-8"), re.MULTILINE)
    return urlsplit(found[1]).hostname or "" if found else ""


def _key_names(root: Path) -> list[str]:
    folder = root / "etc/wbs/keys"
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
