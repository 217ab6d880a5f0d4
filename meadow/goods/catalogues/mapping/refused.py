"""What a mapping is refused for; each names the field by `params["field"]`."""

from meadow.plumbing.bad_input import BadInput, gettext_noop


class MappingIncomplete(BadInput):
    code = "mapping_incomplete"
    message = gettext_noop("No column is the “%(meaning)s”. Say which one is.")


class MeaningTwice(BadInput):
    code = "meaning_twice"
    message = gettext_noop("Two columns are the “%(meaning)s”: “%(first)s” and “%(second)s”. Only one can be.")


class OptionWithoutValue(BadInput):
    code = "option_without_value"
    message = gettext_noop("“%(column)s” names an option, and no column has its values.")


class OptionWithoutName(BadInput):
    code = "option_without_title"
    message = gettext_noop("“%(column)s” is an option. Say what it is called, such as Size.")


class AttributeWithoutName(BadInput):
    code = "attribute_without_name"
    message = gettext_noop("“%(column)s” is an attribute. Say what it is called, such as Material.")


class UnknownUnit(BadInput):
    code = "unknown_unit"
    message = gettext_noop("“%(column)s” is in “%(unit)s”, which is no unit of weight known here. Known: %(known)s.")


class MappingUnreadable(BadInput):
    """It was not made here, or by a newer Meadow."""

    code = "mapping_unreadable"
    message = gettext_noop("This mapping cannot be read: “%(field)s” is not as it should be.")


class MappingDoesNotFit(BadInput):
    code = "mapping_does_not_fit"
    message = gettext_noop("%(name)s has other columns than the mapping says. Found: %(columns)s.")
