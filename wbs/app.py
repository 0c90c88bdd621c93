"""`create_app(settings)`: one application with the blueprints of its face, and the rounds of its worker."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app, g

from wbs import clock
from wbs.cases import views as cases
from wbs.cases.addresses import deliver_notices
from wbs.cases.flattening import flatten_timelines
from wbs.cases.keeping import level_blobs, sweep_orphans
from wbs.cases.receiving import Reception
from wbs.cases.resealing import reseal_contacts
from wbs.cases.rounds import escalate_urgent, remind_officers
from wbs.config import Settings
from wbs.db import db, engine_options, prepare_engine, transaction
from wbs.intake import views as intake
from wbs.intake.figures_box import FiguresBox
from wbs.intake.rounds import forget_tickets, sweep_reporter_sessions
from wbs.keeping.purged import remember_purged
from wbs.keyfolder import load_keys
from wbs.ledger.sequence import sequence
from wbs.levelling import level
from wbs.outbox.delivery import forget_sent
from wbs.oversight import views as oversight
from wbs.oversight.releasing import band_name, newest_release, semester_name
from wbs.people import views as people
from wbs.people.custody import sweep_custody
from wbs.people.ending import end_stand_ins, ended_early
from wbs.people.figures_lost import asked_to_record
from wbs.people.rounds import remind_people
from wbs.people.stated import as_stated, stated_on
from wbs.people.taking_back import sweep_strays
from wbs.people.waiting import waiting_for_me
from wbs.purging import views as purging
from wbs.purging.carrying_out import carry_out_purges
from wbs.runtime.peppers import session_peppers
from wbs.staff import views as staff
from wbs.staff.current_units import CurrentUnits
from wbs.staff.directory import REALMS
from wbs.staff.directory_files import DirectoryFiles, governed
from wbs.staff.instance import Instance
from wbs.staff.login import init_login
from wbs.staff.rounds import remember_directories, replace_session_pepper, sweep_staff_sessions
from wbs.store import open_store
from wbs.structure import views as structure
from wbs.watching.alarms import look_around, raise_alarm_quietly
from wbs.watching.beats import beat, beat_at_night, beat_at_tick, last_night
from wbs.web.install import init_app

STAFF_HOME = "/sign-in"  # leads whoever is signed in to their own place
ALARMS_KEPT = timedelta(days=7)
TEMPLATES = Path(__file__).parents[1] / "templates"
log = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    """The application of one process. Raises MissingKey, Distrusted, BadSettings."""
    settings = governed(settings)
    app = Flask("wbs", static_folder=None, template_folder=str(TEMPLATES))
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # an address does not say which methods it knows
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    app.extensions["wbs"] = build_instance(settings)
    app.extensions["public_figures"] = released_figures
    app.extensions["waiting_for_me"] = waiting_for_me  # who waits for keys, for the list of cases, which lies below
    app.extensions["asked_to_record"] = asked_to_record  # likewise: cases that the figures lack
    app.extensions["reception"] = Reception(app.extensions["wbs"].store, settings, intake.counter.name, clock.now)
    init_login(app)
    _mount(app, settings.face)
    init_app(app, settings, STAFF_HOME)
    app.teardown_request(tell_alarm)
    return app


def released_figures() -> FiguresBox | None:
    """What an auditor released last, for the landing page: counter and auditor's room do not know each other."""
    found = newest_release()
    if found is None:
        return None
    return FiguresBox(semester_name(found.period), found.received, found.closed, band_name(found.median_band))


def build_instance(settings: Settings) -> Instance:
    keys = load_keys(settings.keys_dir)
    directories = DirectoryFiles(settings.keys_dir, keys.directory_public)
    return Instance(
        settings=settings,
        keys=keys,
        directories=directories,
        units=CurrentUnits(directories, lambda: clock.day_of(clock.now(), settings.zone)),
        session_peppers=session_peppers(settings, keys),
        store=open_store(settings),
        on_tick=(remember_directories, sequence_ticks, escalate_urgent, deliver_notices, beat_at_tick),
        on_night=(
            sequence_nights, reseal_contacts, forget_notices, forget_tickets, sweep_reporter_sessions,
            sweep_staff_sessions,
            flatten_timelines,
            end_stand_ins, sweep_strays, sweep_custody,
            remind_officers, remind_people, replace_session_pepper, carry_out_purges, remember_purged,
            sweep_orphans,
            level_blobs, level_tables,
        ),
        on_night_done=(beat_at_night,),
        on_delivery=(beat, look_around, deliver_notices),
        ended_early=ended_early,
        stated_on=stated_on,
        as_stated=as_stated,
        last_night=last_night,
    )


def tell_alarm(_error: BaseException | None) -> None:
    """What a request noticed and only said in the log (web/refusals.note) is told to who keeps the machine."""
    alarm = g.pop("alarm", None)
    if alarm:
        raise_alarm_quietly(current_app.extensions["wbs"], alarm, clock.now())


def sequence_ticks(instance: Instance, now: datetime) -> None:
    _sequence(instance, "tick", now)


def sequence_nights(instance: Instance, now: datetime) -> None:
    _sequence(instance, "night", now)


def forget_notices(instance: Instance, now: datetime) -> None:
    forget_sent(now - ALARMS_KEPT)


def level_tables(instance: Instance, now: datetime) -> None:
    level()


def _sequence(instance: Instance, waits_for: str, now: datetime) -> None:
    first, second = REALMS
    try:
        _sequence_one(instance, first, waits_for, now)
    finally:  # the trouble of one does not keep the entries of the other waiting
        _sequence_one(instance, second, waits_for, now)


def _sequence_one(instance: Instance, realm: str, waits_for: str, now: datetime) -> None:
    with transaction():
        done = sequence(realm, instance.keys.ledger, waits_for, now.astimezone(instance.settings.zone))
    for left in done.refused:
        log.critical("ALARM ledger %s: pending entry %s refused: %s", realm, left.id, left.why)


def _mount(app: Flask, face: str) -> None:
    """The public face has no staff route, the staff face no intake."""
    if face in ("both", "public"):
        app.register_blueprint(intake.counter)
    if face in ("both", "staff"):
        app.register_blueprint(staff.entrance)
        app.register_blueprint(cases.archive)
        app.register_blueprint(oversight.room)
        app.register_blueprint(people.desk)
        app.register_blueprint(structure.plan)
        app.register_blueprint(purging.end)
