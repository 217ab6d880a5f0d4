"""Doors of buyers, and of shops to buyers."""

from django.urls import path

from meadow.trade.views.cooperation import buying, desk, desk_plans, profession, selection_centre, selections, touches

urlpatterns = [
    path("buying/", buying.overview, name="buying"),
    path("buying/begin/", profession.begin, name="buying-begin"),
    path("buying/about/", profession.profession, name="buying-profession"),
    path("buying/agreements/", buying.agreements, name="buying-agreements"),
    path("buying/agreements/<int:pk>/", buying.agreement, name="buying-agreement"),
    path("buying/selection/", selections.own, name="buying-selection"),
    path("buying/selection/<int:pk>/", selections.product, name="buying-select"),
    path("buying/samples/", buying.samples, name="buying-samples"),
    path("buying/samples/<int:pk>/", buying.sample, name="buying-sample"),
    path("buying/earnings/", buying.earnings, name="buying-earnings"),
    path("selection/", selection_centre.centre, name="selection-centre"),
    path("selection/comparison/", selection_centre.comparison, name="comparison"),
    path("selection/<int:pk>/", selection_centre.product, name="centre-product"),
    path("selection/<int:pk>/agreement/", selection_centre.agreement, name="centre-agreement"),
    path("selection/<int:pk>/sample/", selection_centre.sample, name="centre-sample"),
    path("people/<str:handle>/selection/", selections.selection, name="selection"),
    path("touches/", touches.touches, name="touches"),
    path("desk/<slug:handle>/cooperation/", desk.overview, name="desk-cooperation"),
    path("desk/<slug:handle>/cooperation/plans/", desk_plans.plans, name="desk-plans"),
    path("desk/<slug:handle>/cooperation/plans/new/", desk_plans.new, name="desk-plan-new"),
    path("desk/<slug:handle>/cooperation/plans/<int:pk>/", desk_plans.plan, name="desk-plan"),
    path("desk/<slug:handle>/cooperation/plans/<int:pk>/goods/", desk_plans.goods, name="desk-plan-goods"),
    path("desk/<slug:handle>/cooperation/plans/<int:pk>/products/", desk_plans.product, name="desk-plan-product"),
    path("desk/<slug:handle>/cooperation/plans/<int:pk>/run/", desk_plans.launch, name="desk-plan-launch"),
    path(
        "desk/<slug:handle>/cooperation/plans/<int:pk>/invitations/", desk_plans.invitation, name="desk-plan-invitation"
    ),
    path("desk/<slug:handle>/cooperation/buyers/", desk.buyers, name="desk-buyers"),
    path("desk/<slug:handle>/cooperation/buyers/<int:pk>/", desk.agreement, name="desk-agreement"),
    path("desk/<slug:handle>/cooperation/samples/", desk.samples, name="desk-samples"),
    path("desk/<slug:handle>/cooperation/samples/<int:pk>/", desk.sample, name="desk-sample"),
    path("review/buyers/", profession.waiting, name="review-buyers"),
    path("review/buyers/<int:pk>/", profession.answer, name="review-buyer"),
]
