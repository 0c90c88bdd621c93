"""A house whose units change."""

import pytest
from flask import Flask

from tests.structure.office import Planning
from wbs.founding import Founded
from wbs.staff.instance import Instance


@pytest.fixture
def planning(instance: Instance, founded: Founded) -> Planning:
    return Planning.on_the_day(instance, founded)


@pytest.fixture
def planning_twice(database: Flask, founded: Founded) -> Planning:
    """On SQLite and on PostgreSQL."""
    return Planning.on_the_day(database.extensions["wbs"], founded)
