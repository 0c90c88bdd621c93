"""Every address of the application and for whom it is: the table that the matrix tests hold against the routes.

Whoever adds a route adds a name here, or a test fails. An audience is a set of roles; two are of nobody's role:
"anybody", and "door", which is for whoever gave the right password a moment ago and nothing more yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.routing import Rule

from wbs.cases.vocabulary import ROLES
from wbs.staff.frames import HOLDERS, KEEPERS, READERS, REVIEWERS, SAY_WHO_STAYS, SEEING

ANYBODY, DOOR = "anybody", "door"
OFFICERS, READING, KEEPING, REVIEWING = "officers", "reading", "keeping", "reviewing"
HOLDING, AUDITING, STAYING, SEEN = "holding", "auditing", "staying", "seen"
ROLES_OF: Mapping[str, frozenset[str]] = {
    OFFICERS: frozenset(ROLES), READING: frozenset(READERS), KEEPING: frozenset(KEEPERS),
    REVIEWING: frozenset(REVIEWERS), HOLDING: frozenset(HOLDERS), AUDITING: frozenset({"auditor"}),
    STAYING: frozenset(SAY_WHO_STAYS), SEEN: frozenset(SEEING),
}  # fmt: skip

_ENDPOINTS = {
    ANYBODY: """static counter.front counter.act entrance.ask entrance.enter entrance.step entrance.forgot
        entrance.enter_vouched entrance.leave_the_door""",
    DOOR: """entrance.answer entrance.first_password entrance.first_totp entrance.first_passkey
        entrance.new_password""",
    OFFICERS: """entrance.me entrance.speak entrance.leave entrance.prove entrance.change_password
        entrance.draw_key_words entrance.take_key_file entrance.new_factor entrance.add_totp entrance.add_passkey
        entrance.remove_factor entrance.new_codes entrance.end_session entrance.end_other_sessions""",
    SEEN: """archive.mine archive.mine_narrowed archive.report archive.dialogue archive.notes archive.tasks
        archive.files archive.history archive.confirm archive.declare archive.approve archive.send_back
        archive.file_page archive.file_picture archive.file_media desk.statement desk.state desk.over""",
    READING: """archive.every archive.every_narrowed archive.search archive.sharing archive.take archive.move
        archive.disposition archive.conclusion archive.letter archive.promise archive.note archive.mask
        archive.unmask archive.redact archive.export archive.export_under_words archive.propose_closing
        archive.propose_reopening archive.ask_guest archive.withdraw_guest archive.add_files
        archive.file_download desk.keys desk.keys_again desk.give desk.record_figures end.listed end.minuted end.one
        end.propose end.approve end.send_back end.keep""",
    KEEPING: """desk.people desk.new desk.propose_person desk.person desk.propose_change desk.propose_leaving
        desk.propose_reset desk.propose_stand_in desk.propose_end desk.propose_key desk.people_again desk.approve
        desk.send_back desk.draw_words plan.units plan.search plan.take_along plan.unit plan.new plan.propose_new
        plan.propose_change plan.propose_merge plan.propose_closing plan.bring plan.preview plan.propose
        plan.proposal plan.approve plan.approve_again plan.send_back""",
    STAYING: "desk.review desk.reviewed",
    REVIEWING: "desk.access",
    HOLDING: "desk.custody desk.custody_again desk.give_shared desk.renewal_again desk.renew_shared",
    AUDITING: "room.figures room.figures_csv room.release",
}
AUDIENCE: Mapping[str, str] = {name: audience for audience, names in _ENDPOINTS.items() for name in names.split()}
PUBLIC = frozenset({"static", "counter.front", "counter.act"})  # all there is on the public face
LAST = "entrance.leave"  # whoever presses it is gone


@dataclass(frozen=True)
class Ids:
    """What the addresses name; by default nothing that exists."""

    case: UUID = field(default_factory=uuid4)
    file: UUID = field(default_factory=uuid4)
    person: UUID = field(default_factory=uuid4)
    change: UUID = field(default_factory=uuid4)
    request: UUID = field(default_factory=uuid4)
    proposal: UUID = field(default_factory=uuid4)

    @property
    def fields(self) -> dict[str, str]:
        """A form that every act finds something in: what is looked at first must not tell who asks."""
        named = {"proposal": str(self.proposal), "to": str(self.person), "directive": "x", "outcome": "terbukti"}
        typed = dict.fromkeys(("text", "note", "letter", "reason", "grounds", "passages"), "x")
        return named | typed | {"closing": "terbukti", "compared": "1"}


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    rule: str

    @property
    def audience(self) -> str:
        return AUDIENCE[self.endpoint]

    @property
    def names(self) -> set[str]:
        """Which ids stand in its address."""
        return {name for name in vars(Ids()) if f":{name}_id>" in self.rule}

    @property
    def names_something(self) -> bool:
        """Whether it answers with what is asked for, or not at all; `_again` only leads back to a list."""
        named = bool(self.names) or self.endpoint == "static" or "<code>" in self.rule
        return named and not self.endpoint.endswith("_again")

    def path(self, ids: Ids) -> str:
        made = self.rule.replace("<int:page>", "1").replace("<name>", "nichts.css").replace("<shared>", "oversight")
        made = made.replace("<code>", "TIDAK-ADA").replace("<desk_key>", "intake").replace("<begins_on>", "2026-11-23")
        for name in self.names:
            made = made.replace(f"<uuid:{name}_id>", str(getattr(ids, name)))
        head, bracket, _ = made.partition("<any(")
        return head + "start-review" if bracket else made


def routes(app: Flask) -> list[Route]:
    """Every method of every address, leaving last."""
    found = [Route(rule.endpoint, method, rule.rule) for rule in app.url_map.iter_rules() for method in _methods(rule)]
    return sorted(found, key=lambda one: (one.endpoint == LAST, one.rule, one.method))


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
