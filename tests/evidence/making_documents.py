"""Office files and PDFs as offices make them: authors, histories, previews, printers, photos of telephones."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
import pptx
from docx.enum.text import WD_BREAK
from odf import dc, draw, meta, office, table, text
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.pdfgen.canvas import Canvas

from tests.evidence.making import MARK, VISIBLE, exif, jpeg, picture, png, xmp

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_parts(package: bytes, added: dict[str, bytes], changed: dict[str, tuple[bytes, bytes]]) -> bytes:
    """The same zip with more parts, and pieces of its parts replaced; every entry dated and commented."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename in changed:
                old, new = changed[entry.filename]
                assert old in content, entry.filename
                content = content.replace(old, new, 1)
            entry.comment = MARK.encode()
            after.writestr(entry, content)
        for name, content in added.items():
            after.writestr(name, content)
        after.comment = MARK.encode()
    return written.getvalue()


def relation(number: int, kind: str, target: str, external: bool = False) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{target}"{mode}/></Relationships>'.encode()


def part_type(part: str, kind: str) -> bytes:
    content = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
    return f'<Override PartName="{part}" ContentType="{content}"/></Types>'.encode()


def _saved(document: object) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def word() -> bytes:
    document = docx.Document()
    told = document.core_properties
    told.author = told.last_modified_by = told.comments = told.title = told.keywords = MARK
    line = document.add_paragraph(VISIBLE)
    line.add_run(" lanjut").add_break(WD_BREAK.LINE)
    document.add_picture(io.BytesIO(jpeg()))
    document.add_comment(line.runs, text="isi catatan", author=MARK, initials="MR")
    document.add_table(1, 2).cell(0, 1).text = f"{VISIBLE} sel"
    w = f'xmlns:w="{WORD}"'
    changed = (
        f'<w:p {w} w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:ins w:id="91" w:author="{MARK}" '
        f'w:date="2026-11-20T08:15:00Z"><w:r><w:t>{VISIBLE} sisipan</w:t></w:r></w:ins>'
        f'<w:r><w:instrText>INCLUDEPICTURE "C:\\\\Users\\\\{MARK}\\\\foto.jpg"</w:instrText></w:r></w:p></w:body>'
    ).encode()
    settings = '<w:rsids><w:rsidRoot w:val="00AB12CD"/><w:rsid w:val="00AB12CD"/></w:rsids>'
    settings += f'<w:docVars><w:docVar w:name="x" w:val="{MARK}"/></w:docVars>'
    settings += f'<w:attachedTemplate xmlns:r="{RELATION}" r:id="rId1"/></w:settings>'
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    people = f'<w15:people xmlns:w15="{w15}"><w15:person w15:author="{MARK}"/></w15:people>'
    types = part_type("/word/people.xml", "wordprocessingml.people")
    template = relation(1, "attachedTemplate", f"file:///C:/Users/{MARK}/x.dotm", external=True)
    return with_parts(
        _saved(document),
        {
            "word/people.xml": people.encode(),
            "docProps/custom.xml": f"<Properties>{MARK}</Properties>".encode(),
            "docProps/thumbnail2.jpeg": jpeg(),
            "word/vbaProject.bin": MARK.encode(),
            "word/_rels/settings.xml.rels": RELATIONS + template,
        },
        {
            "word/document.xml": (b"<w:sectPr", changed.removesuffix(b"</w:body>") + b"<w:sectPr"),
            "word/settings.xml": (b"</w:settings>", settings.encode()),
            "[Content_Types].xml": (b"</Types>", types),
            "word/_rels/document.xml.rels": (b"</Relationships>", relation(900, "people", "people.xml")),
            "word/styles.xml": (b"<w:docDefaults>", b"<!-- " + MARK.encode() + b" --><w:docDefaults>"),
        },
    )  # fmt: skip


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = MARK
    sheet = book.active
    sheet["A1"], sheet["B2"], sheet["B3"] = VISIBLE, 1250000, "=B2*2"
    sheet["A1"].comment = Comment("isi catatan", MARK)
    sheet["C1"].hyperlink = f"file:///C:/Users/{MARK}/x.xlsx"
    sheet["C1"].value = "taut"
    sheet["C2"].hyperlink = "https://example.go.id/"
    sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(jpeg(1))), "D4")
    x15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
    path = f'<x15ac:absPath xmlns:x15ac="{x15}" url="C:\\Users\\{MARK}\\"/>'
    shared = f'<fileSharing userName="{MARK}"/>'
    return with_parts(
        _saved(book),
        {
            "xl/printerSettings/printerSettings1.bin": MARK.encode("utf-16-le"),
            "xl/revisions/userNames.xml": f'<users xmlns="x"><userInfo name="{MARK}"/></users>'.encode(),
            "xl/persons/person.xml": f'<personList xmlns="x"><person displayName="{MARK}"/></personList>'.encode(),
            "xl/_rels/metadata.xml.rels": RELATIONS + relation(1, "printerSettings", "printerSettings1.bin"),
        },
        {
            "xl/workbook.xml": (b"<bookViews>", f"{shared}{path}<bookViews>".encode()),
            "xl/_rels/workbook.xml.rels": (b"</Relationships>", relation(901, "person", "persons/person.xml")),
        },
    )  # fmt: skip


def slides() -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.author = deck.core_properties.last_modified_by = MARK
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = VISIBLE
    slide.shapes.add_picture(io.BytesIO(png()), 0, 0).name = f"C:\\Users\\{MARK}\\foto.png"
    author = f'<p:cmAuthor id="0" name="{MARK}" initials="{MARK}" lastIdx="1" clrIdx="0"/>'
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    authors = f'<p:cmAuthorLst xmlns:p="{p}">{author}</p:cmAuthorLst>'
    types = part_type("/ppt/commentAuthors.xml", "presentationml.commentAuthors")
    link = relation(902, "commentAuthors", "commentAuthors.xml")
    return with_parts(
        _saved(deck),
        {
            "ppt/commentAuthors.xml": authors.encode(),
            "ppt/changesInfos/changesInfo1.xml": f'<c userId="{MARK}"/>'.encode(),
        },
        {
            "[Content_Types].xml": (b"</Types>", types),
            "ppt/_rels/presentation.xml.rels": (b"</Relationships>", link),
        },
    )  # fmt: skip


def _odf(document: object, holder: object | None) -> bytes:
    document.meta.addElement(meta.InitialCreator(text=MARK))
    document.meta.addElement(dc.Creator(text=MARK))
    document.meta.addElement(meta.UserDefined(name="x", text=MARK))
    if holder is not None:
        note = office.Annotation()
        note.addElement(dc.Creator(text=MARK))
        note.addElement(dc.Date(text="2026-11-20T08:15:00"))
        note.addElement(text.P(text="isi catatan"))
        holder.addElement(note)
    document.addPicture("foto.jpg", "image/jpeg", jpeg(1))
    written, thumbnail = io.BytesIO(), io.BytesIO()
    document.write(written)
    picture(64, 64).save(thumbnail, "PNG", exif=exif())
    settings = (
        '<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"><office:settings><config:config-item-set '
        'config:name="ooo:configuration-settings"><config:config-item config:name="PrinterName" config:type="string">'
        f'{MARK}</config:config-item><config:config-item config:name="RsidRoot" config:type="int">1234'
        "</config:config-item></config:config-item-set></office:settings></office:document-settings>"
    )
    added = {"Thumbnails/thumbnail.png": thumbnail.getvalue(), "Basic/Standard/Module1.xml": MARK.encode()}
    return with_parts(written.getvalue(), added | {"settings.xml": settings.encode()}, {})


def writer() -> bytes:
    document = OpenDocumentText()
    line = text.P(text=VISIBLE)
    document.text.addElement(line)
    link = text.A(href=f"file:///C:/Users/{MARK}/x.odt", text="taut")
    line.addElement(link)
    return _odf(document, line)


def calc() -> bytes:
    document = OpenDocumentSpreadsheet()
    sheet, row = table.Table(name="Lembar"), table.TableRow()
    cell = table.TableCell(valuetype="string")
    cell.addElement(text.P(text=VISIBLE))
    row.addElement(cell)
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    return _odf(document, cell)


def impress() -> bytes:
    from odf.style import MasterPage, PageLayout

    document = OpenDocumentPresentation()
    layout = PageLayout(name="tata")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="induk", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    page = draw.Page(masterpagename=master)
    frame = draw.Frame(width="10cm", height="2cm", x="1cm", y="1cm", name=f"C:\\{MARK}\\foto.png")
    box = draw.TextBox()
    box.addElement(text.P(text=VISIBLE))
    frame.addElement(box)
    page.addElement(frame)
    document.presentation.addElement(page)
    return _odf(document, None)


def pdf() -> bytes:
    """Two revisions: the first still says more than the second."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(300, 200))
    canvas.setAuthor(MARK)
    canvas.drawString(40, 100, VISIBLE)
    canvas.showPage()
    canvas.drawString(40, 100, "halaman dua")
    canvas.save()
    with pikepdf.open(io.BytesIO(drawn.getvalue())) as document:
        _betray(document)
        written = io.BytesIO()
        document.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    old = f"\n9999 0 obj\n<< /Author ({MARK}) >>\nendobj\nstartxref\n0\n%%EOF\n".encode()
    new = written.getvalue()
    start = new.rfind(b"startxref")
    return new[:start] + old[: old.find(b"startxref")] + new[start:] + b"% " + MARK.encode()


def _betray(document: Pdf) -> None:
    with document.open_metadata() as told:
        told["dc:creator"], told["xmp:CreatorTool"] = [MARK], MARK
    document.docinfo["/Keywords"] = MARK
    document.attachments["rahasia.txt"] = MARK.encode()
    script = Dictionary(S=Name.JavaScript, JS=f"app.alert('{MARK}')")
    document.Root.OpenAction = document.Root.AA = script
    document.Root.PieceInfo = Dictionary(App=Dictionary(Private=MARK))
    page = document.pages[0]
    page.obj.PieceInfo, page.obj.LastModified = Dictionary(X=Dictionary(Private=MARK)), "D:20261120081500"
    page.obj.Metadata = document.make_stream(xmp())
    page.obj.Thumb = document.make_stream(MARK.encode())
    photo = document.make_stream(jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=96, Height=64,
                                 ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode)  # fmt: skip
    photo.Metadata = document.make_stream(xmp())
    # Names that somebody chose may be spelled like keys of ours.
    page.obj.Resources.XObject = Dictionary({"/AA": photo, "/Metadata": photo})
    page.contents_add(b"q 96 0 0 64 10 10 cm /AA Do Q q 20 0 0 20 200 10 cm /Metadata Do Q")
    document.pages[1].obj.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[10, 10, 30, 30], T=MARK, M="D:20261120081500", NM=MARK,
                   Contents="isi catatan"),
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 1, 9, 9],
                   A=Dictionary(S=Name.URI, URI="https://example.go.id/")),
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 1, 9, 9],
                   A=Dictionary(S=Name.Launch, F=f"C:/Users/{MARK}/x.exe")),
        Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[1, 1, 9, 9], FS=Dictionary(
            Type=Name.Filespec, F=MARK, EF=Dictionary(F=document.make_stream(MARK.encode())))),
    ])  # fmt: skip
    seal = document.make_indirect(Dictionary(
        Type=Name.Sig, Name=MARK, Location=MARK, ByteRange=[0, 1, 2, 3], Contents=MARK.encode() * 4))  # fmt: skip
    field = document.make_indirect(Dictionary(FT=Name.Sig, T="Tanda tangan", V=seal))
    document.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=document.make_stream(MARK.encode()))
