"""The recovery identity of a realm in shares: k of n holders together rebuild it, fewer learn nothing (SLIP-39).

Decides the numbers and what a mistyped share is called; does not know who the holders are, nor what is recovered.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from wbs.crypto.identity import SEED_BYTES, Identity

LEAST, MOST = 2, 16  # of one there would be no quorum; the format has sixteen places


class BadShare(Exception):
    """A share was mistyped, belongs to another split, or was given twice; the message is Bahasa."""


def split(identity: Identity, threshold: int, holders: int) -> tuple[str, ...]:
    """One line of 33 words for each holder."""
    if not LEAST <= threshold <= holders <= MOST:
        raise ValueError("no such quorum")
    return tuple(generate_mnemonics(1, [(threshold, holders)], identity.seed)[0])


class Gathering:
    """Shares that come in one after the other, until there are enough."""

    def __init__(self) -> None:
        self._shares: dict[int, tuple[Share, str]] = {}

    def add(self, typed: str) -> int:
        """Takes a share and gives how many are still missing. Raises BadShare, and is as before then."""
        words = " ".join(typed.lower().split())
        try:
            share = Share.from_mnemonic(words)
        except (MnemonicError, ValueError, KeyError):
            raise BadShare("Ada kata yang salah ketik atau hilang.") from None
        if share.index in self._shares and self._is_of_the_same_split(share):
            raise BadShare("Potongan ini sudah dimasukkan. Minta pemegang lain.")
        if not self._is_of_the_same_split(share):
            raise BadShare("Potongan ini dari pembagian lain: jalur atau pendirian yang berbeda.")
        self._shares[share.index] = (share, words)
        return share.member_threshold - len(self._shares)

    def rebuild(self) -> Identity:
        """Raises BadShare when these shares do not make an identity."""
        try:
            seed = combine_mnemonics([words for _, words in self._shares.values()])
        except MnemonicError:
            raise BadShare("Potongan-potongan ini tidak membentuk satu kunci.") from None
        if len(seed) != SEED_BYTES:
            raise BadShare("Potongan-potongan ini bukan potongan kunci pemulihan WBS.")
        return Identity(seed)

    def _is_of_the_same_split(self, share: Share) -> bool:
        first: Sequence[Share] = [known for known, _ in self._shares.values()][:1]
        return all(known.common_parameters() == share.common_parameters() for known in first)
