"""The blueprint of the pages about people, and the statuses that they answer with."""

from flask import Blueprint

from wbs.clock import now
from wbs.staff.directory import Directory
from wbs.staff.frames import frame_for
from wbs.staff.login import here, officer

desk = Blueprint("desk", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422


def directory() -> Directory:
    return here().directory(officer().realm, now())


def frame(place: str) -> object:
    return frame_for(here(), officer(), place, now())
