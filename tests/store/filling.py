"""One blob, written in pieces."""

from wbs.store import Blob, Store


def put(store: Store, content: bytes, piece: int = 1_000_000) -> Blob:
    writer = store.begin()
    for at in range(0, len(content), piece):
        writer.write(content[at : at + piece])
    return writer.finish()
