"""The nouns of people; Django wants them importable from here, everybody else names the submodule."""

from meadow.people.models.persons import Address, Block, Follow, Person
from meadow.people.models.photos import Photo

__all__ = ["Address", "Block", "Follow", "Person", "Photo"]
