"""Takes the own indexes of foreign keys away by hand: by AlterField SQLite copies the whole table for each of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEYS = ("discussion", "parent", "root", "user")


def drop_own_indexes(apps, schema_editor):
    connection, table = schema_editor.connection, apps.get_model("comments", "Comment")._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, one in found.items():
        if one["index"] and not one["unique"] and one["columns"] in [[f"{key}_id"] for key in KEYS]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def create_own_indexes(apps, schema_editor):
    model = apps.get_model("comments", "Comment")
    for key in KEYS:
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[model._meta.get_field(key)]))


def pointer(name: str, related_name: str, to: str) -> migrations.AlterField:
    """To a row that may be gone, without an index of its own."""
    field = models.ForeignKey(
        blank=True,
        db_index=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
        to=to,
    )
    return migrations.AlterField(model_name="comment", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0012_folded_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_own_indexes, create_own_indexes)],
            state_operations=[
                migrations.AlterField(
                    model_name="comment",
                    name="discussion",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="comments.discussion",
                    ),
                ),
                pointer("parent", "replies", "comments.comment"),
                pointer("root", "thread", "comments.comment"),
                pointer("user", "comments", settings.AUTH_USER_MODEL),
            ],
        ),
        migrations.RemoveIndex(model_name="comment", name="comment_thread"),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("root__isnull", False)), fields=["root", "created_at", "id"], name="comment_thread"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="comment_replies"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("user__isnull", False)), fields=["user"], name="comment_by_account"
            ),
        ),
    ]
