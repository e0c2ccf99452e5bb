"""What an expression gives over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Sequence, Tuple, Union, overload

from . import _reglament

if TYPE_CHECKING:
    import numpy


class Column(Sequence[Any]):
    """One result a row, exact. As a sequence it gives Python's values, None for null.

    ``numpy.asarray(column)``, ``arr[column]`` and ``pyarrow.array(column)`` work, and so do polars.Series and another
    expression's columns(). Where arrays have no null or no exact number, to_numpy() says what becomes of them.
    """

    def __init__(self, handle: _reglament.Column):
        self._handle = handle

    @property
    def type(self) -> str:
        """FEEL's type of all results, "Any" when they differ."""
        return self._handle.type()

    @property
    def null_count(self) -> int:
        return self._handle.null_count()

    def to_list(self) -> List[Any]:
        """Python's values: Decimal, str, bool, … and None."""
        return self._handle.to_list()

    def to_numpy(self) -> numpy.ndarray[Any, Any]:
        """A new array: booleans with False for null, which is no "yes"; numbers as float64 with NaN; dates and times as
        datetime64, instants in UTC, and durations as timedelta64, with NaT; anything else as objects with None."""
        import numpy

        packed = self._handle.to_numpy()
        if packed is not None:
            return numpy.frombuffer(packed[1], dtype=packed[0])
        objects = numpy.empty(len(self), dtype=object)
        for row, value in enumerate(self.to_list()):
            objects[row] = value
        return objects

    def is_null(self) -> numpy.ndarray[Any, Any]:
        """A numpy array of booleans: True where the result is null."""
        import numpy

        return numpy.frombuffer(self._handle.nulls(), dtype="?")

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> numpy.ndarray[Any, Any]:
        if copy is False:
            raise ValueError("a Column is copied into an array")
        made = self.to_numpy()
        return made if dtype is None else made.astype(dtype)

    def __arrow_c_array__(self, requested_schema: object = None) -> Tuple[object, object]:
        """Arrow's capsules. Numbers are float64, or the decimal128 that is asked for:
        ``pyarrow.array(column, pyarrow.decimal128(20, 2))``; with more digits they are rounded half-even."""
        return self._handle.to_arrow(requested_schema)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> List[Any]: ...
    def __getitem__(self, at: Union[int, slice]) -> Any:
        if isinstance(at, slice):
            return [self._handle.item(row) for row in range(*at.indices(len(self)))]
        row = at + len(self) if at < 0 else at
        if not 0 <= row < len(self):
            raise IndexError("no such row")
        return self._handle.item(row)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_list())

    def __len__(self) -> int:
        return self._handle.size()

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self[:5]))
        return f"<Column of {len(self)}, {self.type}: {first}{', …' if len(self) > 5 else ''}>"
