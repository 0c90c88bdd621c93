"""A worker that dies at any moment of the night leaves a whole case or none, and the next night finishes."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.dying import DIED, STATEMENTS, run_until
from tests.purging.world import AFTER, an_old_case, is_there, nights_pass, order_purge
from wbs.cases.keeping import KEPT_UNCLAIMED, sweep_orphans
from wbs.cases.proof import discrepancies
from wbs.clock import now
from wbs.db import db
from wbs.ledger.verify import verify
from wbs.purging.carrying_out import carry_out_purges
from wbs.purging.records import PurgedCase
from wbs.staff.instance import Instance

pytestmark = pytest.mark.drill

MOMENTS = (*STATEMENTS, "checkin")  # a connection is given back when all is done
MANY = 200


def test_killed_at_every_statement_and_behind_the_commit(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    old = an_old_case(instance, with_file=True)
    order_purge(instance, old)
    count, has_died_behind = 0, False
    while (ended := run_until(count := count + 1, partial(carry_out_purges, instance, AFTER), MOMENTS)) == DIED:
        assert is_there(old.case_id) == (_tombstones() == 0), count
        if not is_there(old.case_id):
            has_died_behind = True
            break
        assert len(list(instance.store.blobs())) == 2
        assert count < MANY
    assert (ended, has_died_behind) == (DIED, True)
    assert count > 20
    assert len(list(instance.store.blobs())) == 2  # nobody names them
    assert verify("main", instance.keys.ledger) == discrepancies("main", instance.settings.zone) == []
    sweep_orphans(instance, now() + KEPT_UNCLAIMED + timedelta(days=1))
    assert list(instance.store.blobs()) == []
    nights_pass(database)
    assert _tombstones() == 1
    assert verify("main", instance.keys.ledger) == discrepancies("main", instance.settings.zone) == []


def _tombstones() -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(PurgedCase)).scalar_one()
