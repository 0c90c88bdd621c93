"""The tray: all files of a form between two pages, and what the person decided about each.

What was posted (tokens, choices, new uploads) comes in, one frozen value goes out. Files stay on the tray whatever
else is wrong with the form. Knows no page and no case; how files are told to a person is in file_words.py.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wbs.cases.attachments import Offered
from wbs.cases.receiving import Arrival
from wbs.cases.unsent import are_there
from wbs.evidence.cleaning import NOT_CLEANABLE
from wbs.intake.arriving import Problem, receive
from wbs.intake.drafts import MOST_OF_A_TOKEN, Draft, open_draft, seal_draft
from wbs.intake.pieces import MOST_PIECES, join_pieces
from wbs.staff.instance import Instance
from wbs.store import Store

SEND, DROP = "send", "drop"
TOKEN, PIECE, KEEP, REMOVE = "file", "piece", "original", "remove"
AS_IS = "as-is-"  # and the file's id: one of SEND, DROP
MOST_TOKENS = 50  # looked at; no page of ours has more
UNREADABLE, GONE, TOO_MANY, UNDECIDED = "unreadable", "gone", "too_many", "undecided"


@dataclass(frozen=True)
class Tray:
    """`kept` are the ids of files whose original goes along, sealed; `as_is` what was chosen for files that could not
    be cleaned; `unopened` are fields whose tokens did not open with the keys of this page."""

    drafts: tuple[Draft, ...] = ()
    kept: frozenset[str] = frozenset()
    as_is: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    unopened: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def choice(self, draft: Draft) -> str:
        return dict(self.as_is).get(draft.id, "")

    @property
    def undecided(self) -> tuple[Draft, ...]:
        """Files that could not be cleaned, and about which nothing was chosen yet."""
        return tuple(draft for draft in self.drafts if draft.outcome == NOT_CLEANABLE and not self.choice(draft))

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.undecided

    @property
    def sent(self) -> tuple[Draft, ...]:
        """What goes along: everything but what was told not to."""
        return tuple(draft for draft in self.drafts if self._goes(draft))

    @property
    def offered(self) -> tuple[Offered, ...]:
        return tuple(draft.offered(draft.id in self.kept) for draft in self.sent)

    def needed(self, draft: Draft) -> tuple[str, ...]:
        """Blobs without which this file cannot go along."""
        one = draft.offered(draft.id in self.kept)
        return tuple(part.blob.name for part in (one.file, one.original) if part)

    @property
    def leftovers(self) -> tuple[str, ...]:
        """Blobs that nobody needs once the rest is filed."""
        needed = {name for draft in self.sent for name in self.needed(draft)}
        return tuple(name for draft in self.drafts for name in draft.blobs if name not in needed)

    def tokens(self, key: bytes) -> tuple[tuple[str, str], ...]:
        """Names and values of the hidden fields that are the files."""
        return tuple((TOKEN, seal_draft(key, draft)) for draft in self.drafts)

    def choices(self) -> Iterator[tuple[str, str]]:
        """Names and values of the choices, for a page that does not show them."""
        yield from ((KEEP, id_) for id_ in sorted(self.kept))
        yield from ((AS_IS + id_, chosen) for id_, chosen in self.as_is)

    def carried(self, key: bytes) -> tuple[tuple[str, str], ...]:
        """Everything, for the hidden fields of a page that shows no files."""
        return (*self.tokens(key), *self.choices(), *self.unopened)

    def _goes(self, draft: Draft) -> bool:
        return draft.outcome != NOT_CLEANABLE or self.choice(draft) == SEND


EMPTY = Tray()


def posted_tray(
    instance: Instance,
    keys_of: Callable[[], Sequence[bytes]],
    posted: Any,
    arrivals: Sequence[Arrival] = (),
    *,
    joins: bool = True,
) -> Tray:
    """The files of a posted page: all keys are tried on each token, `arrivals` are cleaned now. `posted` is a
    multi-dict, and most pages bring no file: then nobody needs a key.

    At most as many files as the settings allow; of more, the first ones stay.
    """
    tokens, pieces = _tokens(posted, TOKEN, MOST_TOKENS), _tokens(posted, PIECE, MOST_PIECES) if joins else []
    if not (tokens or pieces or arrivals):
        return EMPTY
    keys = keys_of()
    opened = {token: open_draft(keys, token) for token in tokens}
    dropped = set(posted.getlist(REMOVE))
    found: list[Draft | Problem] = [draft for draft in opened.values() if draft and draft.id not in dropped]
    room = max(0, instance.settings.most_files - len(found))
    found += [receive(instance.store, arrival) for arrival in arrivals[:room]]
    found += [Problem(TOO_MANY, one.name) for one in arrivals[room:]]  # the request's end aborts them
    found += join_pieces(instance.store, keys, pieces, instance.settings.file_bytes)
    unopened = tuple((TOKEN, token) for token, draft in opened.items() if draft is None)
    return _present(instance.store, _tray(instance.settings.most_files, found, posted, unopened))


def with_pieces(tray: Tray, posted: Any) -> Tray:
    """For a page that cannot join pieces: they are carried on as they came."""
    return replace(tray, unopened=(*tray.unopened, *((PIECE, token) for token in _tokens(posted, PIECE, MOST_PIECES))))


def without_unopened(tray: Tray) -> Tray:
    """For pages that have every key there is: what does not open is told, not carried on."""
    if not tray.unopened:
        return tray
    return replace(tray, problems=(*tray.problems, Problem(UNREADABLE)), unopened=())


def _tray(most: int, found: list[Draft | Problem], posted: Any, unopened: tuple[tuple[str, str], ...]) -> Tray:
    drafts = tuple({one.id: one for one in found if isinstance(one, Draft)}.values())
    problems = [one for one in found if isinstance(one, Problem)]
    problems += [Problem(TOO_MANY, draft.name) for draft in drafts[most:]]
    ids = {draft.id for draft in drafts[:most]}
    chosen = ((id_, posted.get(AS_IS + id_, "")) for id_ in sorted(ids))
    return Tray(
        drafts=drafts[:most],
        kept=frozenset(ids & set(posted.getlist(KEEP))),
        as_is=tuple((id_, choice) for id_, choice in chosen if choice in (SEND, DROP)),
        problems=tuple(dict.fromkeys(problems)),
        unopened=unopened,
    )


def _tokens(posted: Any, name: str, most: int) -> list[str]:
    """Each once, and none that cannot be ours."""
    given = (token for token in posted.getlist(name) if token and len(token) <= MOST_OF_A_TOKEN)
    return list(dict.fromkeys(given))[:most]


def _present(store: Store, tray: Tray) -> Tray:
    """Without the files whose blobs are gone: a page may be older than what the sweep keeps."""
    gone = {draft.id for draft in tray.drafts if not are_there(store, tray.needed(draft))}
    if not gone:
        return tray
    told = tuple(Problem(GONE, draft.name) for draft in tray.drafts if draft.id in gone)
    left = tuple(draft for draft in tray.drafts if draft.id not in gone)
    return replace(tray, drafts=left, problems=(*tray.problems, *told))
