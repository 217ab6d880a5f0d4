"""The nouns of groups; Django wants them importable from here, everybody else names the submodule."""

from meadow.venue.groups.models.groups import Ban, Entry, EntryRule, Group, GroupWord, Invitation, Member, Wish

__all__ = ["Ban", "Entry", "EntryRule", "Group", "GroupWord", "Invitation", "Member", "Wish"]
