"""What a person says and shows of themselves."""

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.people.refusals import NotYourPicture


@transaction.atomic
def edit_profile(person: Person, *, name: str, words: str, place: str, language: str, picture: Photo | None) -> Person:
    """Change what the person says of themselves; a picture must be one that they put here."""
    person = Person.objects.locked().get(pk=person.pk)
    if picture and picture.pk != person.picture_id and picture.by_id != person.pk:
        raise NotYourPicture
    person.name, person.words, person.place = name, words, place
    person.language, person.picture = language, picture
    person.save(update_fields=["name", "words", "place", "language", "picture"])
    return person
