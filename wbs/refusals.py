"""What every command says when the machine under it is not fit: a key, the directory, the database. In Bahasa, with the
next step.

Decides the words, and which failures are the operator's to mend. A fault of ours goes on with its trace. Does not know
what a command does, and never prints what an exception says: it may hold an address or a password.
"""

from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from wbs.config import Settings
from wbs.errors import Distrusted
from wbs.keyfolder import MissingKey
from wbs.migrating import is_empty
from wbs.outbox.ticks import BadTicks

COPY = "docs/OPERATIONS.md, Kunci hilang"
KEY_GONE = (
    "Kunci {name} tidak ada di {folder}.",
    f"Instalasi baru: jalankan `wbs init`. Bila pernah ada: kembalikan dari media salinannya ({COPY}).",
)
KEY_DAMAGED = "Kunci {name} di {folder} rusak.", f"Kembalikan dari media salinannya ({COPY})."
KEY_OPEN = (
    "Kunci {name} dapat dibaca atau ditulis akun lain.",
    "Jalankan `chmod 600 {folder}/{name}`. Bila mungkin sudah dibaca: docs/OPERATIONS.md, Putar kunci.",
)
DISTRUSTED = (
    "Direktori tidak ada, tidak sah, atau kedaluwarsa. Kembalikan berkasnya dari media salinan kunci; bila hanya "
    "kedaluwarsa: `wbs directory export BERKAS --renew`, `sign`, `install`."
)
EMPTY = (
    "Basis data {database} masih kosong. Instalasi baru: `wbs init`. Sesudah kehilangan: `wbs restore BERKAS --key "
    "KUNCI`. Bila seharusnya berisi, periksa DATABASE_URL dan WBS_VAR."
)
DOWN = (
    "Basis data {database} tidak dapat dibuka. PostgreSQL: periksa `systemctl status postgresql`, DATABASE_URL, dan "
    "peran akun ini. SQLite: periksa izin berkasnya dan ruang kosong di disknya."
)
FORBIDDEN = "Tidak boleh membuka {path}. Jalankan `wbs` sebagai root."


class Commands(click.Group):
    """The commands of an installation, none of which answers an operator's trouble with a trace."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except MissingKey as missing:
            raise click.ClickException(" ".join(of_key(missing, context.obj.keys_dir))) from None
        except BadTicks as wrong:
            raise click.ClickException(str(wrong)) from None
        except Distrusted:
            raise click.ClickException(DISTRUSTED) from None
        except PermissionError as refused:
            raise click.ClickException(FORBIDDEN.format(path=refused.filename)) from None
        except sa.exc.DBAPIError as error:
            if told := of_database(error, context.obj):
                raise click.ClickException(told) from None
            raise


def of_key(missing: MissingKey, folder: Path) -> tuple[str, str]:
    """What is wrong, and the next step. `missing` names the file and, after a colon, what ails one that is there."""
    name, _, wrong = str(missing).partition(": ")
    words = KEY_GONE if not wrong else KEY_DAMAGED if wrong.startswith("damaged") else KEY_OPEN
    sentence, step = words
    return sentence.format(name=name, folder=folder), step.format(name=name, folder=folder)


def of_database(error: sa.exc.DBAPIError, settings: Settings) -> str:
    """Nothing when the database is there, and whole, and the fault is ours."""
    database = sa.make_url(settings.database_url).render_as_string(hide_password=True)
    try:
        if is_empty(settings):
            return EMPTY.format(database=database)
    except sa.exc.SQLAlchemyError:
        return DOWN.format(database=database)
    return DOWN.format(database=database) if isinstance(error, sa.exc.OperationalError) else ""
