"""Where the doors of groups are."""

from django.urls import path

from meadow.venue.groups.views import entering, inviting, lists, making, members, running

app_name = "groups"
urlpatterns = [
    path("groups/", lists.groups, name="groups"),
    path("groups/new/", making.new, name="new"),
    path("groups/join/<str:code>/", entering.invitation, name="invitation"),
    path("groups/<int:pk>/", entering.group, name="group"),
    path("groups/<int:pk>/about/", entering.about, name="about"),
    path("groups/<int:pk>/membership/", entering.membership, name="membership"),
    path("groups/<int:pk>/edit/", making.edit, name="edit"),
    path("groups/<int:pk>/closing/", making.closing, name="closing"),
    path("groups/<int:pk>/members/", members.members, name="members"),
    path("groups/<int:pk>/members/<int:person>/", members.member, name="member"),
    path("groups/<int:pk>/members/<int:person>/role/", members.role, name="role"),
    path("groups/<int:pk>/members/<int:person>/mute/", members.mute, name="mute"),
    path("groups/<int:pk>/members/<int:person>/ban/", members.ban, name="ban"),
    path("groups/<int:pk>/wishes/", running.wishes, name="wishes"),
    path("groups/<int:pk>/wishes/<int:number>/", running.wish, name="wish"),
    path("groups/<int:pk>/reports/", running.reports, name="reports"),
    path("groups/<int:pk>/reports/<int:number>/", running.report, name="report"),
    path("groups/<int:pk>/order/", running.order, name="order"),
    path("groups/<int:pk>/order/slow/", running.slow, name="slow"),
    path("groups/<int:pk>/order/links/", running.links, name="links"),
    path("groups/<int:pk>/order/words/", running.words, name="words"),
    path("groups/<int:pk>/order/words/<int:number>/", running.word, name="word"),
    path("groups/<int:pk>/log/", running.log, name="log"),
    path("groups/<int:pk>/invitations/", inviting.invitations, name="invitations"),
    path("groups/<int:pk>/invitations/<int:number>/", inviting.invitation, name="invitation-row"),
    path("groups/<int:pk>/invitations/<int:number>/code.svg", inviting.code, name="code"),
    path("desk/<slug:handle>/groups/", lists.desk, name="desk"),
]
