"""How shops and buyers of the demo work together: commission plans, selections, and promotions with a code."""

from meadow.demo.loading.people import People
from meadow.demo.loading.products import Products
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import CHINESE, Row, Texts
from meadow.trade.actions.agreements import pick
from meadow.trade.actions.plans import PlanContent, launch_plan, make_plan
from meadow.trade.actions.promotions import keep_promotion
from meadow.trade.actions.selections import select_product
from meadow.trade.models.promotions import Promotion
from meadow.trade.terms import Terms


def cooperate(texts: Texts, people: People, shops: Shops, products: Products) -> int:
    """Launch the plans, have buyers pick and select, give the promotions; says how many things are selected."""
    managers = {shop["handle"]: people[shop["manager"]] for shop in texts.goods["shops"]}
    for row in texts.cooperation["plans"]:
        shop, manager = shops[row["shop"]], managers[row["shop"]]
        launch_plan(make_plan(shop, _content(row, products), by=manager), by=manager)
    selected = 0
    for row in texts.cooperation["selections"]:
        buyer = people[row["buyer"]]
        for item in row["products"]:
            product = products[item["product"]]
            pick(product, by=buyer)
            select_product(product, by=buyer, words=item["words"])
            selected += 1
    for row in texts.cooperation["promotions"]:
        _promise(row, shops)
    return selected


def _content(row: Row, products: Products) -> PlanContent:
    about = [products[handle] for handle in row.get("products", ())]
    more = {name: row[name] for name in ("words", "needs_approval", "sample", "samples") if name in row}
    return PlanContent(
        kind=row["kind"], name=row["name"], terms=Terms(row["rate"]), products=about, whole_shop=not about, **more
    )


def _promise(row: Row, shops: Shops) -> None:
    shop = shops[row["shop"]]
    said = {
        name: row[name] for name in ("name", "kind", "percent", "amount", "min_goods", "first_order") if name in row
    }
    promotion = Promotion(
        shop=shop,
        currency=shop.currency,
        trigger=Promotion.Trigger.CODE,
        translations={CHINESE: {"name": row["name_zh"]}},
        **said,
    )
    keep_promotion(promotion, about={}, code=row["code"])
