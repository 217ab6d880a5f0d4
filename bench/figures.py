"""What every bench writes: the figures with the machine, the moment and the commit they belong to."""

import argparse
import json
import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django


def begun(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Django made ready, and what a bench was asked for: `json`, `scale` and `seconds`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meadow.config.settings")
    django.setup()
    return options


def surroundings(seconds: float) -> dict[str, Any]:
    """The keys that every bench's object holds."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "cores": os.cpu_count(),
        "load1": round(os.getloadavg()[0], 2),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip() or None,
        "seconds": round(seconds, 1),
    }


def write(path: Path | None, figures: dict[str, Any]) -> None:
    """Write one JSON object to the file, or to standard output."""
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    if path:
        path.write_text(text + "\n")
    else:
        print(text)
