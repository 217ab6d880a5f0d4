"""What every bench writes: the figures with the machine, the moment and the commit they belong to."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


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
