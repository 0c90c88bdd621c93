"""Settings: one frozen value, built once from the environment, passed in. Nothing else reads the environment.

Secrets are not here: they are files of the key folder (`keyfolder.py`), so that no process list or crash dump
of the environment shows one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

FACES = ("both", "public", "staff")
LOGS = ("text", "json")
EVERYWHERE = ("", "0.0.0.0", "::", "*")  # noqa: S104 - refused # nosec B104
MOST_FILE_MB, MOST_FILES = 2048, 100
MOST_BACKUP_DAYS = 3650
MOST_RETENTION_YEARS = 100
JAKARTA = ZoneInfo("Asia/Jakarta")


class BadSettings(Exception):
    """A setting is missing or cannot be meant; the message, for an operator, names it and says what it should be."""


@dataclass(frozen=True)
class Mail:
    """Where notices leave the house; an empty host means that no mail is sent and rows wait."""

    host: str = ""
    port: int = 25
    sender: str = ""
    timeout_s: float = 10.0


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides by configuration."""

    var_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    redis_url: str = field(repr=False, default="")  # empty: an embedded server is started by `wbs serve`
    public_url: str = "http://127.0.0.1:8080"
    bind: str = ""  # "host:port" to listen on; empty: this machine alone, at the port of PUBLIC_URL
    face: str = "both"
    service_name: str = "Ruang Lapor"  # neutral: the masthead and the title of every public page
    ticks: str = "10:00,15:00"  # local times at which updates are released, or "every:SECONDS"
    mail: Mail = field(default_factory=Mail)
    threads: int = 24
    demo: bool = False
    second_factor: str = ""  # "on", "off" (a password alone opens a demo), or "": off for `wbs run`, on elsewhere
    derivation_kib: int = 19 * 1024  # Argon2id memory for the reporter's code
    store: str = ""  # sealed files: "s3://bucket/prefix"; empty: a folder under `var_dir`
    store_endpoint: str = ""  # of an S3-compatible service; empty: Amazon's of the region
    store_region: str = ""
    file_mb: int = 25  # the largest attachment
    most_files: int = 10  # with one report or letter
    backup_days: int = 35  # how long `wbs backup` keeps its archives: what was purged is gone for good after that
    retention_years: int = 5  # after which a closed case may be destroyed: as the office's retention schedule says
    disk_mb: int = 200  # with less room than this nothing more is taken in; reading goes on
    unsent_mb: int = 0  # of all files together that nobody has sent yet; 0: a quarter of the free room
    watch_bind: str = ""  # "host:port" of /healthz and /metrics, never the one that people reach; empty: neither
    alarm_mail: str = ""  # who is told that something is broken
    log: str = "text"  # or "json": one object a line
    keys: str = ""  # the key folder, where it is not `keys/` under `var_dir`: under systemd, its credentials

    # Not from the environment but from the signed directory, once there is one (staff/directory_files.governed).
    government: str = ""
    zone: ZoneInfo = JAKARTA
    languages: tuple[str, ...] = ("id", "en")
    own_mail_domains: tuple[str, ...] = ("go.id",)
    service_channels: tuple[str, ...] = ()

    @property
    def keys_dir(self) -> Path:
        return Path(self.keys) if self.keys else self.var_dir / "keys"

    @property
    def asks_second_factor(self) -> bool:
        return not (self.demo and self.second_factor == "off")

    @property
    def file_bytes(self) -> int:
        return self.file_mb * 1024 * 1024

    @property
    def disk_bytes(self) -> int:
        return self.disk_mb * 1024 * 1024

    @property
    def secure(self) -> bool:
        """Whether cookies are Secure and `__Host-`: follows PUBLIC_URL, never the request."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads WBS_* (and DATABASE_URL, REDIS_URL, PUBLIC_URL); refuses what cannot be meant."""
        var_dir = Path(environ.get("WBS_VAR", "var")).absolute()
        settings = cls(
            var_dir=var_dir,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{var_dir / 'wbs.db'}",
            redis_url=environ.get("REDIS_URL", ""),
            public_url=environ.get("PUBLIC_URL", cls.public_url).rstrip("/"),
            bind=environ.get("WBS_BIND", cls.bind),
            face=environ.get("WBS_FACE", cls.face),
            service_name=environ.get("WBS_SERVICE_NAME", cls.service_name),
            ticks=environ.get("WBS_TICKS", cls.ticks),
            mail=_mail(environ),
            threads=_number(environ, "WBS_THREADS", cls.threads),
            demo=environ.get("WBS_DEMO", "") == "1",
            second_factor=environ.get("WBS_SECOND_FACTOR", cls.second_factor),
            store=environ.get("WBS_STORE", cls.store).rstrip("/"),
            store_endpoint=environ.get("WBS_STORE_ENDPOINT", cls.store_endpoint).rstrip("/"),
            store_region=environ.get("WBS_STORE_REGION", cls.store_region),
            file_mb=_number(environ, "WBS_FILE_MB", cls.file_mb),
            most_files=_number(environ, "WBS_FILES", cls.most_files),
            backup_days=_number(environ, "WBS_BACKUP_DAYS", cls.backup_days),
            retention_years=_number(environ, "WBS_RETENTION_YEARS", cls.retention_years),
            disk_mb=_number(environ, "WBS_DISK_MB", cls.disk_mb),
            unsent_mb=_number(environ, "WBS_UNSENT_MB", cls.unsent_mb),
            watch_bind=environ.get("WBS_WATCH_BIND", cls.watch_bind),
            alarm_mail=environ.get("WBS_ALARM_MAIL", cls.alarm_mail),
            log=environ.get("WBS_LOG", cls.log),
            keys=str(Path(environ["WBS_KEYS"]).absolute()) if environ.get("WBS_KEYS") else "",
        )
        return _checked(settings)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise BadSettings(f"{name} harus bilangan bulat, bukan {value!r}.")
    return int(value)


def _mail(environ: Mapping[str, str]) -> Mail:
    return Mail(
        host=environ.get("WBS_MAIL_HOST", ""),
        port=_number(environ, "WBS_MAIL_PORT", Mail.port),
        sender=environ.get("WBS_MAIL_SENDER", ""),
    )


def _checked(settings: Settings) -> Settings:
    if settings.face not in FACES:
        raise BadSettings(f"WBS_FACE harus salah satu dari {', '.join(FACES)}.")
    if urlsplit(settings.public_url).scheme not in ("http", "https"):
        raise BadSettings("PUBLIC_URL harus dimulai dengan http:// atau https://.")
    if settings.mail.host and not settings.mail.sender:
        raise BadSettings("WBS_MAIL_SENDER harus diisi bila WBS_MAIL_HOST diisi.")
    if not settings.secure and not _is_here(settings.public_url):
        raise BadSettings("PUBLIC_URL harus https://, kecuali di mesin ini sendiri.")
    _check_second_factor(settings)
    _check_store(settings)
    _check_backups(settings)
    _check_watching(settings)
    return settings


def _check_second_factor(settings: Settings) -> None:
    is_demo = settings.demo and (settings.var_dir / "DEMO").exists()  # the mark that `wbs run` leaves
    if settings.second_factor not in ("", "on", "off") or (settings.second_factor == "off" and not is_demo):
        raise BadSettings("WBS_SECOND_FACTOR harus on; off hanya untuk demo `wbs run`.")


def _check_backups(settings: Settings) -> None:
    if not 1 <= settings.backup_days <= MOST_BACKUP_DAYS:
        raise BadSettings(f"WBS_BACKUP_DAYS harus 1 sampai {MOST_BACKUP_DAYS}.")
    if not 1 <= settings.retention_years <= MOST_RETENTION_YEARS:
        raise BadSettings(f"WBS_RETENTION_YEARS harus 1 sampai {MOST_RETENTION_YEARS}.")


def _check_watching(settings: Settings) -> None:
    host, _, port = settings.watch_bind.rpartition(":")
    if settings.watch_bind and (host.strip("[]") in EVERYWHERE or not (port.isascii() and port.isdigit())):
        raise BadSettings("WBS_WATCH_BIND harus alamat:port dari mesin ini, misalnya 127.0.0.1:9180.")
    if settings.alarm_mail and "@" not in settings.alarm_mail:
        raise BadSettings("WBS_ALARM_MAIL harus alamat surel.")
    if settings.log not in LOGS:
        raise BadSettings(f"WBS_LOG harus salah satu dari {', '.join(LOGS)}.")


def _check_store(settings: Settings) -> None:
    bucket, endpoint = urlsplit(settings.store), settings.store_endpoint
    if settings.store and not (bucket.scheme == "s3" and bucket.netloc):
        raise BadSettings("WBS_STORE harus s3://bucket atau s3://bucket/awalan, atau kosong untuk folder.")
    scheme = urlsplit(endpoint).scheme
    if endpoint and scheme != "https" and not (scheme == "http" and _is_here(endpoint)):
        raise BadSettings("WBS_STORE_ENDPOINT harus https://, kecuali di mesin ini sendiri.")
    if settings.store and not endpoint and not settings.store_region:
        raise BadSettings("WBS_STORE_REGION atau WBS_STORE_ENDPOINT harus diisi bila WBS_STORE diisi.")
    if not 1 <= settings.file_mb <= MOST_FILE_MB:
        raise BadSettings(f"WBS_FILE_MB harus 1 sampai {MOST_FILE_MB}.")
    if not 1 <= settings.most_files <= MOST_FILES:
        raise BadSettings(f"WBS_FILES harus 1 sampai {MOST_FILES}.")


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
