"""What a build may spend on a model: calls, tokens, money. Nothing is sent that might exceed it."""

from __future__ import annotations

from dataclasses import dataclass, field

from alliancegraph.errors import UsageError

_LIMITS = ("calls", "tokens", "money")


@dataclass(frozen=True)
class Limits:
    """The most that may be spent (None: any amount), and the price of a million tokens sent and received."""

    calls: int | None = None
    tokens: int | None = None
    money: float | None = None
    price_sent: float | None = None
    price_received: float | None = None

    @property
    def priced(self) -> bool:
        return self.price_sent is not None and self.price_received is not None


def limits(budget: str | None, price: str | None) -> Limits:
    """ "calls=200,money=2.50" and "0.15,0.60" -> Limits. Raises `UsageError` where these do not read so."""
    told: dict[str, float] = {}
    for part in (budget or "").split(",") if budget else ():
        name, _, amount = part.partition("=")
        if name.strip() not in _LIMITS or (value := _number(amount)) is None:
            raise UsageError(f"budget {part!r} does not read calls=N, tokens=N or money=N")
        told[name.strip()] = value
    prices = [_number(part) for part in price.split(",")] if price else []
    if price and (len(prices) != 2 or None in prices):
        raise UsageError(f"price {price!r} does not read SENT,RECEIVED (money per million tokens)")
    if "money" in told and not prices:
        raise UsageError("a budget in money needs the price of a million tokens sent and received")
    return Limits(
        int(told["calls"]) if "calls" in told else None,
        int(told["tokens"]) if "tokens" in told else None,
        told.get("money"),
        *(prices or (None, None)),
    )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


@dataclass
class Spending:
    """What was spent so far. `objection` is asked before a call, `settle` told what it took."""

    limits: Limits = field(default_factory=Limits)
    calls: int = 0
    sent: int = 0
    received: int = 0

    @property
    def money(self) -> float | None:
        return self._price(self.sent, self.received) if self.limits.priced else None

    def objection(self, sent: int, received: int) -> str | None:
        """Which limit a call of at most so many tokens might exceed."""
        of = self.limits
        if of.calls is not None and self.calls + 1 > of.calls:
            return f"the budget of {of.calls} calls is used up"
        if of.tokens is not None and self.sent + self.received + sent + received > of.tokens:
            return f"the budget of {of.tokens} tokens has no room for another call"
        if of.money is not None and self._price(self.sent + sent, self.received + received) > of.money:
            return f"the budget of {of.money:g} in money has no room for another call"
        return None

    def settle(self, sent: int, received: int) -> None:
        """Count one call."""
        self.calls += 1
        self.sent += sent
        self.received += received

    def _price(self, sent: int, received: int) -> float:
        of = self.limits
        return (sent * (of.price_sent or 0.0) + received * (of.price_received or 0.0)) / 1_000_000
