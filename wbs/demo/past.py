"""A past for the demo: two years of reports, told, examined and closed, and what lies on the desks today."""

from collections.abc import Sequence
from datetime import datetime

from wbs.db import transaction
from wbs.demo.living import Cast, live
from wbs.demo.stories import bypass_stories, open_stories, past_stories, shown_story
from wbs.founding import Member
from wbs.intake.filing import Receipt
from wbs.ledger.sequence import sequence
from wbs.oversight.releasing import release_public_figures
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance


def make_past(instance: Instance, members: Sequence[Member], now: datetime) -> Receipt:
    """Fills the archive; returns the receipt of one open report, so that a visitor can read its mailbox."""
    cast = Cast.of(instance, members)
    for stories in (past_stories, open_stories):
        for story in stories(instance.organisation, now):
            live(cast, story, now)
    for story in bypass_stories(now):
        live(cast, story, now)
    receipt = live(cast, shown_story(now), now, counter=instance)
    _sequence_all(instance, now)
    release_public_figures(instance, cast.auditor(now), now)
    return receipt


def _sequence_all(instance: Instance, now: datetime) -> None:
    for realm in REALMS:
        for waits_for in ("tick", "night"):
            with transaction():
                sequence(realm, instance.keys.ledger, waits_for, now.astimezone(instance.settings.zone))
