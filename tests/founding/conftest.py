"""A small government, founded once by its example file and copied for each test; slow derivations are cheap."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import NOW, make_settings, opened
from tests.databases import new_database
from tests.founding.settling import Settled, settle
from wbs.config import Settings
from wbs.crypto import passphrase
from wbs.crypto.derivation import Cost
from wbs.founding.ceremony import Ceremony, finish, found_government
from wbs.founding.charter import example
from wbs.staff.instance import Instance


@pytest.fixture(scope="session", autouse=True)
def cheap_words() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "PHRASE_COST", Cost(kib=64, passes=1))
        yield


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def small_founding(
    request: pytest.FixtureRequest, cheap_words: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, Ceremony]:
    folder = tmp_path_factory.mktemp("small")
    url = ""
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgres_url"), template="template0")
    settings = make_settings(folder / "var", url)
    ceremony = found_government(settings, example("kecil"), folder / "directory.key", NOW)
    finish(settings)
    return settings, ceremony


@pytest.fixture
def ceremony(small_founding: tuple[Settings, Ceremony]) -> Ceremony:
    return small_founding[1]


@pytest.fixture
def small_settings(small_founding: tuple[Settings, Ceremony], tmp_path: Path) -> Settings:
    founded = small_founding[0]
    shutil.copytree(founded.var_dir, tmp_path / "var")
    if founded.database_url.startswith("postgresql"):
        return make_settings(tmp_path / "var", new_database(founded.database_url))
    return make_settings(tmp_path / "var")


@pytest.fixture
def small_app(small_settings: Settings) -> Iterator[Flask]:
    with opened(small_settings) as app:
        yield app


@pytest.fixture
def small(small_app: Flask) -> Instance:
    return small_app.extensions["wbs"]


@pytest.fixture
def settled(small: Instance, ceremony: Ceremony) -> Settled:
    return settle(small, ceremony, NOW.date())
