"""Takes each migration of ours down and up again, on a database with data of its own; says what was lost, as JSON.

python -m tests.house.travel [app.name …]        the environment says where: DESBUMI_HOME, and DATABASE_URL for PostgreSQL

What a migration concerns may go: a table that it makes, a column that it adds, and what its module names in
CONCERNS = {"table": ("column", …)} where it runs Python. All else is equal when it comes back, and so is the schema.
"""

import json
import re
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- Django is set up above
from django.db import connection, connections, transaction  # noqa: E402
from django.db.migrations import operations  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from desbumi.book import keys, triggers  # noqa: E402
from desbumi.book.models import Head  # noqa: E402
from desbumi.programme.models import Agreement  # noqa: E402
from desbumi.territory import register  # noqa: E402
from desbumi.testing.residents import demo_residents  # noqa: E402
from desbumi.testing.world import World, demo_people  # noqa: E402

PLACES = ("35.10", "33.07.01", "32.12.01", "33.05.01", "35.09.01", "52.02.01", "53.13.01")
BUILT = "travel_built"
UNNAMED = re.compile(r"^fk_\d+$")  # SQLite counts foreign keys that have no name
KNOWN_BY_DJANGO = ("django_migrations",)


def build():
    """An installation with something in every table that deeds fill."""
    keys.make_ring()
    with transaction.atomic():
        register.load(only=PLACES)
        world = World()
        world.founded()
        demo_people(world)
        demo_residents(world)
        world.steps(world.village(), ("assessed", "invited", "workshop", "signed"))
        world.step_note(world.village("35.10.22.2002"), "harvest")
    assert Agreement.objects.exists()


class Store:
    """One of our databases, with what was built in it."""

    def __init__(self, alias):
        self.alias, self.here = alias, connections[alias]
        self.is_file = self.here.vendor == "sqlite"
        self.admin = self.here.settings_dict["NAME"]

    def begin(self):
        """A database of its own to travel in."""
        if not self.is_file:
            self._create("template1")
            self.here.settings_dict["NAME"] = BUILT

    def forget(self):
        """Nothing of it stays in the cluster."""
        self.here.close()
        if not self.is_file:
            self._create(None)

    def _create(self, template):
        self.here.close()
        self.here.settings_dict["NAME"] = self.admin
        with self.here.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {BUILT}")
            if template:
                cursor.execute(f"CREATE DATABASE {BUILT} TEMPLATE {template}")
        self.here.close()

    def rows(self):
        """Table → column → its values, in the order of the whole rows."""
        with self.here.cursor() as cursor:
            return {name: self._columns(cursor, name) for name in self.here.introspection.table_names(cursor) if name not in KNOWN_BY_DJANGO}

    def _columns(self, cursor, table):
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        return names, [tuple(str(bytes(value) if isinstance(value, (bytes, memoryview)) else value) for value in row) for row in cursor.fetchall()]

    def schema(self):
        """Table → its columns and constraints, whatever their order."""
        look, told = self.here.introspection, {}
        with self.here.cursor() as cursor:
            for table in look.table_names(cursor):
                columns = sorted(
                    str((each.name, each.type_code, each.null_ok, each.default, each.collation)) for each in look.get_table_description(cursor, table)
                )
                told[table] = (
                    columns,
                    sorted(str((UNNAMED.sub("fk", name), sorted(fact.items(), key=str))) for name, fact in look.get_constraints(cursor, table).items()),
                )
        return told


def concerned(migration):
    """What a migration may change on its way down and up: (table, column), or (table, "*") for all of it."""
    found = {(table, column) for table, columns in getattr(sys.modules[type(migration).__module__], "CONCERNS", {}).items() for column in columns}
    for each in migration.operations:
        if isinstance(each, (operations.CreateModel, operations.DeleteModel, operations.RenameModel)):
            found |= {(f"{migration.app_label}_{name.lower()}", "*") for name in (getattr(each, "name", ""), getattr(each, "old_name", "")) if name}
            found |= {(f"{migration.app_label}_{each.name.lower()}_{name}", "*") for name, field in getattr(each, "fields", ()) if field.many_to_many}
        elif isinstance(each, operations.fields.FieldOperation):
            table = f"{migration.app_label}_{each.model_name.lower()}"
            names = {each.name, getattr(each, "old_name", each.name)}
            found |= {(table, column) for name in names for column in (name, f"{name}_id")} | {(f"{table}_{name}", "*") for name in names}
    return found


def unconcerned(rows, may_go):
    """The rows of all tables without what may go; a table that went is none."""
    told = {}
    for table, (names, values) in rows.items():
        if (table, "*") not in may_go:
            kept = [at for at, name in enumerate(names) if (table, name) not in may_go]
            told[table] = sorted((tuple(f"{names[at]}={row[at]}" for at in sorted(kept, key=names.__getitem__))) for row in values)
    return told


def differing(before, after, when):
    """One line for each table whose rows or schema are not the same."""
    return [f"{when}: {table} is not what it was" for table in sorted(set(before) | set(after)) if before.get(table) != after.get(table)]


def travel(store, app, name):
    """Down to what was before a migration, up again, and down for those that lie below it; what is not as it was.

    What needs it lies above it and is down already, so each step is a small one.
    """
    problems, was = [], (store.rows(), store.schema())
    executor = MigrationExecutor(store.here)
    before = [key for key in executor.loader.graph.node_map[(app, name)].parents if key.key[0] == app]
    target = (app, before[0].key[1] if before else None)
    plan = [migration for migration, _backwards in executor.migration_plan([target])]
    may_go = set().union(*map(concerned, plan))
    try:
        executor.migrate([target])
        problems += differing(unconcerned(was[0], may_go), unconcerned(store.rows(), may_go), "down")
        MigrationExecutor(store.here).migrate(list({each.app_label: (each.app_label, each.name) for each in reversed(plan)}.values()))
        problems += differing(unconcerned(was[0], may_go), unconcerned(store.rows(), may_go), "up")
        problems += differing(was[1], store.schema(), "schema")
        MigrationExecutor(store.here).migrate([target])
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what the test is to say
        return [*problems, f"{type(problem).__name__}: {problem}"]
    return problems


def come_home(stores):
    """All migrations up again, as an upgrade does it; triggers that are gone."""
    for store in stores:
        call_command("migrate", database=store.alias, verbosity=0, interactive=False)
    return [f"the trigger {each} is gone" for each in triggers.missing(connection)]


def ours():
    """Every migration of ours: (app, name), the last one first."""
    graph, package = MigrationExecutor(connection).loader.graph, f"{register.__name__.partition('.')[0]}."
    order = [key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf)]
    return [key for key in reversed(dict.fromkeys(order)) if type(graph.nodes[key]).__module__.startswith(package)]


def of(app, stores):
    """The databases in which an app has tables: the key store has one of the book's and no others."""
    return [store for store in stores if store.alias == connection.alias or app == Head._meta.app_label]


def main(wanted):
    """Travel all migrations, or those named; migration → what was lost."""
    stores = [Store(alias) for alias in connections]
    try:
        for store in stores:
            store.begin()
            call_command("migrate", database=store.alias, verbosity=0, interactive=False)
        build()
        chosen = [(app, name) for app, name in ours() if not wanted or f"{app}.{name}" in wanted]
        found = {f"{app}.{name}": [problem for store in of(app, stores) for problem in travel(store, app, name)] for app, name in chosen}
        return found if wanted else {**found, "home": come_home(stores)}
    finally:
        for store in stores:
            store.forget()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])))
