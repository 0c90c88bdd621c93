"""Where a demo may be prepared and served: where nothing is, or on what it made itself."""

from dataclasses import replace
from pathlib import Path

import click
import pytest
import sqlalchemy as sa

from tests.conftest import make_settings
from tests.databases import new_database
from wbs.config import Settings
from wbs.demo.mark import Mark, ground_of, read_mark, write_mark
from wbs.demo.starting import alone, prepare_demo

PREPARING = "Menyiapkan"


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a demo that is not there yet: on its own file, and on an empty database of a server."""
    if request.param == "sqlite":
        return make_settings(tmp_path / "demo")
    url = new_database(request.getfixturevalue("postgres_url"), template="template0")
    return make_settings(tmp_path / "demo", url)


def start(settings: Settings) -> str:
    """What a start says before it serves."""
    said: list[str] = []
    prepare_demo(settings, said.append, with_past=False)
    return "\n".join(said)


def rows(settings: Settings) -> list[int]:
    engine = sa.create_engine(settings.database_url)
    with engine.connect() as connection:
        tables = sorted(sa.inspect(engine).get_table_names())
        found = [connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables]
    engine.dispose()
    return found


def empty(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        (settings.var_dir / "wbs.db").unlink()
        return
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()


def test_the_database_of_an_installation_stays_as_it_is(settings: Settings, tmp_path: Path) -> None:
    before = rows(settings)
    with pytest.raises(click.ClickException, match="sudah berisi"):
        start(make_settings(tmp_path / "demo", settings.database_url))
    with pytest.raises(click.ClickException, match="bukan demo"):
        start(settings)
    assert rows(settings) == before
    assert not (tmp_path / "demo").exists() and not (settings.var_dir / "run").exists()


def test_an_installation_whose_keys_lie_elsewhere_is_no_demo(settings: Settings, tmp_path: Path) -> None:
    settings.keys_dir.rename(tmp_path / "elsewhere")
    with pytest.raises(click.ClickException, match="sudah berisi"):
        start(settings)


def test_a_demo_stays_on_its_database_and_its_keys(demo: Settings, tmp_path: Path) -> None:
    assert PREPARING in start(demo)
    other = tmp_path / "other.db"
    for wrong in (replace(demo, database_url=f"sqlite:///{other}"), replace(demo, keys=str(tmp_path / "keys"))):
        with pytest.raises(click.ClickException, match="WBS_VAR lain"):
            start(wrong)
    assert not other.exists()
    assert PREPARING not in start(demo)


def test_a_demo_whose_database_was_emptied_begins_anew(demo: Settings) -> None:
    start(demo)
    before = rows(demo)
    empty(demo)
    assert PREPARING in start(demo)
    assert rows(demo) == before


def test_half_a_demo_begins_anew_in_its_own_file_and_names_any_other_database(demo: Settings) -> None:
    start(demo)
    write_mark(demo.var_dir, Mark(is_ready=False, ground=ground_of(demo)))
    if not demo.database_url.startswith("sqlite"):
        with pytest.raises(click.ClickException, match=f"/{sa.make_url(demo.database_url).database} tidak lagi kosong"):
            start(demo)
        empty(demo)
    assert PREPARING in start(demo)
    assert PREPARING not in start(demo)


def test_one_start_at_a_time(tmp_path: Path) -> None:
    demo = make_settings(tmp_path / "demo")
    with alone(demo.var_dir), pytest.raises(click.ClickException, match="sedang disiapkan"):
        start(demo)
    assert read_mark(demo.var_dir) is None


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(click.ClickException, match="Pilih WBS_VAR lain"):
        start(make_settings(tmp_path / "file" / "demo"))


def test_a_mark_names_the_database_and_nobody_who_may_open_it(tmp_path: Path) -> None:
    def on(url: str) -> str:
        return ground_of(make_settings(tmp_path, f"postgresql+psycopg://{url}"))

    assert on("siti:rahasia@db.example/wbs") == on("db.example:5432/wbs") == "db.example:5432/wbs"
    assert on("/wbs?host=/run/postgresql") == "/run/postgresql:5432/wbs"


def test_a_folder_that_moves_takes_its_demo_along(tmp_path: Path) -> None:
    assert ground_of(make_settings(tmp_path / "one")) == ground_of(make_settings(tmp_path / "two"))


def test_a_mark_from_before_grounds_were_noted_means_the_own_file(tmp_path: Path) -> None:
    (tmp_path / "DEMO").write_text("siap\nABCDE-FGHIJ\nsatu dua tiga\n", "utf-8")
    assert read_mark(tmp_path) == Mark(True, ground_of(make_settings(tmp_path)), ("ABCDE-FGHIJ", "satu dua tiga"))
