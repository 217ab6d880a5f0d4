"""Pictures for tests: small ones, ones that know where they were taken, and ones that lie."""

import io

from PIL import Image

GPS = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)}


def jpeg(width: int = 60, height: int = 40, *, orientation: int = 1, colour: str = "olive") -> bytes:
    """A JPEG of a camera that tells its maker and the place in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "Meadow Cameras"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(GPS)
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG", exif=exif)
    return file.getvalue()
