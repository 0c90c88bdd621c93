"""Who works in the demo inspectorate: the people of the example founding file, all invented.

The passwords are printed, so nothing real belongs here. Only some desks have accounts; the others only read along.
"""

from dataclasses import replace

from wbs.founding import Member
from wbs.founding.charter import example_members

GOVERNMENT = "besar"  # the example founding file that the demo is made from
PASSWORD = "demo kata sandi panjang"  # noqa: S105 - printed at every start # nosec B105
WITH_ACCOUNT = frozenset(
    {
        "intake", "investigasi", "irbanko_barat", "irbanko_utara", "perlindungan", "khusus_kekerasan_seksual",
        "bypass_dalam",
    }
)  # fmt: skip


def demo_members() -> tuple[Member, ...]:
    return tuple(_cast(member) for member in example_members(GOVERNMENT))


def _cast(member: Member) -> Member:
    """The ceremony's one-time password is left out: whoever tries the demo signs in at once."""
    may_sign_in = not WITH_ACCOUNT.isdisjoint(member.desks) or not {"auditor", "admin"}.isdisjoint(member.roles)
    if may_sign_in:
        return replace(member, password=PASSWORD, is_provisional=False)
    return replace(member, sign_in_name="", address="", is_provisional=False)
