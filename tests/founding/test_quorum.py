"""The recovery identity in shares: enough of them rebuild it, fewer and foreign ones do not."""

from itertools import permutations

import pytest

from wbs.crypto.identity import Identity
from wbs.founding.quorum import BadShare, Gathering, split


def gather(*shares: str) -> Identity:
    gathering = Gathering()
    missing = [gathering.add(share) for share in shares]
    assert missing[-1] == 0
    return gathering.rebuild()


def test_any_k_of_n_in_any_order_rebuild_the_same_identity() -> None:
    identity = Identity.generate()
    shares = split(identity, 2, 3)
    for chosen in permutations(shares, 2):
        assert gather(*chosen).seed == identity.seed


def test_every_share_has_33_words_and_is_another() -> None:
    shares = split(Identity.generate(), 3, 5)
    assert {len(share.split()) for share in shares} == {33} and len(set(shares)) == 5


def test_fewer_are_not_enough() -> None:
    shares = split(Identity.generate(), 3, 5)
    gathering = Gathering()
    assert [gathering.add(share) for share in shares[:2]] == [2, 1]
    with pytest.raises(BadShare):
        gathering.rebuild()


def test_capitals_and_double_spaces_do_not_matter() -> None:
    identity = Identity.generate()
    first, second = split(identity, 2, 2)
    assert gather(f"  {first.upper()} ", second.replace(" ", "  ")).seed == identity.seed


def test_a_slip_of_the_pen_a_foreign_share_and_the_same_twice_are_told_and_cost_nothing() -> None:
    identity, other = Identity.generate(), Identity.generate()
    first, second = split(identity, 2, 3)[:2]
    gathering = Gathering()
    gathering.add(first)
    words = first.split()
    for wrong in (" ".join(words[:-1]), " ".join([*words[:5], "academic", *words[6:]]), "selimut", first):
        with pytest.raises(BadShare):
            gathering.add(wrong)
    with pytest.raises(BadShare, match="pembagian lain"):
        gathering.add(split(other, 2, 3)[1])
    assert gathering.add(second) == 0
    assert gathering.rebuild().public_key == identity.public_key


@pytest.mark.parametrize(("threshold", "holders"), [(1, 3), (4, 3), (2, 17)])
def test_what_is_no_quorum_is_refused(threshold: int, holders: int) -> None:
    with pytest.raises(ValueError, match="quorum"):
        split(Identity.generate(), threshold, holders)
