"""How a file that was bought is handed to who bought it, and to the team."""

from django.http import FileResponse

from meadow.goods.models.stock import DigitalFile


def handed_out(file: DigitalFile) -> FileResponse:
    """The file to be kept, never opened in the browser: what a shop put there runs nowhere near this platform."""
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
