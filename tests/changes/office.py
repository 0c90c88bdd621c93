"""Changing people as it is done: proposed by the administrator, approved by a head, signed with the key, installed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tests.builders import an_officer
from tests.conftest import NOW
from tests.people import member
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.founding import Founded
from wbs.people import deciding, first_words, proposing
from wbs.people.directory_file import sign
from wbs.people.going_live import Ready, install
from wbs.people.next_directory import export
from wbs.people.terms import Facts, Terms
from wbs.staff.first_time import choose_first_password
from wbs.staff.half_sessions import resume_half
from wbs.staff.instance import Instance
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, sign_in

ADMIN, SECOND = "tono", "irban.investigasi"
BYPASS_HEADS = ("budiman", "maria")
OWN = "kuda hijau makan rumput basah"


@dataclass(frozen=True)
class House:
    """An installation and whoever holds its directory key."""

    instance: Instance
    founded: Founded

    def officer(self, name: str, now: datetime = NOW, identity: Identity | None = None) -> SignedIn:
        """As the directory has them now, with their own key."""
        one = member(name)
        person = self.instance.directory(one.realm, now).person(one.id)
        return SignedIn(person, one.realm, identity or one.identity, session_hash=b"")

    @property
    def admin(self) -> SignedIn:
        return an_officer(self.instance, ADMIN)

    def approve(self, change_id: UUID, now: datetime = NOW) -> UUID:
        deciding.approve(self.instance, an_officer(self.instance, SECOND, now), change_id, now)
        return change_id

    def sign_and_install(self, now: datetime = NOW, unread_ok: bool = False) -> tuple[Ready, ...]:
        db.session.rollback()
        parts = [sign(part, self.founded.directory_key) for part in export(self.instance, now)]
        return install(self.instance, parts, now, unread_ok)

    def leave(self, name: str, now: datetime = NOW) -> None:
        self.approve(proposing.propose_leaving(self.instance, self.admin, member(name).id, now), now)

    def stand_in(self, name: str, terms: Terms, now: datetime = NOW) -> None:
        self.approve(proposing.propose_stand_in(self.instance, self.admin, member(name).id, terms, now), now)

    def become_guest(self, name: str, now: datetime = NOW, **also: object) -> SignedIn:
        """From an officer to somebody of another government who seconds closings; in the bypass its heads see to it."""
        realm = member(name).realm
        proposer, decider = (ADMIN, SECOND) if realm == "main" else (an for an in BYPASS_HEADS if an != name)
        given = {"roles": frozenset({"penyetuju_tamu"}), "desks": frozenset(), **also}
        facts = replace(Facts.of(self.officer(name, now).person), **given)  # type: ignore[arg-type]
        by = an_officer(self.instance, proposer, now)
        change = proposing.propose_change(self.instance, by, member(name).id, facts, now)
        deciding.approve(self.instance, an_officer(self.instance, decider, now), change, now)
        self.sign_and_install(now)
        return self.officer(name, now)

    def own_key(self, name: str, words: str, now: datetime = NOW) -> Identity:
        """Signs in with the one-time password and makes a key, which then waits."""
        db.session.rollback()  # what a browser has changed since
        half = resume_half(self.instance, sign_in(self.instance, name, words, now).token, now)
        assert half is not None
        token: Token = choose_first_password(self.instance, half, OWN, now)
        again = resume_half(self.instance, token, now)
        assert again is not None
        return again.identity

    def forget(self, name: str, now: datetime = NOW) -> Identity:
        """A forgotten password, up to the proposed and approved new key."""
        change = self.approve(proposing.propose_reset(self.instance, self.admin, member(name).id, now), now)
        _, words = first_words.draw_words(self.instance, self.admin, change, now)
        identity = self.own_key(name, words, now)
        self.approve(proposing.propose_key(self.instance, self.admin, member(name).id, now), now)
        return identity
