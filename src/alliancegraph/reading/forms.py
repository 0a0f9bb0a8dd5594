"""The forms that articles come in: a suffix -> the reader of that form. A new form is one line here."""

from __future__ import annotations

from collections.abc import Iterator

from alliancegraph.errors import InputError
from alliancegraph.reading import archives, exports, feeds, mail, page, pdf, plain, word
from alliancegraph.reading.source import DEEPEST, Draft, Reader, Source, Unread

FORMS: dict[str, Reader] = {
    ".txt": plain.articles,
    ".md": plain.articles,
    ".html": page.articles,
    ".htm": page.articles,
    ".xhtml": page.articles,
    ".pdf": pdf.articles,
    ".docx": word.articles,
    ".eml": mail.articles,
    ".jsonl": exports.json_lines,
    ".ndjson": exports.json_lines,
    ".csv": exports.csv_rows,
    ".tsv": exports.csv_rows,
    ".parquet": exports.parquet_rows,
    ".rss": feeds.articles,
    ".atom": feeds.articles,
    ".xml": feeds.articles,
    ".warc": archives.pages,
    ".zip": archives.unzipped,
    ".gz": archives.ungzipped,
}


def read(source: Source) -> Iterator[tuple[Draft, Source] | Unread]:
    """The articles in *source*, each with the source it was read from, and what gave none."""
    reader = FORMS.get(source.suffix)
    if reader is None:
        if source.depth and source.suffix != ".yaml":
            yield Unread(source.item, f"{source.name}: is of no form that can be read ({', '.join(FORMS)})")
        return
    if source.depth > DEEPEST:
        yield Unread(source.item, f"{source.name}: is an archive in too many others; unpack it")
        return
    try:
        for found in reader(source):
            match found:
                case Draft():
                    yield found, source
                case Source():
                    yield from read(found)
                case Unread(item, reason, language):
                    yield Unread(source.item + item if source.item else item.lstrip("#"), reason, language)
    except InputError as error:
        yield Unread(source.item, str(error))
