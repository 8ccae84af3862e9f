"""The ledger of one old site: what of it is here already, and what became of each record."""

from collections.abc import Iterable

from blog.models import ImportedRecord
from blog.prepared import Insert

# SQLite takes only so many parameters in one query.
BATCH = 500
RECORDS = Insert(ImportedRecord)


class Ledger:
    def __init__(self, source: str):
        self.source = source

    def all(self, kind: str) -> dict[str, int | None]:
        """The key of the row that each record of the kind became, by its old number."""
        return dict(self._of(kind).values_list("source_id", "target_pk"))

    def among(self, kind: str, old_ids: Iterable[str]) -> dict[str, int | None]:
        """The same for those of the old numbers that are known."""
        old_ids, known = list(old_ids), {}
        for start in range(0, len(old_ids), BATCH):
            rows = self._of(kind).filter(source_id__in=old_ids[start : start + BATCH])
            known.update(rows.values_list("source_id", "target_pk"))
        return known

    def write(self, kind: str, targets: dict[str, int | None]) -> None:
        """Inside the transaction that makes the rows: either both are there, or none."""
        RECORDS.all(
            ImportedRecord(source=self.source, kind=kind, source_id=old_id, target_pk=pk)
            for old_id, pk in targets.items()
        )

    def move(self, kind: str, old_id: str, pk: int) -> None:
        """A record whose row is gone became another row."""
        self._of(kind).filter(source_id=old_id).update(target_pk=pk)

    def _of(self, kind: str):
        return ImportedRecord.objects.filter(source=self.source, kind=kind)
