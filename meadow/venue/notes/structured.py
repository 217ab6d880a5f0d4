"""Notes as machines read them: schema.org in JSON-LD.

https://developers.google.com/search/docs/appearance/structured-data/discussion-forum
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from meadow.plumbing.public import data_block, public
from meadow.venue.notes.models.notes import Note, NotePhoto


def note_data(note: Note, photos: Iterable[NotePhoto]) -> SafeString:
    """A published note as a posting with its pictures, its author and how many like it; nothing of one that is not."""
    if note.published_at is None or not note.is_published:
        return SafeString("")
    author = note.author
    return data_block(
        {
            "@type": "SocialMediaPosting",
            "url": public(note.get_absolute_url()),
            "headline": (note.title or note.text)[:110],
            "text": note.text or note.title,
            "inLanguage": note.language,
            "datePublished": note.published_at.isoformat(timespec="seconds"),
            "author": {"@type": "Person", "name": author.name, "url": public(author.get_absolute_url())},
            "image": [
                {
                    "@type": "ImageObject",
                    "contentUrl": public(shown.photo.url),
                    "width": shown.photo.width,
                    "height": shown.photo.height,
                    **({"caption": shown.alt} if shown.alt else {}),
                }
                for shown in photos
            ],
            "commentCount": note.comment_count,
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": "https://schema.org/LikeAction",
                "userInteractionCount": note.like_count,
            },
        }
    )
