"""What the demo's text files say, read once and joined where they speak of each other."""

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parent.parent
PICTURES = DEMO / "pictures"
ENGLISH, CHINESE = "en", "zh-hans"

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Everything that is written about the demo community, as it stands in the files."""

    goods: Row
    people: list[Row]
    notes: list[Row]
    unpublished: list[Row]
    belongings: Row
    points: Row
    details: Row
    cooperation: Row
    rooms: list[Row]
    groups: list[Row]
    messages: Row

    @property
    def alts(self) -> dict[str, dict[str, str]]:
        """What each picture shows, by its file and then by language."""
        shown = [picture for product in self.goods["products"] for picture in product["pictures"]]
        return {
            row["file"]: {ENGLISH: row["alt"], CHINESE: row["alt_zh"]}
            for row in [*shown, *self.goods["scenes"], *self.goods["portraits"]]
        }

    @property
    def languages(self) -> dict[str, str]:
        """The language that each person writes in."""
        return {person["handle"]: person["language"] for person in self.people}


def read_texts() -> Texts:
    """Read all files of the demo; notes come in the order in which they were published, the oldest first."""
    notes = [
        note
        for file in sorted((DEMO / "notes").glob("*.toml"))
        if file.stem != "unpublished"
        for note in _read(file)["notes"]
    ]
    return Texts(
        goods=_read(DEMO / "goods.toml"),
        people=_read(DEMO / "people.toml")["people"],
        notes=sorted(notes, key=lambda note: -float(note["days_ago"])),
        unpublished=_read(DEMO / "notes" / "unpublished.toml")["notes"],
        belongings=_read(DEMO / "belongings.toml"),
        points=_read(DEMO / "points.toml"),
        details=_read(DEMO / "details.toml"),
        cooperation=_read(DEMO / "cooperation.toml"),
        rooms=_read(DEMO / "rooms.toml")["rooms"],
        groups=_read(DEMO / "groups.toml")["groups"],
        messages=_read(DEMO / "messages.toml"),
    )


def email_of(person: Row) -> str:
    return str(person.get("email", f"{person['handle']}@meadow.example"))


def lot(*words: str) -> float:
    """A number from 0 up to 1 drawn for these words, the same at every loading."""
    return int.from_bytes(sha256("\n".join(words).encode()).digest()[:6]) / 2**48


def _read(file: Path) -> Row:
    return tomllib.loads(file.read_text("utf-8"))
