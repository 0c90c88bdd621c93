"""An officer's own key as a file, for `wbs open` where no server is. Whoever has file and words has the officer's key.

The password is asked again before the words are shown, and the file cannot be made without having seen them: an
unattended screen gives nothing away. Decides that and writes the entry; the bytes are crypto/passphrase.py's.
"""

import hashlib
from datetime import datetime

from wbs.crypto.passphrase import lock_key_file, words_from
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.passwords import unlock_identity
from wbs.staff.signing_in import SignedIn
from wbs.staff.tries import account_of, bucket_for, note_wrong
from wbs.web.text import N_

WRONG = N_("Kata sandi tidak cocok. Periksa ejaannya, lalu coba lagi.")


def draw_words(
    instance: Instance, signed_in: SignedIn, password: str, token: bytes, now: datetime, browser: bytes = b""
) -> tuple[str, ...]:
    """The words of the file that `token` will make. Raises Refused for a wrong password, Throttled, Busy."""
    account = account_of(signed_in.person.id)
    bucket = bucket_for(account, browser)
    bucket.require_open(now)
    peppers = instance.keys.staff_peppers
    if unlock_identity(account.lock, password, peppers, instance.staff_gate, str(account.person_id)) is None:
        note_wrong(instance, account.realm, bucket, now)
        raise Refused(WRONG)
    return words_from(signed_in.identity.seed, token)


def make_key_file(instance: Instance, signed_in: SignedIn, token: bytes, now: datetime) -> bytes:
    """The sealed key; the ledger has it, with its hash, before it leaves. Raises Busy."""
    words = " ".join(words_from(signed_in.identity.seed, token))
    made = lock_key_file(signed_in.identity, words, instance.staff_gate)
    with transaction():
        record(
            instance.pen("staff"), signed_in.realm, "export:made", now, by=signed_in.get_id(), export="key_file",
            sha256=hashlib.sha256(made).hexdigest(),
        )
    return made
