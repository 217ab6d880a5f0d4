"""Where the doors of talk are."""

from django.urls import path

from meadow.venue.talk.views import acting, asking, messages, passes

app_name = "talk"
urlpatterns = [
    path("talk/<int:pk>/messages/", messages.messages, name="messages"),
    path("talk/<int:pk>/read/", messages.reading, name="read"),
    path("talk/<int:pk>/pass/", passes.thread_pass, name="pass"),
    path("talk/<int:pk>/typing/", messages.typing, name="typing"),
    path("talk/<int:pk>/search/", messages.search, name="search"),
    path("talk/<int:pk>/mute/", messages.muting, name="mute"),
    path("talk/<int:pk>/people/", asking.people, name="people"),
    path("talk/<int:pk>/cards/", asking.cards, name="cards"),
    path("talk/<int:pk>/reports/", acting.reports, name="reports"),
    path("talk/<int:pk>/reports/<int:report>/", acting.decision, name="decision"),
    path("talk/<int:pk>/messages/<int:number>/recall/", acting.recall, name="recall"),
    path("talk/<int:pk>/messages/<int:number>/wording/", acting.wording, name="wording"),
    path("talk/<int:pk>/messages/<int:number>/reactions/", acting.reaction, name="reactions"),
    path("talk/<int:pk>/messages/<int:number>/pin/", acting.pin, name="pin"),
    path("talk/<int:pk>/messages/<int:number>/hiding/", acting.hiding, name="hiding"),
    path("talk/<int:pk>/messages/<int:number>/reports/", acting.report, name="report"),
    path("talk/<int:pk>/messages/<int:number>/editions/", acting.editions, name="editions"),
]
