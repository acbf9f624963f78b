"""What the store of finished stages holds, in numbers, for `prune` and `doctor`."""

from __future__ import annotations

from kortom.runs.store import ENGINE, Store, StoreDamagedError


class CountedStore(Store):
    """A store that can be counted and looked over; a context manager like it."""

    def __enter__(self) -> CountedStore:
        """Open it; see `Store`."""
        super().__enter__()
        return self

    def articles(self) -> int:
        """Articles that have any finished stage."""
        return self._number(
            "SELECT COUNT(DISTINCT article_key) FROM stages WHERE article_key != ?", ENGINE
        )

    def stages(self, used_before: str | None) -> int:
        """What `forget(used_before)` would drop."""
        if used_before is None:
            return self._number("SELECT COUNT(*) FROM stages")
        return self._number("SELECT COUNT(*) FROM stages WHERE used < ?", used_before)

    def look_over(self) -> None:
        """Go through the whole file. StoreDamagedError if it is not in order."""
        with self._translated():
            found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamagedError(str(found).splitlines()[-1])

    def _number(self, query: str, *values: str) -> int:
        with self._translated():
            return int(self._db.execute(query, values).fetchone()[0])
