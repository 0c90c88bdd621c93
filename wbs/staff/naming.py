"""What somebody is called on pages about people and units, also when the directory does not know them (any more)."""

from uuid import UUID

from wbs.staff.directory import Directory
from wbs.web.text import _


def name_of(directory: Directory, person_id: UUID) -> str:
    person = directory.find(person_id)
    return person.name if person else _("orang yang belum atau tidak lagi di daftar")
