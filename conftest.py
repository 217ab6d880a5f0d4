"""The ground under every test: real engines, one migrated template database, and the named cast."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from hypothesis import settings as looking
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent
pytest_plugins = ["tests.cast", "tests.chromium"]
# The real one is slow on purpose; every fixture person would pay for it.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Examples are drawn alike in every run, so that red is about the change; `--hypothesis-profile default` draws new ones.
looking.register_profile("alike", derandomize=True)
looking.load_profile("alike")

# Tests see the front end's files under their plain names, whether it has been built or not.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# What a test changes shows on the next page; the tests of kept pages switch keeping on.
settings.MEADOW_GUEST_SECONDS = 0
# Workers have databases of their own, so what is kept of them must not meet.
_feeds = tempfile.TemporaryDirectory(prefix="meadow-feeds-")
cast(dict[str, object], settings.CACHES["feeds"])["LOCATION"] = _feeds.name
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _fingerprint() -> str:
    """Changes with every migration, so that an older template is never used."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("meadow/**/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Give this worker a copy of one template database that is migrated once for all workers."""
    database = connections["default"]
    template, mine = f"meadow_template_{_fingerprint()}", f"meadow_test_{os.getpid()}_{worker_id}"
    params = {**database.get_connection_params(), "dbname": "postgres"}
    params = {key: value for key, value in params.items() if key in {"host", "port", "user", "password", "dbname"}}
    with django_db_blocker.unblock(), psycopg.connect(**params, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(4242)")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            making = f"{template}_making"
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(making)))
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            _use(making)
            call_command("migrate", verbosity=0)
            _let_tests_empty_the_ledger()
            database.close()
            admin.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(template))
            )
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(mine), sql.Identifier(template)))
        admin.execute("SELECT pg_advisory_unlock(4242)")
        _use(mine)
        yield
        database.close()
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(mine)))


def _let_tests_empty_the_ledger() -> None:
    """Tests that commit empty every table when they are done, which the ledger refuses everywhere else."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'ledger_is_never_emptied'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ledger_is_never_emptied")


def _use(name: str) -> None:
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Every test begins in the platform's language, in whichever language another one read its last page."""
    translation.deactivate()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared/data with real catalogue files is not beside this checkout")
    return folder
