"""Scripts and questionnaires: played line by line, printed, and how their talks went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _reglament

if TYPE_CHECKING:
    from .engine import Engine


@dataclass(frozen=True)
class Script:
    """What to say to a client and what they may answer, or a form as a document of its own."""

    name: str
    title: str
    version: str
    kind: str  #: "script" or "questionnaire"
    form: dict[str, str]  #: field: type in words
    #: A dict a line: "id", "say", "answers" ("words", "fill", "next"; None: the talk is over), and if there are "hint",
    #: "ask" and "fill".
    lines: list[dict[str, Any]]


@dataclass(frozen=True)
class ScriptLine:
    """What is to be said now."""

    id: str
    say: str
    hint: str  #: for whoever speaks
    asks: str  #: the field in which the answer goes; empty: none
    choices: list[str]  #: what may be answered; empty: anything, or the talk just goes on


@dataclass(frozen=True)
class Turn:
    """One line that was said, and what was answered."""

    line: str
    words: str  #: the reply; empty: an answer in one's own words, or none
    answer: Any  #: what went into the line's field


class ScriptPlay:
    """A talk that goes on: see Rulebook.play_script()."""

    def __init__(self, handle: _reglament.ScriptPlay):
        self._handle = handle

    @property
    def over(self) -> bool:
        return self._handle.over()

    @property
    def line(self) -> ScriptLine | None:
        """What is to be said now; None when the talk is over."""
        row = self._handle.line()
        return None if row is None else ScriptLine(*row)

    def answer(self, typed: str = "") -> bool:
        """What the client has answered: a choice, its number from 1, or a value; nothing just goes on.

        False: it is no answer to this line, and nothing has changed.
        """
        return self._handle.answer(typed)

    def back(self) -> bool:
        """Takes the last answer back. False: there is none."""
        return self._handle.back()

    @property
    def form(self) -> dict[str, Any]:
        """What is filled in so far."""
        return self._handle.form() or {}

    @property
    def talk(self) -> list[Turn]:
        return [Turn(*row) for row in self._handle.talk()]


@dataclass(frozen=True)
class AnswerUse:
    """How often an answer was given: surely, and perhaps as well, since a form does not tell of every reply."""

    words: str  #: empty: in the client's own words, or any other
    sure: int
    possible: int


@dataclass(frozen=True)
class LineUse:
    line: str
    sure: int  #: how often it was said
    possible: int
    answers: list[AnswerUse]


@dataclass(frozen=True)
class ScriptUse:
    """How the talks along a script went, as the forms tell that were filled in."""

    forms: int
    unlike: int  #: of them: no way through the script leaves such a form
    unclear: int  #: of them: several do
    others: int  #: besides them: by another wording of the script
    lines: list[LineUse]
    text: str  #: in words

    def __str__(self) -> str:
        return self.text


def use_of(row: tuple[Any, ...]) -> ScriptUse:
    forms, unlike, unclear, others, lines, text = row
    told = [LineUse(line, sure, possible, [AnswerUse(*a) for a in answers]) for line, sure, possible, answers in lines]
    return ScriptUse(forms, unlike, unclear, others, told, text)


def script_use(engine: Engine, script: str, *, lang: str = "en") -> ScriptUse:
    """Over the history of all clients. Raises KeyError when the rules have no such script."""
    return use_of(_reglament.script_use(engine._handle, engine.rules._handle, script, lang))
