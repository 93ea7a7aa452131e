"""One PDF of several: pages one after the other, with a second document's pages painted under them."""

from typing import IO, Final

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

NUMBERING: Final = "/Numbering"


class Book:
    """A PDF that grows by parts; each brings its headings into the outline, the first one its metadata and language."""

    def __init__(self) -> None:
        self._writer = PdfWriter()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._writer.pages)

    def append(self, part: IO[bytes]) -> None:
        """Add a PDF at the end."""
        reader = PdfReader(part)
        if not self.pages:
            self._writer.metadata = reader.metadata
            language = reader.root_object.get("/Lang")
            if language is not None:
                self._writer.root_object[NameObject("/Lang")] = language
            self._writer.create_viewer_preferences().display_doctitle = True  # type: ignore[assignment]
        self._writer.append(reader)

    def number(self, numbers: IO[bytes]) -> None:
        """Paint each page of another PDF, of as many pages, under the page in its place."""
        for page, number in zip(self._writer.pages, PdfReader(numbers).pages, strict=True):
            self._paint_under(page, number)

    def write(self, target: IO[bytes]) -> None:
        """Write it down."""
        self._writer.write(target)

    def _paint_under(self, page: PageObject, under: PageObject) -> None:
        """Make a form (ISO 32000-1, 8.10) of a page and draw it first; merging their operators would mean to parse
        both."""
        writer = self._writer
        form = StreamObject()
        contents = under["/Contents"].get_object()
        assert isinstance(contents, StreamObject)  # noqa: S101  (as WeasyPrint writes a page)
        form.set_data(contents.get_data())
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = under.mediabox.clone(writer)
        form[NameObject("/Resources")] = under["/Resources"].clone(writer)
        drawn = writer._add_object(form.flate_encode())
        draw = StreamObject()
        draw.set_data(f"q {NUMBERING} Do Q\n".encode())
        # The pages of a part share their resources; this is one page's own.
        resources, forms = DictionaryObject(), DictionaryObject()
        resources.update(_dictionary(page, "/Resources"))
        forms.update(_dictionary(resources, "/XObject"))
        forms[NameObject(NUMBERING)] = drawn
        resources[NameObject("/XObject")] = forms
        page[NameObject("/Resources")] = resources
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(draw), page.raw_get("/Contents")])


def _dictionary(of: DictionaryObject, name: str) -> DictionaryObject:
    found = of.get(name, DictionaryObject()).get_object()
    assert isinstance(found, DictionaryObject)  # noqa: S101  (as PDF has it)
    return found
