"""XLSX workbooks for tests, made by hand: nothing that writes them makes all of what is read."""

import io
import zipfile
from html import escape

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# The styles: 0 as it is, 1 a date, 2 a date with its time, 3 a time, 4 hours past 24
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 21, 164))
    + "</cellXfs></styleSheet>"
)


def cell(reference: str, value: object, style: int = 0) -> str:
    if isinstance(value, str) and value.startswith("#"):
        return f'<c r="{reference}" t="e"><v>{value}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    return f'<c r="{reference}" s="{style}"><v>{value!r}</v></c>'


def sheet_of(rows: dict[int, list[object]] | list[list[object]], column: int = 0) -> str:
    numbered = rows if isinstance(rows, dict) else dict(enumerate(rows, start=1))
    made = []
    for line, values in numbered.items():
        cells = [
            cell(f"{chr(ord('A') + place)}{line}", *(value if isinstance(value, tuple) else (value,)))
            for place, value in enumerate(values, start=column)
            if value != ""
        ]
        made.append(f'<row r="{line}">{"".join(cells)}</row>')
    return "".join(made)


def workbook(sheets: dict[str, str], hidden: tuple[str, ...] = ()) -> bytes:
    """An XLSX file of sheets, given as the XML of their rows."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    states = ("visible", "hidden")
    numbered = list(enumerate(sheets.items(), start=1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}" state="{states[name in hidden]}"/>'
            for n, (name, _) in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
        )
        + f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            for n, (_, rows) in numbered
        },
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return buffer.getvalue()
