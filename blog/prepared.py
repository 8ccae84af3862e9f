"""Queries that every page asks: built and compiled once for each connection, then asked with other values.

Django spends many times longer on putting a query into words than a database on answering it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from threading import local

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

# SQLite takes only so many in one statement.
MOST_VALUES = 900


class Slot(Expression):
    """A place in a query for a value that is named when the query is asked."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """`build` is given a slot for each of its parameters and returns a queryset, of objects or of values.

    Called with the values, by name, it returns a list; `row` makes something else of a row of values than a tuple.
    Nothing is prefetched. How many values a list of them holds at most is part of the query, so it is named here:
    `Prepared(lambda keys: ….filter(pk__in=keys), keys=10)`.
    """

    def __init__(self, build: Callable, row: Callable = tuple, **lengths: int):
        self.build, self.row = build, row
        self.lengths = lengths
        defaults = len(build.__defaults__ or ())
        names = build.__code__.co_varnames[: build.__code__.co_argcount - defaults]
        self.slots = {
            name: [Slot(f"{name}-{place}") for place in range(lengths[name])] if name in lengths else Slot(name)
            for name in names
        }
        # A compiled query belongs to a connection, and that to a thread.
        self.compiled = local()

    def __call__(self, **values) -> list:
        return self._asked(values)

    def part(self, first: int, most: int, **values) -> list:
        """Of its answer so many at most, from the one with this number on."""
        return self._asked(values, " LIMIT %s OFFSET %s", (most, first))

    def first(self, **values):
        return next(iter(self(**values)), None)

    def _asked(self, values: dict, limits: str = "", numbers: tuple[int, ...] = ()) -> list:
        connection = connections[DEFAULT_DB_ALIAS]
        query = self._compiled_for(connection)
        for name, length in self.lengths.items():
            # Too few are filled up with the last: what is asked for twice is found once.
            listed = list(values.pop(name))
            listed += listed[-1:] * (length - len(listed))
            values |= {f"{name}-{place}": value for place, value in enumerate(listed)}
        with connection.cursor() as cursor:
            cursor.execute(query.sql + limits, [*query.parameters(values, connection), *numbers])
            return query.results(cursor.fetchall(), connection)

    def _compiled_for(self, connection) -> "_Compiled":
        made = getattr(self.compiled, "query", None)
        if made is None or made.compiler.connection is not connection:
            made = self.compiled.query = _Compiled(self.build(**self.slots), self.row, connection)
        return made


class _Compiled:
    def __init__(self, queryset, row: Callable, connection):
        self.row = row
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.fixed = self.compiler.as_sql()
        self.slots = [(place, one.name) for place, one in enumerate(self.fixed) if isinstance(one, Slot)]
        select = self.compiler.select[: self.compiler.col_count]
        self.converters = self.compiler.get_converters([column for column, _sql, _alias in select])
        makes_objects = issubclass(queryset._iterable_class, ModelIterable)
        self.maker = _Maker(self.compiler.klass_info, self.compiler.select) if makes_objects else None
        self.annotations = list((self.compiler.annotation_col_map or {}).items())

    def parameters(self, values: dict, connection) -> list:
        adapt = connection.ops.adapt_datetimefield_value
        adapted = {name: adapt(one) if isinstance(one, datetime) else one for name, one in values.items()}
        filled = list(self.fixed)
        for place, name in self.slots:
            filled[place] = adapted[name]
        return filled

    def results(self, rows, connection) -> list:
        rows = self.compiler.apply_converters(rows, self.converters) if self.converters else rows
        if not self.maker:
            return list(map(self.row, rows))
        return [self._object(row, connection.alias) for row in rows]

    def _object(self, row, alias: str):
        made = self.maker.made(row, alias)
        for name, column in self.annotations:
            setattr(made, name, row[column])
        return made


class _Maker:
    """Makes objects of rows with all that hangs on them, as `Model.from_db` would: without asking whether anybody has a
    word in it, since nobody has (tests/blog/test_prepared.py)."""

    def __init__(self, info: dict, select: list):
        columns = info["select_fields"]
        self.model, self.first, self.after = info["model"], columns[0], columns[-1] + 1
        self.names = [column[0].target.attname for column in select[self.first : self.after]]
        self.key = self.first + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (_Maker(one, select), one["local_setter"], one["remote_setter"])
            for one in info.get("related_klass_infos", ())
        ]

    def made(self, row, alias: str):
        if row[self.key] is None:
            return None
        made = self.model.__new__(self.model)
        # A field that is not named stays away, and is fetched by whoever wants it.
        made.__dict__.update(zip(self.names, row[self.first : self.after], strict=True))
        state = made._state = ModelState()
        state.adding, state.db = False, alias
        for maker, give, give_back in self.related:
            related = maker.made(row, alias)
            give(made, related)
            if related is not None:
                give_back(related, made)
        return made


class Insert:
    """Stores new rows of a model, with SQL that is put together once. They get their keys, and nothing is signalled."""

    def __init__(self, model: type[Model]):
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not field.primary_key]

    def __call__(self, row: Model) -> None:
        self._insert([row], connections[DEFAULT_DB_ALIAS])

    def all(self, rows: Iterable[Model]) -> None:
        """Many rows, in as few statements as the database takes them."""
        connection, rows = connections[DEFAULT_DB_ALIAS], list(rows)
        at_once = max(1, MOST_VALUES // len(self.fields))
        for start in range(0, len(rows), at_once):
            self._insert(rows[start : start + at_once], connection)

    def _insert(self, rows: list[Model], connection) -> None:
        values = [
            field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in self.fields
        ]
        before, row, after = self._sql
        with connection.cursor() as cursor:
            cursor.execute(before + ", ".join([row] * len(rows)) + after, values)
            keys = cursor.fetchall()
        for row, (key,) in zip(rows, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias

    @cached_property
    def _sql(self) -> tuple[str, str, str]:
        """What stands before the rows, one row, and what stands after them."""
        quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
        columns = ", ".join(quoted(field.column) for field in self.fields)
        table, key = quoted(self.model._meta.db_table), quoted(self.model._meta.pk.column)
        row = f"({', '.join(['%s'] * len(self.fields))})"
        return f"INSERT INTO {table} ({columns}) VALUES ", row, f" RETURNING {key}"  # noqa: S608
