"""Every form: text, headline, date, author and source are found, and offsets point into what was read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from email.message import EmailMessage
from functools import reduce
from pathlib import Path

import pytest

from alliancegraph.model import Document
from alliancegraph.reading import Unread, read_documents

from .samples import DATE, FIRST, HEADLINE, HTML, SAMPLES, SECOND, docx, pdf, row, table, warc, zipped


def read(folder: Path, name: str, content: bytes) -> list[Document | Unread]:
    path = folder / name
    path.write_bytes(content)
    return list(read_documents(path, root=folder))


def articles(found: Sequence[Document | Unread]) -> list[Document]:
    return [article for article in found if isinstance(article, Document)]


def reasons(found: Sequence[Document | Unread]) -> list[str]:
    return [unread.reason for unread in found if isinstance(unread, Unread)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_form(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, name, SAMPLES[name])
    assert reasons(found) == []
    for article in articles(found):
        document = article
        blocks = [" ".join(document.text[start:end].split()) for start, end in document.body]
        assert blocks[0] == HEADLINE
        assert " ".join(blocks[1:]).endswith(f"{FIRST} {SECOND}")
        assert (document.title, document.date, article.language) == (HEADLINE, DATE, "en")
        assert (document.path or "").startswith(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_author(tmp_path: Path, name: str) -> None:
    assert {article.author for article in articles(read(tmp_path, name, SAMPLES[name]))} == {"Eva Lund"}


@pytest.mark.parametrize(
    "name", ["a.html", "a.rss", "a.atom", "a.jsonl", "a.csv", "a.parquet", "a.csv.gz", "a.warc"]
)
def test_source_and_address(tmp_path: Path, name: str) -> None:
    [article] = articles(read(tmp_path, name, SAMPLES[name]))
    assert article.source == "Motor Post"
    assert article.url == "https://motorpost.example/borgward-lloyd"


def test_structured_data_goes_before_tags(tmp_path: Path) -> None:
    told = {
        "@type": "NewsArticle",
        "datePublished": "2013-11-04T20:00:00Z",
        "author": [{"name": "A"}, {"name": "B"}],
    }
    page = HTML.replace("</head>", f'<script type="application/ld+json">{json.dumps(told)}</script></head>')
    [article] = articles(read(tmp_path, "a.html", page.encode()))
    assert (article.date, article.author) == ("2013-11-04", "A, B")


def test_encoding_that_a_page_declares(tmp_path: Path) -> None:
    page = HTML.replace("<head>", '<head><meta charset="windows-1252">').replace("Lloyd,", "Citroën,")
    [article] = articles(read(tmp_path, "a.html", page.encode("cp1252")))
    assert "Citroën" in article.text


def test_page_numbers_and_repeated_heads_of_a_pdf_are_cut(tmp_path: Path) -> None:
    lines = (
        "Motor Post, autumn edition",
        "Cars",
        FIRST,
        "It is so.",
        "It was known.",
        "Nobody wondered.",
        SECOND,
    )
    [article] = articles(read(tmp_path, "a.pdf", pdf(lines, pages=4)))
    assert "autumn edition" not in article.text
    assert "of 4" not in article.text
    assert article.text.count("buy all of the shares") == 4


def test_columns_are_named_beside_an_export(tmp_path: Path) -> None:
    (tmp_path / "a.meta.yaml").write_text("columns: {text: Volltext, title: Kopf}\nsource: Wire\n")
    line = json.dumps({"Kopf": HEADLINE, "Volltext": f"{FIRST} {SECOND}", "date": DATE})
    [article] = articles(read(tmp_path, "a.jsonl", line.encode()))
    assert (article.title, article.source) == (HEADLINE, "Wire")


def test_one_bad_line_of_an_export_does_not_spoil_the_rest(tmp_path: Path) -> None:
    good = json.dumps(row())
    found = read(tmp_path, "a.jsonl", f'{good}\n{{"broken\n[1]\n{{"note": "x"}}\n{good}\n'.encode())
    assert [article.path for article in articles(found)] == ["a.jsonl#1", "a.jsonl#5"]
    assert [unread.path for unread in found if isinstance(unread, Unread)] == [
        "a.jsonl#2",
        "a.jsonl#3",
        "a.jsonl#4",
    ]


def test_semicolons_and_html_in_an_export(tmp_path: Path) -> None:
    content = f"title;content;date\n{HEADLINE};<p>{FIRST}</p><p>{SECOND}</p>;05.11.2013\n"
    [article] = articles(read(tmp_path, "a.csv", content.encode("utf-8-sig")))
    assert [article.text[a:b] for a, b in article.body] == [HEADLINE, FIRST, SECOND]


def test_what_is_attached_to_a_mail_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Press release"
    message.set_content(
        "Please find our press release attached to this message, as a file for a word processor."
    )
    message.add_attachment(
        docx(), maintype="application", subtype="octet-stream", filename="../../release.docx"
    )
    found = articles(read(tmp_path, "a.eml", message.as_bytes()))
    assert [article.path for article in found] == ["a.eml", "a.eml#1/release.docx"]


def test_web_archive_with_a_damaged_record(tmp_path: Path) -> None:
    pages = tuple(HTML.replace("410", str(n)) for n in range(410, 415))
    whole = warc(pages)
    third = whole.index(b"WARC/1.0", whole.index(b"WARC/1.0", whole.index(b"WARC/1.0") + 1) + 1)
    length = whole.index(b"Content-Length", third)
    found = read(tmp_path, "a.warc", whole[:length] + b"Content-Lungth" + whole[length + 14 :])
    assert len(articles(found)) == 2
    assert "record 3 cannot be read" in reasons(found)[0]
    assert len(articles(read(tmp_path, "b.warc.gz", warc(pages, packed=True)))) == 5


GERMAN = (
    "Borgward teilte am Montag mit, dass das Unternehmen alle Aktien von Lloyd übernehmen werde. Der Preis"
    " liegt bei 410 Millionen Euro, und beide erwarten den Abschluss bis Ende Mai."
)


def test_another_language_is_named_and_skipped(tmp_path: Path) -> None:
    [unread] = read(tmp_path, "a.txt", GERMAN.encode())
    assert isinstance(unread, Unread)
    assert unread.language == "de"


@pytest.mark.parametrize(
    "text",
    [
        "Borgward, Hansa, Lloyd, Goliath, Tempo, Vidal, Stoewer, Wanderer, Adler, Brennabor: Bremen, Hamburg",
        "Automobili Lamborghini S.p.A. said that it had agreed with Italdesign on a Nuova Carrozzeria.",
        "Short.",
    ],
)
def test_names_are_no_other_language(tmp_path: Path, text: str) -> None:
    [article] = read(tmp_path, "a.txt", text.encode())
    assert isinstance(article, Document)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

HARMFUL = {
    "entities.rss": BOMB + b"<rss version='2.0'><channel><item><title>&d;</title></item></channel></rss>",
    "outside.rss": OUTSIDE + b"<rss version='2.0'><channel><item><title>&x;</title></item></channel></rss>",
    "entities.docx": zipped({"word/document.xml": BOMB + b"<r>&d;</r>"}),
    "grows.zip": zipped({"a.txt": b"a" * 30_000_000}),
    "grows.txt.gz": gzip.compress(b"a" * 30_000_000, mtime=0),
    "nested.zip": reduce(lambda inner, _: zipped({"a.zip": inner}), range(6), zipped({"a.csv": table()})),
    "image.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "empty.pdf": b"%PDF-1.7\n",
    "no.zip": b"PK\x03\x04 not a zip",
    "half.gz": gzip.compress(b"a" * 1000, mtime=0)[:40],
    "other.xml": b"<?xml version='1.0'?><invoice><sum>3</sum></invoice>",
    "deep.html": b"<div>" * 50_000 + b"text",
    "deep.jsonl": b"[" * 100_000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_would_harm_is_a_line_of_the_ledger(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, name, HARMFUL[name])
    assert not articles(found) or name in ("image.html", "deep.html")
    assert all(name.partition(".")[0] in reason for reason in reasons(found))


def test_a_zip_cannot_write_outside(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    found = read(inside, "a.zip", zipped({"../../evil.txt": FIRST.encode(), "/etc/evil.csv": table()}))
    assert len(articles(found)) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.zip"]
