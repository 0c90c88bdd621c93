"""After a rotation of the codes' pepper: the row of a mailbox moves under the newest one.

With the reporter's next letter, in its transaction, and never at a mere visit: a row that changed would tell whoever
watches the database whose reporter came, and when. What is needed for it travels in the sealed session meanwhile.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import Mailbox
from wbs.crypto.derivation import Stretched, pepper_name
from wbs.crypto.envelope import seal
from wbs.db import db
from wbs.intake.filing import reporter_key

LEAST = 64  # of the channel key's padding, as when the mailbox was made


@dataclass(frozen=True)
class Rewrap:
    """The mailbox as it lies under the newest pepper."""

    mailbox_id: UUID
    locate: bytes = field(repr=False)
    sealed_channel: bytes = field(repr=False)
    pepper: str

    def to_values(self) -> dict[str, str]:
        return {
            "mailbox": str(self.mailbox_id), "locate": base64.b64encode(self.locate).decode(),
            "sealed": base64.b64encode(self.sealed_channel).decode(), "pepper": self.pepper,
        }  # fmt: skip

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "Rewrap":
        sealed = base64.b64decode(values["sealed"])
        return cls(UUID(values["mailbox"]), base64.b64decode(values["locate"]), sealed, values["pepper"])


def rewrap_for(box: Mailbox, realm: str, channel: bytes, stretched: Stretched, newest: bytes) -> Rewrap | None:
    """None when the row lies under the newest pepper already."""
    if box.pepper == pepper_name(newest):
        return None
    locate, key = reporter_key(stretched, newest)
    sealed = seal(key, channel, realm, "mailbox", box.id, box.case_id, "sealed_channel", least=LEAST)
    return Rewrap(box.id, locate, sealed, pepper_name(newest))


def put(rewrap: Rewrap | None) -> None:
    """In the open transaction of a letter."""
    if rewrap is None:
        return
    db.session.execute(
        sa.update(Mailbox).where(Mailbox.id == rewrap.mailbox_id).values(
            locate=rewrap.locate, sealed_channel=rewrap.sealed_channel, pepper=rewrap.pepper
        )
    )  # fmt: skip
