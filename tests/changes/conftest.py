"""A house whose people change."""

import pytest

from tests.changes.office import House
from wbs.founding import Founded
from wbs.staff.instance import Instance


@pytest.fixture
def house(instance: Instance, founded: Founded) -> House:
    return House(instance, founded)
