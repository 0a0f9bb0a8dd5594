"""The page's modules by themselves: each row is a call and what it gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from alliancegraph.export import page

pytestmark = pytest.mark.browser

MODULES = [name for name in page.MODULES if name != "app"]

FACT = (
    "{ subject: {index: 1, name: 'A'}, object: {index: 2, name: 'B'}, status: 'ended', stake: 44.4, periods: "
    "[['', 'proposed', null], ['1999-03-27', 'agreed', 36.8], ['1999-05-29', 'active', 36.8],"
    " ['2002-03-01', 'ended', 44.4]] }"
)
COMPANIES = (
    "nameIndex([['Volvo Cars', []], ['AB Volvo', ['Volvo Group']], ['Citroën', []], ['BMW', ['BMW AG']]]"
    ".map(([name, aliases], index) => ({ index, name, aliases, facts: [] })))"
)

HELPERS = """
const factOfRow = () => readGraph({
  entities: [['a', 'b'], ['A', 'B'], ['company', 'company'], [null, null], [null, null], [[], []]],
  facts: [[0], ['owns'], [1], ['active'], [20], ['2001-05'], [null], [null], [null], [0.5], [1], ['2002'],
    ['2001-05-01']],
  groups: [], levels: [],
}).facts[0];
const side = (type, country) => ({ type, country });
const FACTS = [
  { name: 'x', subject: side('company', 'FR'), object: side('company', 'JP'), predicate: 'owns',
    status: 'active', confidence: 0.9, sources: 1 },
  { name: 'y', subject: side('brand', null), object: side('company', 'JP'), predicate: 'allied_with',
    status: 'active', confidence: 0.5, sources: 2 },
];
const seenWith = (change) => FACTS.filter(makeFilter({ ...FIRST, ...change })).map(({ name }) => name);
"""


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page_ = browser.new_page()
    yield page_
    page_.close()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("sayDate('1999-03-27')", "27 March 1999"),
        ("sayDate('1999-03')", "March 1999"),
        ("sayDate('1999')", "1999"),
        ("sayDate(null)", ""),
        ("monthText(monthNumber('1999-05'))", "1999-05"),
        ("monthText(monthNumber('1999'))", "1999-12"),
        (f"stateOf({FACT}, '1998-01')", {"status": "proposed", "stake": None}),
        (f"stateOf({FACT}, '1999-03')", {"status": "agreed", "stake": 36.8}),
        (f"stateOf({FACT}, '2001-12')", {"status": "active", "stake": 36.8}),
        (f"stateOf({FACT}, null)", {"status": "ended", "stake": 44.4}),
        ("stateOf({ periods: [['2001-01-01', 'active', null]] }, '2000-12')", None),
        ("saySpan('1999-05', null)", "since May 1999"),
        ("saySpan(null, '2002')", "until 2002"),
        ("saySpan('1999', '2002')", "1999 – 2002"),
        ("sayStake(43.400000001)", "43.4 %"),
        ("sayStake(0)", "0 %"),
        ("sayStake(null)", ""),
        ("count(1, 'entity', 'entities')", "1 entity"),
        ("count(10000, 'fact')", "10,000 facts"),
        ("webAddress('https://example.org/a?b')", "https://example.org/a?b"),
        ("webAddress('javascript:alert(1)')", None),
        ("webAddress('data:text/html,x')", None),
        ("webAddress('file:///etc/passwd')", None),
        ("webAddress('/relative')", None),
        ("webAddress(null)", None),
        (
            "marksIn('Renault SA owns Nissan.', [['Renault', 'Renault SA'], ['Nissan']])",
            [[0, 10, 0], [16, 22, 1]],
        ),
        ("marksIn('Fordson is no Ford.', [['Ford'], ['X']])", [[14, 18, 0]]),
        ("marksIn('A+B (C) met a+b', [['A+B'], ['(C)']])", [[0, 3, 0], [4, 7, 1], [12, 15, 0]]),
        ("marksIn('Škoda, ŠKODA', [['Škoda'], []])", [[0, 5, 0], [7, 12, 0]]),
        ("nameKey('  Citroën-PSA ')", "citroen psa"),
        (f"findNames({COMPANIES}, 'volvo').map(({{ entity }}) => entity.name)", ["Volvo Cars", "AB Volvo"]),
        (f"findNames({COMPANIES}, 'volvo group').map(({{ alias }}) => alias)", ["Volvo Group"]),
        (f"findNames({COMPANIES}, 'citroen').map(({{ entity }}) => entity.name)", ["Citroën"]),
        (f"findNames({COMPANIES}, 'cars volvo').map(({{ entity }}) => entity.name)", ["Volvo Cars"]),
        (f"findNames({COMPANIES}, '   ')", []),
        ("csvCell('=1+1')", "'=1+1"),
        ("csvCell('a,\"b\"')", '"a,""b"""'),
        ("csvCell('plain')", "plain"),
        ("hull([{x:0,y:0},{x:2,y:0},{x:1,y:1},{x:2,y:2},{x:0,y:2}]).length", 4),
        ("broken('Renault-Nissan-Mitsubishi Alliance')", ["Renault-Nissan-", "Mitsubishi Alliance"]),
        ("broken('BMW')", ["BMW"]),
        (f"parallel([{{fact: {FACT}}}]).map(({{ bend }}) => bend)", [0]),
        (f"new Set(parallel([1, 2, 3].map(() => ({{fact: {FACT}}}))).map(({{ bend }}) => bend)).size", 3),
        ("middleOf({x: 0, y: 0}, {x: 10, y: 0}, 0)", {"x": 5, "y": 0}),
        ("writeAddress(FIRST)", "#"),
        ("writeAddress({ ...FIRST, company: 'renault', asOf: '1999-05' })", "#company=renault&as-of=1999-05"),
        ("monthRange([])", None),
        (
            f"(({{ first, last, changes }}) => [first, last, [...changes]])(monthRange([{FACT}]))",
            [1999 * 12, 2002 * 12 + 2, [[1999, 2], [2002, 1]]],
        ),
        (
            "monthRange([['1890-01-01'], ...new Array(98).fill(['1990-05-01'])]"
            ".map((period) => ({ periods: [period] }))).first",
            1990 * 12,
        ),
        ("factOfRow().periods", [["2001-05-01", "active", 20]]),
        ("factOfRow().history", [["active", 20, "2001-05", None, "2002"]]),
        ("factOfRow().key", "a~owns~b"),
        ("seenWith({})", ["x", "y"]),
        ("seenWith({ countries: ['FR'] })", ["x"]),
        ("seenWith({ countries: ['JP'] })", ["x", "y"]),
        ("seenWith({ countries: ['US'] })", []),
        ("seenWith({ confidence: 0.7 })", ["x"]),
        ("seenWith({ sources: 2 })", ["y"]),
        ("seenWith({ hiddenTypes: ['brand'] })", ["x"]),
        ("seenWith({ hiddenRelations: ['owns'] })", ["y"]),
    ],
)
def test_calls(blank: Page, call: str, expected: Any) -> None:
    assert blank.evaluate(f"() => {{ {page.joined(MODULES)}; {HELPERS} return {call}; }}") == expected
