"""A store in S3-compatible storage: blobs as small objects `NAME/00000`, `NAME/00001`, ...

Not one multipart upload a blob: an upload that breaks off leaves parts that no listing shows and only the bucket's
lifecycle rules remove. Here every half upload is listed, and the sweep finds it. Nobody asks for a name before the
writer has handed it out, so that a half blob is never read. The times are the service's, to the second.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Lock
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from wbs.config import Settings
from wbs.keyfolder import load_text
from wbs.store.blobs import NAME, Blob, Lying, Missing, StoreDown, StoreFull, checked, new_name

PART = 4 * 1024 * 1024  # what a writer holds in memory
BLOCK = 1024 * 1024  # what a reader does: each request ends before somebody's slow line matters
FULL = ("StorageFull", "QuotaExceeded", "507 Insufficient Storage")  # MinIO; Ceph; what the status is called
PATIENCE = timedelta(seconds=20)


def open_bucket(settings: Settings) -> "BucketStore":
    """Raises MissingKey."""
    place = urlsplit(settings.store)
    access, secret = (load_text(settings.keys_dir / name) for name in ("store.access", "store.secret"))
    return BucketStore(
        place.netloc, place.path.strip("/"), settings.store_endpoint, settings.store_region, access, secret
    )


class BucketStore:
    _used_in = 0  # the process that has the library's threads

    def __init__(self, bucket: str, prefix: str, endpoint: str, region: str, access: str, secret: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._access = {
            "access_key_id": access, "secret_access_key": secret, "region": region or "us-east-1",
            **({"endpoint": endpoint} if endpoint else {}),
        }  # fmt: skip
        self._allow_http = endpoint.startswith("http://")
        self._client: S3Store | None = None
        self._lock = Lock()

    @property
    def client(self) -> S3Store:
        """Made when first needed: `wbs serve` builds the application and forks, which its threads do not survive.

        Raises RuntimeError in a process whose parent has used the store, where the library would wait for ever.
        """
        with self._lock:
            BucketStore._used_in = BucketStore._used_in or os.getpid()
            if BucketStore._used_in != os.getpid():
                raise RuntimeError("the store was used before forking")
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> S3Store:
        return S3Store(
            self._bucket,
            prefix=self._prefix or None,
            config=self._access,
            client_options={"allow_http": self._allow_http, "timeout": timedelta(seconds=60)},
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )

    def begin(self) -> "BucketWriter":
        return BucketWriter(self, new_name())

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        parts = self._parts(name)
        size = sum(part for _, part in parts)
        return self._pieces(parts, start, size if length is None else min(size, start + length))

    def size(self, name: str) -> int:
        return sum(size for _, size in self._parts(name))

    def renew(self, name: str) -> str:
        renewed, parts = new_name(), self._parts(name)
        try:
            for number, (path, _) in enumerate(parts):
                with _failing():
                    obstore.copy(self.client, path, part_path(renewed, number))
        except (Missing, StoreFull, StoreDown):
            self._remove_quietly(renewed)
            raise
        return renewed

    def remove(self, name: str) -> None:
        with suppress(Missing):
            paths = [path for path, _ in self._parts(name)]
            with _failing():
                obstore.delete(self.client, paths)

    def blobs(self) -> Iterator[Lying]:
        lying: dict[str, Lying] = {}
        with _failing():
            for found in (entry for page in obstore.list(self.client, chunk_size=1000) for entry in page):
                name = found["path"].partition("/")[0]
                if NAME.fullmatch(name):
                    changed, size = found["last_modified"], found["size"]
                    _, newest, so_far = lying.get(name, Lying(name, changed, 0))
                    lying[name] = Lying(name, max(newest, changed), so_far + size)
        yield from lying.values()

    def put(self, path: str, data: bytes | memoryview) -> None:
        try:
            with _failing():
                obstore.put(self.client, path, data, use_multipart=False)
        except Missing:
            raise StoreDown("no such bucket") from None

    def _parts(self, name: str) -> list[tuple[str, int]]:
        """Paths and sizes in order. Raises Missing."""
        with _failing():
            found = obstore.list(self.client, prefix=checked(name)).collect()
        if not found:
            raise Missing
        return sorted((entry["path"], entry["size"]) for entry in found)

    def _pieces(self, parts: list[tuple[str, int]], start: int, end: int) -> Iterator[bytes]:
        before = 0
        for path, size in parts:
            at, until = max(start - before, 0), min(end - before, size)
            for offset in range(at, until, BLOCK):
                yield self._get(path, offset, min(BLOCK, until - offset))
            before += size

    def _get(self, path: str, start: int, length: int) -> bytes:
        with _failing():
            return bytes(obstore.get_range(self.client, path, start=start, length=length))

    def _remove_quietly(self, name: str) -> None:
        with suppress(StoreDown, StoreFull):  # the sweep comes again
            self.remove(name)


class BucketWriter:
    def __init__(self, store: BucketStore, name: str) -> None:
        self._store, self._name = store, name
        self._part = bytearray()
        self._count = self._size = 0
        self._hash = hashlib.sha256()
        self._is_open = True

    def write(self, data: bytes | memoryview) -> None:
        self._hash.update(data)
        self._size += len(data)
        rest = memoryview(data)
        while rest:
            taken = rest[: PART - len(self._part)]
            self._part += taken
            rest = rest[len(taken) :]
            if len(self._part) == PART:
                self._put()

    def finish(self) -> Blob:
        if self._part or not self._count:
            self._put()
        self._is_open = False
        return Blob(self._name, self._hash.hexdigest(), self._size)

    def abort(self) -> None:
        if self._is_open and self._count:
            self._store._remove_quietly(self._name)
        self._is_open, self._part = False, bytearray()

    def _put(self) -> None:
        self._count += 1
        try:
            self._store.put(part_path(self._name, self._count - 1), bytes(self._part))
        except (StoreFull, StoreDown):
            self.abort()
            raise
        self._part.clear()


def part_path(name: str, number: int) -> str:
    return f"{name}/{number:05}"


@contextmanager
def _failing() -> Iterator[None]:
    """A service's words stay here: they may name what was asked for."""
    try:
        yield
    except FileNotFoundError:
        raise Missing from None
    except BaseError as refused:
        if any(word in str(refused) for word in FULL):
            raise StoreFull from None
        raise StoreDown(type(refused).__name__) from None
