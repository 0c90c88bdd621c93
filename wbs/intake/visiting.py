"""The pages around a report: the landing page, the help page, and leaving."""

from wbs.intake.channels import service_channels
from wbs.intake.mailbox import close_mailbox
from wbs.intake.visit import LEFT, Page, Visit


def landing(visit: Visit) -> Page:
    values = {**_about(visit), "figures": visit.figures()}
    return Page("intake/landing.html", values, shows_secret=False)


def advice(visit: Visit) -> Page:
    """What to know before writing, rights, limits and other channels."""
    return Page("intake/advice.html", _about(visit), shows_secret=False)


def leave(visit: Visit) -> Page:
    close_mailbox(visit.text("box"))
    return LEFT


def _about(visit: Visit) -> dict[str, object]:
    units = visit.instance.organisation.infrastructure()
    return {
        "keepers": tuple(unit.name for unit in units),
        "channels": service_channels(visit.instance.settings.service_channels),
    }
