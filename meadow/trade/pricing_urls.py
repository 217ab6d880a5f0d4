"""Doors of what things cost: codes, coupons, promotions and taxes."""

from django.urls import URLPattern, path

from meadow.trade.views import codes, promotions, taxes

urlpatterns: list[URLPattern] = [
    path("cart/codes/", codes.codes, name="cart-codes"),
    path("cart/codes/<int:pk>/", codes.code, name="cart-code"),
    path("me/coupons/", codes.coupons, name="coupons"),
    path("coupons/<int:pk>/", codes.coupon, name="coupon"),
    path("desk/<slug:handle>/promotions/", promotions.promotions, name="desk-promotions"),
    path("desk/<slug:handle>/promotions/new/", promotions.promotion, name="desk-promotion-new"),
    path("desk/<slug:handle>/promotions/<int:pk>/", promotions.promotion, name="desk-promotion"),
    path("desk/<slug:handle>/promotions/<int:pk>/codes/", promotions.codes, name="desk-promotion-codes"),
    path("desk/<slug:handle>/promotions/<int:pk>/codes.csv", promotions.codes_csv, name="desk-promotion-codes-csv"),
    path("desk/<slug:handle>/taxes/", taxes.rates, name="desk-taxes"),
    path("desk/<slug:handle>/taxes/beginning/", taxes.beginning, name="desk-taxes-beginning"),
    path("desk/<slug:handle>/taxes/<int:pk>/", taxes.rate, name="desk-tax"),
    path("review/promotions/", promotions.promotions, name="review-promotions"),
    path("review/promotions/new/", promotions.promotion, name="review-promotion-new"),
    path("review/promotions/<int:pk>/", promotions.promotion, name="review-promotion"),
    path("review/promotions/<int:pk>/codes/", promotions.codes, name="review-promotion-codes"),
    path("review/promotions/<int:pk>/codes.csv", promotions.codes_csv, name="review-promotion-codes-csv"),
]
