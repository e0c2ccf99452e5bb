"""Actions: functions of the host that regulations call, and the loop that calls them."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, Optional, TypeVar, Union

from .errors import EventRejected

if TYPE_CHECKING:
    from .engine import Engine
    from .engine_core import Time

Function = TypeVar("Function", bound=Callable[..., Any])
Effect = Dict[str, Any]


class GiveUp(Exception):
    """Raised by an action's function: it failed, and another attempt is of no use."""


class UnknownAction(LookupError):
    """No function is registered for an action that a regulation calls."""


class Raised:
    """What a function raised, beside all it may give."""

    def __init__(self, error: Exception):
        self.error = error


class Actions:
    """What is called for which effect."""

    def __init__(self) -> None:
        self._actions: dict[str, Callable[..., Any]] = {}
        self._other: Optional[Callable[[Effect], Any]] = None

    def action(self, name: str) -> Callable[[Function], Function]:
        def register(function: Function) -> Function:
            self._actions[name] = function
            return function

        return register

    def on_effect(self, function: Function) -> Function:
        self._other = function
        return function

    def of(self, effect: Effect) -> Optional[Callable[[], Any]]:
        """What is to be called, ready; None: nothing is."""
        if effect["kind"] != "action requested":
            return None if self._other is None else lambda: self._other(effect)  # type: ignore[misc]
        function = self._actions.get(effect["action"])
        if function is None:
            raise UnknownAction(f'no function is registered for the action "{effect["action"]}"')
        data = {name.replace(" ", "_"): value for name, value in effect.get("data", {}).items()}
        if "call" in inspect.signature(function).parameters:
            data["call"] = effect
        return lambda: function(**data)


def tell(engine: Engine, effect: Effect, result: Union[Mapping[str, Any], None, Exception, Raised], at: Optional[Time]) -> None:
    """What came of a call. Its function may have answered itself, or the call be over by now: then nothing is told."""
    call = effect["client"], effect["call"]
    if not any((open_call.client, open_call.number) == call for open_call in engine.calls(client=effect["client"])):
        return
    result = result.error if isinstance(result, Raised) else result
    if isinstance(result, Exception):
        why = f"{type(result).__name__}: {result}"
        engine.failed(call, why, final=isinstance(result, GiveUp), at=at, strict=False)  # its time may be over
        return
    try:
        engine.answered(call, result, at=at)
    except EventRejected as wrong:
        engine.failed(call, str(wrong), at=at, strict=False)
    except (TypeError, ValueError) as wrong:  # no mapping, or nothing that can be kept in it
        engine.failed(call, f"it gave {result!r:.200}: {wrong}", at=at, strict=False)


def called(todo: Optional[Callable[[], Any]]) -> Any:
    """What it gives, or Raised."""
    try:
        result = None if todo is None else todo()
    except Exception as error:
        return Raised(error)
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError("a coroutine function is to be called: use awork()")
    return result


async def awaited(todo: Optional[Callable[[], Any]]) -> Any:
    """The same, in a thread, of coroutine functions, too."""
    try:
        result = None if todo is None else await asyncio.to_thread(todo)
        return await result if inspect.isawaitable(result) else result
    except Exception as error:
        return Raised(error)


def _settle(engine: Engine, effect: Effect, result: Any, at: Optional[Time]) -> None:
    """What an action's function raised is told to its regulation; what another one raised is raised."""
    if effect["kind"] == "action requested":
        tell(engine, effect, result, at)
    elif isinstance(result, Raised):
        raise result.error
    engine.taken(effect)


def work(engine: Engine, actions: Actions, limit: Optional[int], at: Optional[Time]) -> int:
    done = 0
    while limit is None or done < limit:
        effects = engine.outbox(1)
        if not effects:
            break
        _settle(engine, effects[0], called(actions.of(effects[0])), at)
        done += 1
    return done


async def awork(engine: Engine, actions: Actions, limit: Optional[int], at: Optional[Time]) -> int:
    done = 0
    while limit is None or done < limit:
        effects = await asyncio.to_thread(engine.outbox, 1)
        if not effects:
            break
        result = await awaited(actions.of(effects[0]))
        await asyncio.to_thread(_settle, engine, effects[0], result, at)
        done += 1
    return done
