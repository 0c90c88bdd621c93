"""Cells of a workbook (.xlsx): each sheet as a table of what its cells last showed, hidden sheets included.

Dates are numbers with a style; they are written as dates. A formula without a stored result is shown as a formula.
Nothing is calculated.
"""

from wbs.evidence.extracting import Gathered
from wbs.evidence.extracting_cells import Sheet, Strings
from wbs.evidence.extracting_relations import main_part, relation_id, relations_of
from wbs.evidence.extracting_styles import EPOCH, EPOCH_1904, Styles
from wbs.evidence.extracting_xml import Attributes, Nothing, Parts


class Workbook(Nothing):
    """Names of the sheets in their order, and the day the numbers count from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.epoch = EPOCH

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), relation_id(attributes)))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = EPOCH_1904


def sheets(parts: Parts, gathered: Gathered) -> None:
    """Every sheet of a workbook."""
    main = main_part(parts, "xl/workbook.xml")
    workbook, styles, strings = Workbook(), Styles(), Strings()
    parts.read(main, workbook)
    relations = relations_of(parts, main)
    for kind, reader in (("styles", styles), ("sharedStrings", strings)):
        for path in relations.by_type.get(kind, ())[:1]:
            parts.read(path, reader)
    for name, relation in workbook.sheets:
        rows = gathered.add("sheet", name)
        path = relations.by_id.get(relation, "")
        if "worksheets/" in path:  # a sheet that is a chart has no cells
            parts.read(path, Sheet(gathered, rows, strings.texts, styles.dates, workbook.epoch))
