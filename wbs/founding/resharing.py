"""New shares of the same recovery identity: a holder left, a sheet was lost, or shares were typed on a machine.

The key stays, so no directory changes and no case is sealed anew; the shares of before fit no new one, and are to be
destroyed by those who hold them. Decides who may hold one, by the same rules as the founding.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from wbs.crypto.identity import Identity
from wbs.db import transaction
from wbs.founding.quorum import LEAST, MOST, split
from wbs.founding.refusals import Impossible
from wbs.founding.sheets import Sheet, share_sheet
from wbs.ledger.append import record
from wbs.organisation.names import name_words
from wbs.staff.directory import Person
from wbs.staff.instance import Instance

TAGGED = "recovery_shares"
ADMIN = "admin"


def refuse_unfit(instance: Instance, realm: str, threshold: int, holders: Sequence[str], now: datetime) -> None:
    """Raises Impossible with the next step."""
    names = [name_words(holder) for holder in holders]
    found = {one.realm: one.people for one in instance.directories.all(instance.today(now))}
    everybody = [person for people in found.values() for person in people]
    if not LEAST <= threshold <= len(names) <= MOST:
        raise Impossible(
            f"Ambang paling sedikit {LEAST} dan paling banyak sebanyak pemegangnya ({len(names)}); pemegang paling "
            f"banyak {MOST}."
        )
    if len(set(names)) < len(names) or () in names:
        raise Impossible("Sebut setiap pemegang satu kali, dengan nama atau jabatan.")
    if _known_as(person for person in everybody if person.has_role(ADMIN)).intersection(names):
        raise Impossible("Administrator tidak memegang potongan pemulihan. Pilih orang lain.")
    if realm == "bypass" and _known_as(found["main"]).intersection(names):
        raise Impossible("Pemegang jalur khusus bukan orang jalur utama. Pilih orang lain.")


def reshare(identity: Identity, realm: str, threshold: int, holders: Sequence[str]) -> list[Sheet]:
    """One sheet for each holder, in the order they were named."""
    shares = split(identity, threshold, len(holders))
    return [
        share_sheet(holder, realm, place, threshold, len(shares), share)
        for place, (holder, share) in enumerate(zip(holders, shares, strict=True), start=1)
    ]


def note_reshared(instance: Instance, realm: str, holders: Sequence[str], now: datetime) -> None:
    """In the ledger of the realm: how many shares there are, never whose."""
    with transaction():
        record(instance.pen("worker"), realm, "key:rotated", now, key=TAGGED, number=len(holders))


def _known_as(people: Iterable[Person]) -> set[tuple[str, ...]]:
    return {name_words(word) for person in people for word in (person.name, person.position)}
