"""The nouns of people; Django wants them importable from here, everybody else names the submodule."""

from meadow.people.models.news import Device, Hours, News, NewsChoice
from meadow.people.models.persons import Address, Block, Follow, Person
from meadow.people.models.photos import Photo

__all__ = ["Address", "Block", "Device", "Follow", "Hours", "News", "NewsChoice", "Person", "Photo"]
