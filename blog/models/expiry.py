"""What was touched, told to other machines; see blog.page_cache.machines."""

from django.db import models


class Expiry(models.Model):
    """Written in the transaction of the change, by PostgreSQL alone; read by the workers of other machines."""

    things = models.TextField()
    machine = models.CharField(max_length=32)
    transaction = models.BigIntegerField(db_index=True)
    made_at = models.DateTimeField()

    def __str__(self):
        return self.things
