"""Articles from disk: headers, dates, and every kind of bad input with its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliancegraph.errors import InputError
from alliancegraph.reading import find_files, read_document, source_groups


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_front_matter_and_offsets(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.md", "---\ntitle: 'Two: one'\ndate: 1999-03-27\nsource: Us\n---\n# Head\n\nText.\n"
    )
    document = read_document(path, root=tmp_path)
    assert (document.title, document.date, document.source, document.path) == (
        "Two: one",
        "1999-03-27",
        "Us",
        "a.md",
    )
    assert path.read_text()[slice(*document.body[-1])] == "Text."


def test_header_beside_a_scraped_article(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Head\n\nText.\n")
    write(tmp_path, "a.meta.yaml", "title: Told beside\ndate: 2013-11\n")
    assert (read_document(path).title, read_document(path).date) == ("Told beside", "2013-11")


def test_date_from_the_file_name(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "2013-11-05-news.txt", "Head\n\nText.")).date == "2013-11-05"


def test_utf16_with_its_mark_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Škoda und Citroën".encode("utf-16"))
    assert "Škoda" in read_document(path).text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x00\x01\x02PNG" * 50, "is a binary file"),
        (b"Citro\xebn and Peugeot", r"is not utf-8 \(byte 5\)"),
        (b"---\ntitle: a: b\n---\nText", "header is not valid YAML"),
        (b"---\ndate: yesterday\n---\nText", "'yesterday' is no date"),
        (b"---\n- a\n---\nText", "must be lines of"),
        (b"---\ntitle: x\n---\n\n", "holds no text"),
    ],
)
def test_bad_files_are_named_with_a_remedy(tmp_path: Path, content: bytes, message: str) -> None:
    path = write(tmp_path, "bad.txt", content)
    with pytest.raises(InputError, match=message) as raised:
        read_document(path)
    assert "bad.txt" in str(raised.value)


def test_a_line_of_fifty_megabytes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_document(write(tmp_path, "long.txt", b"x" * 50_000_000))


def test_unknown_encoding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'klingon' is no encoding"):
        read_document(write(tmp_path, "a.txt", "Text"), encoding="klingon")


def test_another_encoding(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Citroën".encode("cp1252"))
    assert read_document(path, encoding="cp1252").text == "Citroën"


def test_missing_folder_and_folder_without_articles(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_files(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no articles"):
        find_files(tmp_path)


def test_copies_are_one_source_and_retellings_are_not(tmp_path: Path) -> None:
    told = (
        "Borgward said on Monday it would build a car with Hansa at Bremen. The two firms each hold half. "
        * 3
    )
    other = (
        "Hansa and Borgward are to make a small car together, according to a statement on Monday evening. "
        * 3
    )
    a, b, c = (
        read_document(write(tmp_path, name, text))
        for name, text in (("a.txt", told), ("b.txt", "Update: " + told), ("c.txt", other))
    )
    groups = source_groups([a, b, c])
    assert groups[a.id] == groups[b.id] != groups[c.id]
