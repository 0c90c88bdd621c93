"""PDF written anew from what its pages need: no author, no history, nothing that runs, nothing that is attached.

Decides what of a document's tree is content. Kept: pages, their text and pictures, bookmarks, links to the web, form
fields, the words of comments. The rest is in the tables below. Older revisions vanish because only objects that are
still reachable are written. Pictures inside are cleaned without touching their pixels.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from wbs.evidence.cleaners import pdf_pictures
from wbs.evidence.cleaners.markup import is_path
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

# Wherever they stand; None means: too common to be worth a word.
EVERYWHERE = {
    "/Metadata": "tags", "/PieceInfo": "history", "/LastModified": "time", "/Thumb": "thumbnail", "/AA": "scripts",
    "/JS": "scripts", "/OPI": "paths", "/AF": "attachments", "/VP": "location", "/LGIDict": "location",
    "/Measure": "location", "/ID": None, "/StructParent": None, "/StructParents": None,
    "/SeparationInfo": None, "/PTEX.FileName": "paths", "/PTEX.InfoDict": "author",
}  # fmt: skip
OF_THE_ROOT = {
    "/OpenAction": "scripts", "/Collection": "attachments", "/Perms": "signatures", "/DSS": "signatures",
    "/Legal": "signatures", "/SpiderInfo": "history", "/URI": "paths", "/Threads": None, "/StructTreeRoot": None,
    "/MarkInfo": None, "/OutputIntents": "profile", "/Requirements": "scripts", "/DPartRoot": "tags",
}  # fmt: skip
OF_THE_NAMES = {
    "/JavaScript": "scripts", "/EmbeddedFiles": "attachments", "/AlternatePresentations": "scripts",
    "/Renditions": "attachments", "/URLS": "paths", "/IDS": None,
}  # fmt: skip
OF_ANNOTATIONS = {"/T": "author", "/M": "time", "/CreationDate": "time", "/NM": None, "/RC": None, "/Subj": "comments"}
# Dictionaries whose keys are names that somebody chose, which may be spelled like ours: nothing is dropped from them.
NAMED = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs",
         "/Dests", "/N", "/R", "/D", "/Colorants")  # fmt: skip
CARRIERS = frozenset(("/FileAttachment", "/RichMedia", "/Screen", "/Sound", "/Movie", "/3D"))
HARMLESS_ACTIONS = frozenset(("/GoTo", "/URI", "/Named"))
OF_THE_INFO = {"/Author": "author", "/Creator": "software", "/Producer": "software", "/CreationDate": "time",
               "/ModDate": "time"}  # fmt: skip
DEVICE_COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
MOST_STEPS = 5_000_000


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal("encrypted") when it needs a password, ("broken") when it cannot be read at all."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Refusal("encrypted") from None
    except (pikepdf.PdfError, RecursionError):
        raise Refusal("broken") from None
    if not pages:
        raise Refusal("broken")
    with pdf:
        removed = _clean_tree(pdf) | ({"history"} if _has_revisions(data, pdf) else set())
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, fix_metadata_version=False, linearize=False,
                 object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False,
                 stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
    return Clean(written.getbuffer(), removed)


def _clean_tree(pdf: Pdf) -> set[str]:
    removed = _told_by_info(pdf) | _clean_root(pdf)
    objects = list(pdf.objects)
    named = {held.objgen for top in objects for held in _named(top)}
    for top in objects:
        removed |= _clean_object(top, named)
    return removed | _clean_pages(pdf)


def _told_by_info(pdf: Pdf) -> set[str]:
    told = set[str]()
    if "/Info" in pdf.trailer:
        told = {OF_THE_INFO.get(str(key), "tags") for key in pdf.docinfo}
        del pdf.trailer["/Info"]
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]
    return told


def _has_revisions(data: bytes, pdf: Pdf) -> bool:
    return data.count(b"startxref") > (2 if pdf.is_linearized else 1)


def _clean_root(pdf: Pdf) -> set[str]:
    root = pdf.Root
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form:
        if root.get("/NeedsRendering"):  # the pages are drawn by the form itself
            raise NotCleanable("unknown")
        del form["/XFA"]
    removed = _drop(root, OF_THE_ROOT)
    names = root.get("/Names")
    return removed | (_drop(names, OF_THE_NAMES) if isinstance(names, Dictionary) else set())


def _drop(holder: Any, table: dict[str, str | None]) -> set[str]:
    told = set[str]()
    for key in [key for key in holder.keys() if key in table]:
        del holder[key]
        told.add(table[key] or "")
    return told - {""}


def _clean_object(top: Any, named: set[tuple[int, int]]) -> set[str]:
    """One numbered object with all that stands directly in it; references are objects of their own."""
    removed = set[str]()
    for part, is_named in _parts(top):
        if isinstance(part, Array):
            _flatten_profiles(part, list(enumerate(part)))
            continue
        _flatten_profiles(part, list(part.items()))
        if is_named or (part.is_indirect and part.objgen in named):
            continue
        removed |= _drop(part, EVERYWHERE)
        removed |= _clean_actions(part) | _clean_signature(part) | _clean_layers(part)
        if isinstance(part, Stream):
            removed |= pdf_pictures.clean(part)
    return removed


def _parts(top: Any) -> Iterator[tuple[Any, bool]]:
    """Dictionaries, arrays and streams, each with whether its keys are somebody's names."""
    waiting = [(top, False)]
    for _ in range(MOST_STEPS):
        if not waiting:
            return
        part, is_named = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part, is_named
            waiting += [(value, not is_named and key in NAMED) for key, value in part.items() if _is_direct(value)]
        elif isinstance(part, Array):
            yield part, False
            waiting += [(value, False) for value in part if _is_direct(value)]
    raise Refusal("bomb")


def _named(top: Any) -> Iterator[Any]:
    """Numbered dictionaries that hold names, found where they are referred to."""
    for part, _ in _parts(top):
        if isinstance(part, Dictionary | Stream):
            for key in NAMED:
                value = part.get(key)
                if isinstance(value, Dictionary) and value.is_indirect:
                    yield value


def _is_direct(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _flatten_profiles(holder: Any, items: Any) -> None:
    """A colour profile can name a screen or a camera: the plain colours of as many components stand in for it."""
    for key, value in items:
        if isinstance(value, Array) and len(value) == 2 and value[0] == Name.ICCBased:
            parts = value[1].get("/N") if isinstance(value[1], Stream) else None
            if parts in DEVICE_COLOURS:
                holder[key] = Name(DEVICE_COLOURS[int(parts)])


def _clean_actions(part: Any) -> set[str]:
    """Actions that lead within the document or to the web stay; scripts, programs, forms sent away and paths go."""
    removed = set[str]()
    for key in ("/A", "/PA", "/Next"):
        action = part.get(key)
        if isinstance(action, Dictionary):
            kind = str(action.get("/S", ""))
            target = str(action.get("/URI", "")) if kind == "/URI" else ""
            if kind not in HARMLESS_ACTIONS or is_path(target):
                del part[key]
                removed.add("paths" if target or kind in ("/GoToR", "/GoToE") else "scripts")
        elif isinstance(action, Array) and key == "/Next":
            del part[key]
            removed.add("scripts")
    return removed


def _clean_signature(part: Any) -> set[str]:
    """A rewritten document is no longer the signed one; who signed, when and where is in the value."""
    if part.get("/FT") == Name.Sig and "/V" in part:
        del part["/V"]
        return {"signatures"}
    if "/ByteRange" in part and "/Contents" in part:
        for key in list(part.keys()):
            del part[key]
        return {"signatures"}
    return set()


def _clean_layers(part: Any) -> set[str]:
    """A layer may say which program and which person made it."""
    return _drop(part, {"/CreatorInfo": "software", "/User": "author"}) if "/CreatorInfo" in part else set()


def _clean_pages(pdf: Pdf) -> set[str]:
    removed = set[str]()
    for page in pdf.pages:
        if "/B" in page.obj:
            del page.obj["/B"]
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, Array):
            continue
        kept = [note for note in annotations if isinstance(note, Dictionary)]
        for note in list(kept):
            sort = str(note.get("/Subtype", ""))
            if sort in CARRIERS:
                kept.remove(note)
                removed.add("attachments")
            elif sort == "/Widget":
                removed |= _drop(note, {"/M": "time"})
            else:
                removed |= _drop(note, OF_ANNOTATIONS)
        page.obj["/Annots"] = Array(kept)
    return removed
