"""A real nginx before the faces, by the examples of deploy/: with a certificate of its own, on free ports."""

import datetime as dt
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.deploy.machine import HOSTS, Machine
from tests.runtime.conftest import free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")


@dataclass(frozen=True)
class Proxy:
    folder: Path
    plain_port: int
    tls_port: int

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "lapor.pem"))

    def written(self) -> str:
        """Everything the proxy wrote, whatever the file."""
        own = {"nginx.conf", "lapor.pem", "lapor.key", "kantor.pem", "kantor.key", "pid"}
        files = (path for path in self.folder.rglob("*") if path.is_file() and path.suffix != ".conf")
        return "".join(path.read_text("utf-8", "replace") for path in files if path.name not in own)


def configure(made: Machine, folder: Path) -> Proxy:
    """The installed examples with ports, certificates and temporary folders of this test, and nothing else changed."""
    proxy = Proxy(folder, free_port(), free_port())
    certify(folder / "lapor.pem", folder / "lapor.key")
    for end in ("pem", "key"):
        shutil.copy(folder / f"lapor.{end}", folder / f"kantor.{end}")
    for path in (made.root / "etc/wbs/proxy").glob("wbs-*.conf"):
        text = path.read_text("utf-8").replace("/etc/ssl/wbs", str(folder)).replace("/var/log/nginx", str(folder))
        for listened, port in (("80", proxy.plain_port), ("443", proxy.tls_port)):
            text = text.replace(f"listen {listened}", f"listen 127.0.0.1:{port}")
            text = text.replace(f"listen [::]:{listened}", f"listen 127.0.0.2:{port}")
        for example, face in ((":8081", "public"), (":8082", "staff")):
            text = text.replace(f"127.0.0.1{example}", f"127.0.0.1:{made.ports[face]}")
        (folder / path.name).write_text(text, "utf-8")
    places = " ".join(
        f"{one}_temp_path {folder / one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        # As Debian's nginx.conf: compression and an access log, unless a server says otherwise.
        f"pid {folder}/pid; error_log {folder}/main.log; daemon off; events {{ worker_connections 512; }}\n"
        f"http {{ gzip on; access_log {folder}/access.log; {places} include {folder}/wbs-*.conf; }}\n"
    )
    return proxy


@contextmanager
def serving(proxy: Proxy) -> Iterator[None]:
    command = [str(NGINX), "-c", str(proxy.folder / "nginx.conf"), "-e", str(proxy.folder / "main.log")]
    with subprocess.Popen(command) as process:
        try:
            yield
        finally:
            process.terminate()


def certify(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS["public"])])
    now, hosts = dt.datetime.now(dt.UTC), (*HOSTS.values(), "localhost")
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in hosts]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    unlocked = serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked))
