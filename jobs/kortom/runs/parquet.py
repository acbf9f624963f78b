"""Records as a Parquet file with a fixed schema, written in row groups."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from kortom.values import RECORD_SCHEMA, Record

ROWS_PER_GROUP = 100


def schema(record_schema: int = RECORD_SCHEMA) -> Any:
    """The pyarrow schema of a record; types never depend on what a run happens to hold."""
    import pyarrow as pa

    text, number, strings = pa.string(), pa.int64(), pa.list_(pa.string())
    unsupported = [("unsupported", strings)] if record_schema > 1 else []
    coverage = [("coverage", pa.float64())] if record_schema > 2 else []
    finding = pa.struct([("check", text), ("detail", text)])
    attempt = pa.struct([("policy", text), ("flags", strings), ("taken", pa.bool_())])
    term = pa.struct([("source", text), ("target", text), ("status", text)])
    judged = [
        ("findings", pa.list_(finding)),
        ("attempts", pa.list_(attempt)),
        ("terms", pa.list_(term)),
    ]
    part = pa.struct([("text", text), ("sentences", pa.list_(number)), *unsupported])
    brief = pa.struct(
        [
            ("headline", part),
            ("sentences", pa.list_(part)),
            ("words", number),
            ("compression", pa.float64()),
            *coverage,
        ]
    )
    sentence = pa.struct(
        [
            ("index", number),
            ("paragraph", number),
            ("kind", text),
            ("source", text),
            ("hypothesis", text),
            ("status", text),
            ("flags", strings),
            ("units", pa.list_(pa.struct([("source", text), ("hypothesis", text)]))),
            *(judged if record_schema > 2 else []),
        ]
    )
    return pa.schema(
        [
            ("schema", number),
            ("id", text),
            ("title", text),
            ("date", text),
            ("language", text),
            ("origin", text),
            ("sha256", text),
            ("brief", brief),
            ("flags", strings),
            ("paragraphs", strings),
            ("sentences", pa.list_(sentence)),
        ]
    )


class ParquetRecords:
    """Writes records as they come, a row group at a time, so that memory stays flat."""

    def __init__(self, path: Path) -> None:
        """Create the file. OSError if that is not possible."""
        import pyarrow.parquet as pq

        self._schema = schema()
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> ParquetRecords:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write what is left and close the file."""
        if kind is None:
            self._flush()
        self._writer.close()

    def add(self, record: Record) -> None:
        """Append a record."""
        self._rows.append(asdict(record))
        if len(self._rows) == ROWS_PER_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []
