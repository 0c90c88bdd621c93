"""Which store an installation has: a folder under WBS_VAR, or a bucket (`WBS_STORE`)."""

from wbs.config import Settings
from wbs.store.blobs import Store
from wbs.store.folder import FolderStore


def open_store(settings: Settings) -> Store:
    """The store of one process. Raises MissingKey when a bucket's credentials are not in the key folder."""
    if not settings.store:
        return FolderStore(settings.var_dir / "store")
    from wbs.store.bucket import open_bucket  # noqa: PLC0415 - 15 MB that a folder does not need

    return open_bucket(settings)
