"""Paint the pictures that `goods.toml` names: `python -m meadow.demo.artist [--only HANDLE] [--again] [--draft]`."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import time
import tomllib
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from meadow.demo.artist import camera, forms
from meadow.demo.artist.compositions import PALETTES, group, portrait

DEMO = Path(__file__).parent.parent


def jobs(goods: dict[str, Any]) -> list[tuple[str, str, Callable[[], bytes]]]:
    """Every picture as (file, what it shows, how to paint it), the most useful first."""
    shops = {product["handle"]: product["shop"] for product in goods["products"]}
    rounds: list[list[tuple[str, str, Callable[[], bytes]]]] = [[], [], []]
    for product in goods["products"]:
        for number, row in enumerate(product["pictures"]):
            seen = partial(
                group,
                row["file"],
                [product["handle"]],
                number,
                row["setting"],
                PALETTES[product["shop"]],
                row["width"],
                row["height"],
            )
            rounds[number].append((row["file"], product["handle"], seen))
    people = [
        (row["file"], row["file"].removesuffix(".jpg"), partial(portrait, row["file"], number))
        for number, row in enumerate(goods["portraits"])
    ]
    covers = []
    for number, shop in enumerate(goods["shops"]):
        own = [product["handle"] for product in goods["products"] if product["shop"] == shop["handle"]]
        setting = ("studio", "window", "shelf", "sun", "marble")[number % 5]
        covers.append(
            (
                shop["cover"],
                shop["handle"],
                partial(group, shop["cover"], own[:5], 0, setting, PALETTES[shop["handle"]], 1200, 500),
            )
        )
    scenes = [
        (
            row["file"],
            row["file"].removesuffix(".jpg"),
            partial(
                group,
                row["file"],
                row["products"],
                0,
                row["setting"],
                PALETTES[shops[row["products"][0]]],
                row["width"],
                row["height"],
            ),
        )
        for row in goods["scenes"]
    ]
    return [*rounds[0], *people, *covers, *scenes, *rounds[1], *rounds[2]]


@contextmanager
def hushed() -> Any:
    """Keep the renderer's chatter off the terminal."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def main() -> None:
    reader = argparse.ArgumentParser(
        prog="python -m meadow.demo.artist", description="Paint the demo community's pictures."
    )
    reader.add_argument(
        "--only", nargs="+", metavar="HANDLE", help="these products, shops' covers, people or scenes, or single files"
    )
    reader.add_argument("--again", action="store_true", help="paint also what is already there")
    reader.add_argument("--draft", action="store_true", help="quick and noisy")
    reader.add_argument("--to", type=Path, default=DEMO / "pictures", help="the folder to paint into")
    wanted = reader.parse_args()
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"{forms.__name__}.{module.name}")
    if wanted.draft:
        camera.SAMPLES = 3
    goods = tomllib.loads((DEMO / "goods.toml").read_text("utf-8"))
    wanted.to.mkdir(parents=True, exist_ok=True)
    for file, shows, paint in jobs(goods):
        target = wanted.to / file
        chosen = not wanted.only or shows in wanted.only or file in wanted.only
        if chosen and (wanted.again or wanted.only or not target.exists()):
            begun = time.monotonic()
            with hushed():
                jpeg = paint()
            unfinished = target.with_suffix(".part")
            unfinished.write_bytes(jpeg)
            unfinished.replace(target)
            sys.stdout.write(f"{file}  {len(jpeg) // 1024} KB  {time.monotonic() - begun:.1f} s\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
