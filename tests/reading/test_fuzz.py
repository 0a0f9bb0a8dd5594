"""Damaged inputs of every form: each ends in articles and lines of the ledger, none in a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliancegraph.model import Document
from alliancegraph.reading import Unread, read_documents

from .samples import SAMPLES

INPUTS_A_FORM = 360  # more than 5,000 over all forms

HARM = (
    b"<", b">", b"&#x110000;", b"&#xD800;", b"<!--", b"<![CDATA[", b"]]>", b"<p" * 300,
    b"<div>" * 300,
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80",
    b"\r\n\r\n", b'"', b"\\ud800", b"{" * 200, b"[" * 2000,
    b"99999999999999999999", b"-1", b"PK\x03\x04", b"\x1f\x8b", b"%PDF",
    b"endstream", b"2 0 R", b"/Kids",
    b"=?utf-8?q?=?=", b"Content-Type: multipart/mixed; boundary=x\n", b"\xe2\x80\xae",
    b"NaN", b"null",
    b"charset=utf-7", b"Content-Length: 0\r\n", b"---\n",
    b"!!python/object:os.system\n", b"*a",
)  # fmt: skip
_HARM = st.one_of(st.binary(max_size=8), st.sampled_from(HARM))
_EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), _HARM), min_size=1, max_size=5)


def damaged(whole: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """*whole* with bytes cut out and others put in; a cut of 40 takes all that follows."""
    for place, cut, harm in edits:
        at = int(place * len(whole))
        rest = b"" if cut == 40 else whole[at + cut :]
        whole = whole[:at] + harm + rest
    return whole


def test_at_least_five_thousand_inputs() -> None:
    assert INPUTS_A_FORM * len(SAMPLES) >= 5_000


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_input_never_crashes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name

    @settings(
        max_examples=INPUTS_A_FORM,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_EDITS)
    def read(edits: list[tuple[float, int, bytes]]) -> None:
        path.write_bytes(damaged(SAMPLES[name], edits))
        for found in read_documents(path, root=tmp_path):
            if isinstance(found, Unread):
                assert name in found.reason
                assert found.path.startswith(name)
            else:
                assert isinstance(found, Document)
                document = found
                assert document.body
                assert all(document.text[start:end].strip() for start, end in document.body)
                assert document.model_dump_json().encode()

    read()
