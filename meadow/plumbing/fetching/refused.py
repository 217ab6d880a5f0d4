"""The ways in which fetching from an address ends without a file."""

from typing import ClassVar

from meadow.plumbing.bad_input import BadInput, gettext_noop


class NotFetched(BadInput):
    """The file did not come. `is_passing` says whether it may come when asked for later."""

    code = "not_fetched"
    is_passing: ClassVar[bool] = False


class NotAnAddress(NotFetched):
    code = "not_an_address"
    message = gettext_noop("This is not an address on the web. It must begin with https:// or http://.")


class NamesAPassword(NotFetched):
    code = "names_a_password"
    message = gettext_noop("The address holds a name or a password. Give an address that everybody may open.")


class ForbiddenPort(NotFetched):
    code = "forbidden_port"
    message = gettext_noop("The address names the port %(port)s. Only the usual ports, 80 and 443, are asked.")


class ForbiddenPlace(NotFetched):
    """The name leads to a machine inside somebody's network, or to none that the whole world may reach."""

    code = "forbidden_place"
    message = gettext_noop("%(host)s is not a place on the public web.")


class UnknownHost(NotFetched):
    code = "unknown_host"
    is_passing = True
    message = gettext_noop("%(host)s is not known.")


class NoAnswer(NotFetched):
    code = "no_answer"
    is_passing = True
    message = gettext_noop("%(host)s did not answer.")


class TooSlow(NotFetched):
    code = "too_slow"
    is_passing = True
    message = gettext_noop("%(host)s took longer than %(seconds)s seconds.")


class Unsafe(NotFetched):
    code = "unsafe"
    message = gettext_noop("%(host)s could not show that it is who it says.")


class TooManyRedirects(NotFetched):
    code = "too_many_redirects"
    message = gettext_noop("%(host)s sent us on more than %(limit)s times.")


class TooManyBytesSent(NotFetched):
    code = "too_many_bytes_sent"
    message = gettext_noop("The file is larger than %(megabytes)s MB.")


class Answered(NotFetched):
    """The host answered, and not with the file."""

    code = "answered"
    message = gettext_noop("%(host)s answered with %(status)s instead of the file.")


class Busy(NotFetched):
    """The host asks to come again; `after` holds the seconds that it named, or 0."""

    code = "busy"
    is_passing = True
    message = gettext_noop("%(host)s answered with %(status)s: it is busy or broken.")
