"""Sentences of Django and allauth that our own catalogues say: theirs lack some, and sound like a form in others."""

from django.utils.translation import gettext_noop, ngettext_lazy

SENTENCES = (
    # Django's
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("Error:"),
    gettext_noop("Forgotten your login credentials?"),
    gettext_noop("Model name"),
    # allauth's
    gettext_noop("A user is already registered with this email address."),
    gettext_noop("Add Email"),
    gettext_noop("Add Email Address"),
    gettext_noop("An authenticator app is not active."),
    gettext_noop("Are you sure you want to sign out?"),
    gettext_noop("Authentication using an authenticator app is active."),
    gettext_noop("Authenticator code"),
    gettext_noop("Confirm Access"),
    gettext_noop("Confirm Email Address"),
    gettext_noop("Create Passkey"),
    gettext_noop("Do you really want to remove the selected email address?"),
    gettext_noop("Email"),
    gettext_noop("Email Addresses"),
    gettext_noop("Email address"),
    gettext_noop(
        "Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."
    ),
    gettext_noop("Hello from %(site_name)s!"),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    gettext_noop("Make Primary"),
    gettext_noop("Please Confirm Your Email Address"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Please type your current password."),
    gettext_noop("Primary"),
    gettext_noop("Primary email address set."),
    gettext_noop("Re-send Verification"),
    gettext_noop("Removed email address %(email)s."),
    gettext_noop("Reset My Password"),
    gettext_noop("Sign Out"),
    gettext_noop("Successfully signed in as %(name)s."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("The following email addresses are associated with your account:"),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use your password"),
    gettext_noop(
        "We have sent you an email. If you have not received it please check your spam folder. "
        "Otherwise contact us if you do not receive it in a few minutes."
    ),
    gettext_noop("You cannot remove your primary email address (%(email)s)."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("You have confirmed %(email)s."),
    gettext_noop("You have signed out."),
)
