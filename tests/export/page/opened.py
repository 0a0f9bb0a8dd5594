"""A page that a test has opened: what to press in its drawing, what it says, what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

_ON_SCREEN = """
    const { network, element } = app.canvas;
    const corner = element.getBoundingClientRect();
    const onScreen = (x, y) => {
      const at = network.canvasToDOM({ x, y });
      return [corner.x + at.x, corner.y + at.y];
    };
"""


@dataclass
class Opened:
    """A page in the browser, and all that went wrong or left it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def app(self, code: str, argument: Any = None) -> Any:
        """What *code* (of `app` and `argument`) gives in the page."""
        return self.run(f"return {code};", argument)

    def run(self, code: str, argument: Any = None) -> Any:
        """What the statements *code* (of `app` and `argument`) return in the page."""
        return self.page.evaluate(
            f"async (argument) => {{ const app = window.alliancegraph; {code} }}", argument
        )

    def place_of(self, entity: str) -> tuple[float, float]:
        """Where the node of an entity is on the screen."""
        x, y = self.run(
            _ON_SCREEN + "const { x, y } = network.getPosition(app.graph.byId.get(argument).index);"
            "return onScreen(x, y);",
            entity,
        )
        return x, y

    def press_node(self, entity: str) -> None:
        self.page.mouse.click(*self.place_of(entity))

    def press_line(self, key: str) -> None:
        """Press the straight line of a fact, nearer to its subject."""
        x, y = self.run(
            _ON_SCREEN + "const { subject, object } = app.graph.factOf(argument);"
            "const [one, other] = [subject, object].map((side) => network.getPosition(side.index));"
            "return onScreen(one.x + (other.x - one.x) * 0.35, one.y + (other.y - one.y) * 0.35);",
            key,
        )
        self.page.mouse.click(x, y)

    @property
    def panel(self) -> str:
        """What the panel says, once it has the evidence."""
        self.page.wait_for_selector("#panel:not([aria-busy=true])")
        return self.page.inner_text("#panel")

    @property
    def caption(self) -> str:
        return self.page.inner_text("#caption")


type Open = Callable[..., Opened]
