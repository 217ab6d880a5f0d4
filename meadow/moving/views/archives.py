"""Doors to archives: only who may have one gets it; nothing on the way keeps a copy."""

from django.http import FileResponse, Http404
from django.utils import timezone

from meadow.moving.models.exports import Export
from meadow.plumbing.private import private_files


def handed_over(export: Export, name: str) -> FileResponse:
    """The archive as a download; 404 when its time is over or its file has gone."""
    if export.state != Export.State.DONE or export.expires_at is None or export.expires_at <= timezone.now():
        raise Http404
    try:
        file = private_files().open(export.file.name or "", "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
