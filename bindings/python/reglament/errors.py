"""What an engine refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from .issues import Issue

if TYPE_CHECKING:
    from .told import Posted


class EventRejected(ValueError):
    """An event, an answer or a file that the rules do not allow. The message shows every issue."""

    def __init__(self, issues: Sequence[Issue]):
        super().__init__("".join(issue.text for issue in issues).rstrip() or "rejected")
        self.issues = list(issues)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.issues,)


class EventSetAside(EventRejected):
    """The facts that an event needs could not be fetched. Nothing was done: post it again."""


class StoreError(OSError):
    """The store could not be opened, read or written: nothing of that call has happened. The message shows every issue.

    `posted` are the results of the events that post_many() had kept before.
    """

    def __init__(self, issues: Sequence[Issue], posted: Sequence[Posted] = ()):
        super().__init__("".join(issue.text for issue in issues).rstrip() or "the store failed")
        self.issues = list(issues)
        self.posted = list(posted)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.issues, self.posted)
