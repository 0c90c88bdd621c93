"""What stands around a staff page, as frozen values; the staff package fills them, the templates draw them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place one can go to: an entry of the left list, or a tab. `count` is drawn when it is not None."""

    label: str  # already in the reader's language
    url: str
    is_here: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Frame:
    """Top bar and left list. `desk` and `search_url` may be empty, for a person who has none."""

    name: str
    roles: tuple[str, ...]  # labels, already in the reader's language
    realm: str  # label
    desk: str = ""
    places: tuple[Place, ...] = ()
    me_url: str = ""
    search_url: str = ""  # a POST with the field `number`
    sign_out_url: str = ""
    statement_url: str = ""  # where the yearly statement of conflicts is made, while it is due
    is_bypass: bool = False  # draws the realm in another colour, with its word
