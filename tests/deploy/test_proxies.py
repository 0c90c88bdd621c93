"""The proxies' examples: accepted by their programs, and silent about who comes."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine, machine
from tests.deploy.proxy import NGINX, configure
from wbs.config import Settings
from wbs.installing.plan import PROGRAM

DEPLOY = PROGRAM / "deploy"
ADDRESSES = (
    "$remote_addr",
    "$binary_remote_addr",
    "$proxy_add_x_forwarded_for",
    "{remote_host}",
    "{http.request.remote",
)
FOR_ALL = ("gzip off;", "proxy_request_buffering off;", "proxy_max_temp_file_size 0;", "proxy_http_version 1.1;",
           'proxy_set_header X-Forwarded-For "";', "server_tokens off;", "ssl_session_tickets off;")  # fmt: skip


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"NOT INSTALLED: {name}")
    return found


def bare(path: Path) -> str:
    return re.sub(r"\s*#.*", "", path.read_text("utf-8"))


@pytest.fixture(scope="module")
def installed() -> Iterator[Machine]:
    with machine(with_accounts=False) as made:
        yield made


@pytest.mark.parametrize("face", ["public", "staff"])
def test_nginx_writes_no_address_and_no_body(face: str) -> None:
    text = bare(DEPLOY / "nginx" / f"wbs-{face}.conf")
    assert [line for line in FOR_ALL if line not in text] == []
    assert text.count("access_log off;") == text.count("server {") == 2
    assert [word for word in ADDRESSES if word in text] == []


def test_the_public_face_logs_no_error_either() -> None:
    text = bare(DEPLOY / "nginx/wbs-public.conf")
    assert text.count("error_log /dev/null crit;") == 2 and text.count("default_server") == 4
    assert "limit_req_zone  $server_name" in text


def test_the_largest_form_passes_the_proxies() -> None:
    default = Settings(Path("/"), "")
    needed = default.file_mb * default.most_files + 1
    for path in (DEPLOY / "nginx/wbs-public.conf", DEPLOY / "nginx/wbs-staff.conf", DEPLOY / "caddy/Caddyfile"):
        sizes = re.findall(r"(?:client_max_body_size|max_size) (\d+)", path.read_text("utf-8"))
        assert sizes and all(int(size) > needed for size in sizes), path


def test_caddy_keeps_no_log_and_hands_on_no_address() -> None:
    text = bare(DEPLOY / "caddy/Caddyfile")
    assert "output discard" in text and text.count("header_up -X-Forwarded-For") == 2 and "encode" not in text
    assert [word for word in ADDRESSES if word in text] == []


def test_the_onion_service_leads_to_the_public_face_alone() -> None:
    lines = bare(DEPLOY / "tor/torrc").splitlines()
    assert [line for line in lines if line.startswith("HiddenServicePort")] == ["HiddenServicePort 80 127.0.0.1:8081"]
    assert "WBS_BIND=127.0.0.1:8081" in (DEPLOY / "settings/public.env").read_text()
    assert "HiddenServicePoWDefensesEnabled 1" in lines and not [line for line in lines if "Log info" in line]


def test_nginx_accepts_both_faces(installed: Machine, tmp_path: Path) -> None:
    if NGINX is None:
        pytest.skip("NOT INSTALLED: nginx")
    configure(installed, tmp_path)
    command = [NGINX, "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "main.log")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "warn" not in done.stderr, done.stderr


def test_caddy_accepts_both_faces(installed: Machine, tmp_path: Path) -> None:
    config = str(installed.root / "etc/wbs/proxy/Caddyfile")
    environ = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [program("caddy"), "validate", "--config", config, "--adapter", "caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert done.returncode == 0 and "Valid configuration" in done.stdout + done.stderr, done.stderr


def test_tor_accepts_the_onion_service(installed: Machine, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    config = tmp_path / "torrc"
    text = (installed.root / "etc/wbs/proxy/torrc").read_text("utf-8")
    config.write_text(text.replace("/var/lib/tor", str(tmp_path)).replace("Log err syslog", "Log err stderr"))
    done = subprocess.run(
        [program("tor"), "--verify-config", "-f", config], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
