"""What a feed is refused for as a whole."""

from meadow.plumbing.bad_input import BadInput, gettext_noop


class UnsafeXML(BadInput):
    code = "unsafe_xml"
    message = gettext_noop(
        "%(name)s declares a document type or entities, by which an XML file can do harm. "
        "Leave out the line that begins with <!DOCTYPE."
    )


class FeedTooLarge(BadInput):
    code = "feed_too_large"
    message = gettext_noop("%(name)s is larger than %(limit)s bytes, the most that a feed may have.")
