"""What the files of other shops say beside title, price and stock: measures, search texts, attributes, taxes."""

from decimal import Decimal

from meadow.goods.tests.catalogue_files import csv_bytes, legacy, magento, read, told, woo


def test_shopify_tells_cost_search_texts_unit_amount_and_its_own_fields() -> None:
    row = legacy("cup", "Cup", variant_price="9.00") | {
        "Cost per item": "4.50",
        "SEO title": "Clay cup",
        "SEO description": "x" * 500,
        "Unit price total measure": "75",
        "Unit price total measure unit": "cl",
        "Google Shopping / Gender": "unisex",
        "Google Shopping / Condition": "new",
        "Color (product.metafields.shopify.color-pattern)": "blue; white",
    }

    ((cup,), problems) = read(csv_bytes([row]))

    (variant,) = cup.variants
    assert (variant.cost, variant.net_amount, variant.net_unit) == (450, Decimal(750), "ml")
    assert (cup.seo_title, len(cup.seo_description)) == ("Clay cup", 400)
    assert cup.attributes == (("Gender", ("unisex",)), ("Color", ("blue", "white")))
    assert told(problems) == [(2, "SEO description", "text_cut")]


def test_a_cost_that_is_none_and_an_unknown_unit_leave_nothing_out() -> None:
    row = legacy("cup", "Cup", variant_price="9.00") | {
        "Cost per item": "cheap",
        "Unit price total measure": "3",
        "Unit price total measure unit": "hands",
    }

    ((cup,), problems) = read(csv_bytes([row]))

    assert (cup.variants[0].cost, cup.variants[0].net_amount) == (None, None)
    assert told(problems) == [(2, "Unit price total measure", "not_a_net_amount"), (2, "Cost per item", "not_a_price")]
    assert {problem.severity for problem in problems} == {"warning"}


def test_shopify_cells_lose_the_apostrophe_that_guards_them_and_no_other() -> None:
    rows = [
        legacy("a", "'=1+1", variant_price="1", vendor="''@x", tags="'tis"),
        legacy("b", "'Twas", variant_price="1", vendor="'+x"),
    ]

    ((a, b), problems) = read(csv_bytes(rows))

    assert problems == []
    assert (a.title, a.brand, a.tags) == ("=1+1", "'@x", ("'tis",))
    assert (b.title, b.brand) == ("'Twas", "+x")


def test_woocommerce_tells_measures_taxes_search_texts_and_attributes_nobody_chooses_by() -> None:
    parent = woo("variable", "tee", attr1="Size=S, M", attr2="Fabric=Linen, Cotton") | {
        "Length (cm)": "30",
        "Width (cm)": "20,5",
        "Height (in)": "1",
        "Low stock amount": "",
        "Tax class": "reduced-rate",
        "Tax status": "taxable",
        "Meta: _yoast_wpseo_title": "%%title%% %%sep%% %%sitename%%",
        "Meta: rank_math_title": "Linen tee",
        "Meta: _yoast_wpseo_metadesc": "A tee",
    }
    child = woo("variation", "tee-S", parent="tee", attr1="Size=S") | {
        "Length (cm)": "31",
        "Low stock amount": "2",
        "Cost of goods": "7.50",
    }
    free = woo("simple", "flyer") | {"Tax status": "none"}

    ((tee, flyer), problems) = read(csv_bytes([parent, child, free]))

    assert problems == []
    assert (tee.options, tee.attributes) == (("Size",), (("Fabric", ("Linen", "Cotton")),))
    assert (tee.tax_class, tee.seo_title, tee.seo_description) == ("reduced", "Linen tee", "A tee")
    (variant,) = tee.variants
    assert (variant.length_mm, variant.width_mm, variant.height_mm) == (310, 205, 25)
    assert (variant.low_at, variant.cost) == (2, 750)
    assert (flyer.tax_class, flyer.variants[0].length_mm) == ("exempt", None)


def test_magento_tells_search_texts_origin_taxes_and_additional_attributes() -> None:
    row = magento(
        "simple",
        "bag",
        visibility="Catalog, Search",
        additional_attributes="manufacturer=Mill,material=Linen|Cotton,eco_collection=Yes",
    ) | {
        "meta_title": "Linen bag",
        "meta_description": "__EMPTY__VALUE__",
        "country_of_manufacture": "pt",
        "tax_class_name": "None",
        "notify_on_stock_below": "3.0000",
        "use_config_notify_stock_qty": "0",
    }

    ((bag,), problems) = read(csv_bytes([row]))

    assert problems == []
    assert (bag.brand, bag.seo_title, bag.seo_description) == ("Mill", "Linen bag", "")
    assert (bag.origin, bag.tax_class, bag.variants[0].low_at) == ("PT", "exempt", 3)
    assert bag.attributes == (("Material", ("Linen", "Cotton")), ("Eco collection", ("Yes",)))


def test_what_magento_sets_for_the_whole_shop_is_not_taken_for_one_product() -> None:
    row = magento("simple", "bag", visibility="Catalog, Search") | {
        "notify_on_stock_below": "1",
        "use_config_notify_stock_qty": "1",
    }

    ((bag,), _) = read(csv_bytes([row]))

    assert bag.variants[0].low_at is None
