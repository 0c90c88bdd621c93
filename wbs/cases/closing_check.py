"""Whether closings find their second person: heads and guests who could decide, also with one or two of them absent.

Pure; run by `wbs check` for a small government, where heads are few. It tries a made-up report of every kind about
every unit, as desk_check.py does for readers. A closing that the only one able to decide it proposed waits for a guest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from wbs.cases.alike_units import alike
from wbs.cases.desk_check import NOTE, WARNING, Finding
from wbs.cases.eligibility import Person
from wbs.cases.guests import may_second
from wbs.cases.lifecycle import HEADS
from wbs.cases.report import Report
from wbs.cases.routing import Desks, heads_along, routes
from wbs.cases.vocabulary import DESKS, KINDS
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.units import Organisation

ENOUGH = 3  # one absent for long, one absent today, and still somebody who decides
NEXT = "Angkat pimpinan lain, atau orang pemerintah lain sebagai penyetuju tamu, di halaman Orang."


def check_closings(
    organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Mapping[str, Sequence[Person]]
) -> Iterator[Finding]:
    """`people`: everybody of each realm. One finding for each desk that has too few, of its worst report."""
    fewest: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (ENOUGH, 0))
    for place, heads, guests in _tried(organisation, desks, jurisdiction, people):
        fewest[place] = min(fewest[place], (heads + guests, guests))
    for (_, desk), (able, guests) in sorted(fewest.items()):
        if able < ENOUGH:
            yield _finding(DESKS[desk].label, able, guests)


def _tried(
    organisation: Organisation, desks: Desks, jurisdiction: Jurisdiction, people: Mapping[str, Sequence[Person]]
) -> Iterator[tuple[tuple[str, str], int, int]]:
    """(realm, desk), heads who would read, guests who could be asked."""
    everybody = [person for found in people.values() for person in found]
    groups = set(alike(organisation, jurisdiction, everybody).values())
    for kind in KINDS:
        for unit in groups:
            report = Report("", kind, unit, where="-")
            line = routes(report, organisation, desks, jurisdiction, everybody)
            if line:
                readers = (*line[0].eligible, *heads_along(line, line[0].eligible))
                heads = sum(not HEADS.isdisjoint(person.roles) for person in readers)
                guests = sum(may_second(person, report, organisation) for person in people[line[0].realm])
                yield (line[0].realm, line[0].desk), heads, guests


def _finding(desk: str, able: int, guests: int) -> Finding:
    counted = f"{able} orang (di antaranya {guests} tamu)" if guests else f"{able} orang"
    if able == 0:
        return Finding(WARNING, f"{desk}: tidak ada yang dapat memutuskan penutupan.", NEXT)
    if able == 1:
        sentence = f"{desk}: hanya {counted} dapat memutuskan penutupan. Bila ia berhalangan atau mengusulkannya "
        return Finding(WARNING, f"{sentence}sendiri, tidak ada orang kedua.", NEXT)
    sentence = f"{desk}: {counted} dapat memutuskan penutupan. Bila {able} orang berhalangan, tidak ada orang kedua."
    return Finding(NOTE, sentence, NEXT)
