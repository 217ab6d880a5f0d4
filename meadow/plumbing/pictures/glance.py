"""What can be shown of a picture before it has arrived: a blur and a colour."""

import base64
import io
from typing import Final

from PIL import Image

from meadow.plumbing.pictures.encoding import on_white
from meadow.plumbing.pictures.opening import Picture

MOST_CHARACTERS: Final = 300
_SIDES_AND_QUALITIES: Final = tuple((side, quality) for side in (20, 16, 12, 8, 4) for quality in (50, 20))


def placeholder(picture: Picture) -> str:
    """A `data:` URI shorter than 300 characters of a WebP at most 20 pixels long, to be stretched and blurred."""
    seen = on_white(picture.image)
    for side, quality in _SIDES_AND_QUALITIES:
        shrink = side / max(seen.size)
        size = max(1, round(seen.width * shrink)), max(1, round(seen.height * shrink))
        file = io.BytesIO()
        seen.resize(size, Image.Resampling.BOX).save(file, "WEBP", quality=quality, method=6)
        uri = "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode("ascii")
        if len(uri) < MOST_CHARACTERS:
            return uri
    raise AssertionError("sixteen pixels of WebP always fit")


def dominant_colour(picture: Picture) -> str:
    """The colour that covers most of the picture, as `#rrggbb`: the largest of eight classes of a median cut."""
    few = on_white(picture.image).resize((48, 48), Image.Resampling.BOX).quantize(8, Image.Quantize.MEDIANCUT)
    areas = few.histogram()
    index = areas.index(max(areas))
    palette = few.getpalette() or []
    red, green, blue = palette[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"
