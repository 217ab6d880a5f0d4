"""The two ways in which what a peer sends is no use to us."""


class Malformed(ValueError):
    """Bytes that are not what they claim to be; whoever sent them is cut off."""


class Unsupported(ValueError):
    """A stream that is well-formed, and of a kind that we do not carry; the sentence is for the publisher."""
