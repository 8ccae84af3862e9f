"""What came from where, so that importing again adds nothing and brings nothing purged back."""

from django.db import models
from django.utils import timezone


class ImportedRecord(models.Model):
    """One record of another system. It stands apart from the row made of it, and outlives it."""

    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    source_id = models.CharField(max_length=200)
    # The key of the row it became; nothing when the record was skipped.
    target_pk = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "source_id"], name="imported_once")]

    def __str__(self):
        return f"{self.kind} {self.source_id} ({self.source})"
