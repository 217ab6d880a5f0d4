"""Where every door is."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

admin.site.site_title = admin.site.site_header = f"{settings.MEADOW_NAME} · Operators"
# The admin's own form knows neither rate limits nor a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth's manual has it

urlpatterns = [
    path("operators/", admin.site.urls),
    path("api/", include("meadow.api.urls")),
    path("language/", set_language, name="language"),
    path("account/", include("allauth.urls")),
    path("", include("meadow.plumbing.urls")),
    path("", include("meadow.web.urls")),
    path("", include("meadow.people.urls")),
    path("", include("meadow.moving.urls")),
    path("", include("meadow.goods.urls")),
    path("", include("meadow.venue.direct.urls")),
    path("", include("meadow.venue.groups.urls")),
    path("", include("meadow.venue.talk.urls")),
    path("", include("meadow.venue.live.urls")),
    path("", include("meadow.venue.notes.urls")),
    path("", include("meadow.trade.urls")),
    path("", include("meadow.matching.urls")),
]
handler404 = "meadow.web.views.not_found"
handler500 = "meadow.web.views.broken"
