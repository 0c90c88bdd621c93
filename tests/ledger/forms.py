"""One good example of every form that an entry can have."""

from wbs.ledger.kinds import DATE, HASH, KEY, MOMENT, NUMBER, PERSON, PSEUDONYM, RECORD, UUID
from wbs.ledger.vocabulary import FACES, TAGS, fields_of

EXAMPLES = {
    DATE.says: "2026-01-05",
    MOMENT.says: "2026-01-05T03:04:05Z",
    HASH.says: "0f" * 32,
    PSEUDONYM.says: "0f" * 16,
    UUID.says: "5f0c9d3e-8a4b-4a6f-9c1d-2e7b8a9c0d1e",
    PERSON.says: "5f0c9d3e-8a4b-4a6f-9c1d-2e7b8a9c0d1e",
    RECORD.says: "0f" * 16,
    KEY.says: "verifikasi",
    NUMBER.says: 7,
}


def forms() -> list[tuple[str, str]]:
    return [(tag, face) for tag in TAGS for face in FACES if face in TAGS[tag].faces]


def example(tag: str, face: str) -> dict[str, object]:
    fixed = {"v": 1, "tag": tag, "face": face, "realm": "main"}
    return {name: fixed.get(name) or EXAMPLES[kind.says] for name, kind in fields_of(tag, face).items()}
