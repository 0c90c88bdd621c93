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
JAKARTA = ZoneInfo("Asia/Jakarta")


class BadSettings(Exception):
    """A setting is missing or cannot be meant; the message names it and says what it should be."""


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
    government: str = "Pemerintah Provinsi DKI Jakarta"
    inspectorate_unit: str = "ITPROV"  # root of the subtree whose reports bypass the house
    governor_units: tuple[str, ...] = ("SETDA", "BIRO-KDH")  # whose parties go to the outside bypass
    zone: ZoneInfo = JAKARTA
    ticks: str = "10:00,15:00"  # local times at which updates are released, or "every:SECONDS"
    own_mail_domains: tuple[str, ...] = ("go.id",)  # a reporter's address under these is refused
    mail: Mail = field(default_factory=Mail)
    threads: int = 24
    demo: bool = False
    derivation_kib: int = 19 * 1024  # Argon2id memory for the reporter's code

    @property
    def keys_dir(self) -> Path:
        return self.var_dir / "keys"

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
            government=environ.get("WBS_GOVERNMENT", cls.government),
            inspectorate_unit=environ.get("WBS_INSPECTORATE_UNIT", cls.inspectorate_unit),
            governor_units=_words(environ.get("WBS_GOVERNOR_UNITS")) or cls.governor_units,
            zone=ZoneInfo(environ.get("WBS_ZONE", "Asia/Jakarta")),
            ticks=environ.get("WBS_TICKS", cls.ticks),
            own_mail_domains=_words(environ.get("WBS_OWN_MAIL_DOMAINS")) or cls.own_mail_domains,
            mail=_mail(environ),
            threads=_number(environ, "WBS_THREADS", cls.threads),
            demo=environ.get("WBS_DEMO", "") == "1",
        )
        return _checked(settings)


def _words(value: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (value or "").split(",") if word.strip())


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise BadSettings(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _mail(environ: Mapping[str, str]) -> Mail:
    return Mail(
        host=environ.get("WBS_MAIL_HOST", ""),
        port=_number(environ, "WBS_MAIL_PORT", Mail.port),
        sender=environ.get("WBS_MAIL_SENDER", ""),
    )


def _checked(settings: Settings) -> Settings:
    if settings.face not in FACES:
        raise BadSettings(f"WBS_FACE must be one of {', '.join(FACES)}")
    if urlsplit(settings.public_url).scheme not in ("http", "https"):
        raise BadSettings("PUBLIC_URL must start with http:// or https://")
    if settings.mail.host and not settings.mail.sender:
        raise BadSettings("WBS_MAIL_SENDER is needed when WBS_MAIL_HOST is set")
    if not settings.secure and urlsplit(settings.public_url).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadSettings("PUBLIC_URL must be https:// anywhere but on this machine")
    return settings
