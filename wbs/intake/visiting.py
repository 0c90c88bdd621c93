"""The pages around a report: the landing page, the help page, and leaving. Two are the same for everybody."""

from functools import partial

from wbs.intake.channels import service_channels
from wbs.intake.mailbox import close_mailbox
from wbs.intake.visit import LEFT, Page, Visit


def landing(visit: Visit) -> Page:
    figures = visit.figures()
    values = partial(_about, visit, figures=figures)
    drawn_from = visit.instance.organisation, figures
    return Page("intake/landing.html", values, shows_secret=False, drawn_from=drawn_from)


def advice(visit: Visit) -> Page:
    """What to know before writing, rights, limits and other channels."""
    values, units = partial(_about, visit), visit.instance.organisation
    return Page("intake/advice.html", values, shows_secret=False, drawn_from=units)


def leave(visit: Visit) -> Page:
    close_mailbox(visit.text("box"))
    return LEFT


def _about(visit: Visit, **shown: object) -> dict[str, object]:
    units = visit.instance.organisation.infrastructure()
    return {
        **shown,
        "keepers": tuple(unit.name for unit in units),
        "channels": service_channels(visit.instance.settings.service_channels),
    }
