"""The notifier's key in the next directory: that of the newest seed in the key folder (`wbs rotate notifier`).

It is nobody's proposal, since no person holds it: the command is in the ledger, the signer compares the fingerprint
that it printed, and only a machine which holds the seed puts such a directory in place.
"""

from uuid import NAMESPACE_OID, uuid5

from wbs.crypto.identity import Identity
from wbs.people.changing import Change
from wbs.people.terms import SHARED, Terms
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance

NAME = "notifier"


def notifier_change(instance: Instance, directory: Directory) -> tuple[Change, ...]:
    """Nothing when the directory names the newest one, or where no seed is at hand."""
    seed = instance.keys.notifier_seed
    public_key = Identity(seed).public_key if seed else directory.shared.get(NAME)
    if public_key is None or public_key == directory.shared.get(NAME):
        return ()
    change_id = uuid5(NAMESPACE_OID, f"wbs notifier {public_key.hex()}")
    return (Change(change_id, SHARED, change_id, Terms(shared=NAME, public_key=public_key)),)
