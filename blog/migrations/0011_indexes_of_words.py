from django.db import migrations

from blog import search

OF_SQLITE = [
    "DROP TRIGGER IF EXISTS blog_passage_added",
    "DROP TRIGGER IF EXISTS blog_passage_gone",
    "DROP TRIGGER IF EXISTS blog_passage_changed",
    "DROP TABLE IF EXISTS blog_passage_words",
]
OF_POSTGRESQL = ["DROP INDEX IF EXISTS blog_passage_words", "DROP INDEX IF EXISTS blog_passage_heading_words"]


def divide(apps, schema_editor):
    """One index of words for all passages becomes three."""
    for statement in {"sqlite": OF_SQLITE, "postgresql": OF_POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    search.prepare(schema_editor.connection)
    search.fill(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0010_shelves_by_size'),
    ]

    operations = [migrations.RunPython(divide, migrations.RunPython.noop)]
