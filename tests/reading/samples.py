"""One small article in every form, as bytes: what the tests of forms read and the fuzzer damages."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from email.message import EmailMessage

import pyarrow as pa
import pyarrow.parquet as pq

HEADLINE = "Borgward buys Lloyd"
FIRST = "Borgward said on Monday that it would buy all of the shares of Lloyd, its rival in Bremen."
SECOND = "The price is 410 million euros, and the two expect the deal to be done by the end of May."
DATE = "2013-11-05"

HTML = f"""<!doctype html><html lang="en"><head><title>{HEADLINE} | Motor Post</title>
<meta property="og:site_name" content="Motor Post"><meta name="author" content="Eva Lund">
<link rel="canonical" href="https://motorpost.example/borgward-lloyd"></head>
<body><nav><a href="/">Home</a></nav><article><h1>{HEADLINE}</h1>
<time datetime="{DATE}T08:00:00Z" itemprop="datePublished">5 November</time>
<p>{FIRST}</p><p>{SECOND}</p></article><footer>All rights reserved.</footer></body></html>"""


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")


def docx() -> bytes:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (HEADLINE, FIRST, SECOND))
    schemas = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    core = (
        f'<cp:coreProperties xmlns:cp="{schemas}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"><dc:creator>Eva Lund</dc:creator>'
        f"<dcterms:created>{DATE}T08:00:00Z</dcterms:created></cp:coreProperties>"
    )
    return zipped(
        {
            "word/document.xml": f"<w:document {w}><w:body>{paragraphs}</w:body></w:document>".encode(),
            "docProps/core.xml": core.encode(),
        }
    )


def pdf(lines: tuple[str, ...] = (HEADLINE, "", FIRST, "", SECOND), pages: int = 1) -> bytes:
    """A PDF written by hand: a catalogue, its pages, one font, and the offsets of them all."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(pages):
        own = [line.replace("Monday", DAYS[n]) for line in lines]
        shown = [*own, f"Page {n + 1} of {pages}"] if pages > 1 else own
        stream = "BT /F1 11 Tf 14 TL 40 780 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET"
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /Resources {resources} /Contents {5 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Author (Eva Lund) /CreationDate (D:{DATE.replace('-', '')}080000Z) >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def eml() -> bytes:
    message = EmailMessage()
    message["Subject"] = HEADLINE
    message["From"] = "Eva Lund <eva@motorpost.example>"
    message["To"] = "desk@courier.example"
    message["Date"] = "Tue, 05 Nov 2013 08:00:00 +0000"
    message.set_content(f"{FIRST}\n\n{SECOND}\n\n> what you wrote last week\n\n-- \nEva Lund, Motor Post\n")
    return message.as_bytes()


def rss() -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Motor Post</title><item>
<title>{HEADLINE}</title><link>https://motorpost.example/borgward-lloyd</link><author>Eva Lund</author>
<pubDate>Tue, 05 Nov 2013 08:00:00 GMT</pubDate>
<description>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</description></item></channel></rss>""".encode()


def atom() -> bytes:
    return f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Motor Post</title>
<entry><title>{HEADLINE}</title><link href="https://motorpost.example/borgward-lloyd"/>
<author><name>Eva Lund</name></author>
<published>{DATE}T08:00:00Z</published>
<content type="text">{FIRST} {SECOND}</content></entry></feed>""".encode()


def row() -> dict[str, str]:
    return {
        "headline": HEADLINE,
        "body": f"{FIRST}\n\n{SECOND}",
        "published": f"{DATE}T08:00:00Z",
        "author": "Eva Lund",
        "publisher": "Motor Post",
        "url": "https://motorpost.example/borgward-lloyd",
    }


def jsonl() -> bytes:
    return (json.dumps(row()) + "\n").encode()


def table() -> bytes:
    values = ",".join('"' + value.replace('"', '""') + '"' for value in row().values())
    return (",".join(row()) + "\n" + values + "\n").encode()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row()]), out)
    return out.getvalue()


def warc(pages: tuple[str, ...] = (HTML,), *, packed: bool = False) -> bytes:
    """A web archive written by hand: one response a page; packed, each is a gzip member of its own."""
    records = []
    for number, page in enumerate(pages):
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2013-11-05T08:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{number}>\r\n"
            f"WARC-Target-URI: https://motorpost.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(gzip.compress(record, mtime=0) if packed else record for record in records)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2013, 11, 5, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


TEXT = f"{HEADLINE}\nBy Eva Lund, 5 November 2013\n\n{FIRST}\n\n{SECOND}\n\nJoin the debate\n\nComments\n2\n"
MARKDOWN = (
    f"---\ndate: {DATE}\nauthor: Eva Lund\nsource: Motor Post\n---\n# {HEADLINE}\n\n{FIRST}\n\n{SECOND}\n"
)

SAMPLES: dict[str, bytes] = {
    "a.txt": TEXT.encode(),
    "a.md": MARKDOWN.encode(),
    "a.html": HTML.encode(),
    "a.pdf": pdf(),
    "a.docx": docx(),
    "a.eml": eml(),
    "a.rss": rss(),
    "a.atom": atom(),
    "a.jsonl": jsonl(),
    "a.csv": table(),
    "a.parquet": parquet(),
    "a.warc": warc(),
    "a.warc.gz": warc(packed=True),
    "a.csv.gz": gzip.compress(table(), mtime=0),
    "a.zip": zipped({"inner/a.html": HTML.encode(), "inner/a.csv": table()}),
}
