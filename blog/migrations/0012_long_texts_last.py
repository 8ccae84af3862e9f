from django.db import migrations
from django.db.migrations.operations.base import Operation

from blog import search

# SQLite goes through a long text to come to what stands behind it, and keeps each in pages of its own.
LAST = {"entry": ("opening_html", "body_html", "source"), "passage": ("heading_words", "body_words", "text")}


class LongTextsLast(Operation):
    """The same columns in another order; PostgreSQL keeps long texts elsewhere anyway."""

    def state_forwards(self, app_label, state):
        for name, last in LAST.items():
            fields = state.models[app_label, name].fields
            for field in last:
                fields[field] = fields.pop(field)
            state.reload_model(app_label, name)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            for name in LAST:
                schema_editor._remake_table(to_state.apps.get_model(app_label, name))
        search.prepare(schema_editor.connection)

    database_backwards = database_forwards

    def describe(self):
        return "Put long texts last"


class Migration(migrations.Migration):

    dependencies = [("blog", "0011_indexes_of_words")]

    operations = [LongTextsLast()]
