"""What people call their columns, in the languages that files come in."""

import re

from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.reading import column_key

_WORDS = {
    Meaning.TITLE: """
        title | name | product name | product title | item name | article name | product | item | bezeichnung
        | artikelbezeichnung | produktname | artikelname | titel | produkt | artikel | nom | nom du produit | titre
        | désignation | produit | nombre | nombre del producto | título | producto | 名称 | 商品名称 | 产品名称 | 标题
        | 商品标题 | 品名 | 商品 | 宝贝标题 | 商品名 | 產品名稱 | 商品名稱""",
    Meaning.HANDLE: """
        handle | slug | url key | url handle | permalink | url slug | product handle | seo url | alias""",
    Meaning.GROUP: """
        group | group id | item group id | item group | product group | parent | parent id | parent sku | master
        | master sku | style | style number | style no | style code | model code | product id | product code | family
        | artikelgruppe | modell | modellnummer | vaterartikel | mutterartikel | modèle | référence parent | modelo
        | referencia padre | 款号 | 款式编号 | 商品编号 | 商品id | 产品编号 | 货号组 | spu | spu编码 | spu code""",
    Meaning.DESCRIPTION: """
        description | body | body html | long description | product description | details | text | content | html
        | beschreibung | langtext | produktbeschreibung | artikelbeschreibung | beschreibungstext | description longue
        | descriptif | descripción | descripcion | detalles | 描述 | 商品描述 | 产品描述 | 详情 | 商品详情 | 简介 | 说明
        | 介绍 | 商品介绍""",
    Meaning.BRAND: """
        brand | vendor | manufacturer | make | label | marke | hersteller | lieferant | marque | fabricant | fournisseur
        | marca | fabricante | proveedor | 品牌 | 厂商 | 制造商 | 供应商 | 牌子""",
    Meaning.CATEGORY: """
        category | categories | category path | product category | product type | type | department | subcategory
        | sub category | collection | kategorie | kategorien | warengruppe | unterkategorie | produktgruppe | rubrik
        | catégorie | categorie | rayon | sous catégorie | categoría | categoria | subcategoría | sección | 分类 | 类别
        | 类目 | 商品分类 | 一级分类 | 二级分类 | 三级分类 | 产品类别 | 品类 | 所属分类""",
    Meaning.TAGS: """
        tags | tag | keywords | labels | schlagwörter | schlagworte | stichwörter | étiquettes | mots clés | mots-clés
        | etiquetas | palabras clave | 标签 | 关键词 | 关键字""",
    Meaning.STATUS: """
        status | state | published | active | visible | enabled | online | on sale | veröffentlicht | aktiv | sichtbar
        | statut | publié | actif | estado | publicado | activo | 状态 | 上架
        | 是否上架 | 上下架 | 商品状态 | 发布状态""",
    Meaning.SKU: """
        sku | sku code | variant sku | item number | item no | item code | article number | article no | part number
        | stock code | reference | ref | mpn | artikelnummer | artikelnr | artikel nr | art nr | bestellnummer
        | référence | reference produit | code article | referencia | código | codigo | 货号 | 编码 | 商品编码 | sku编码
        | 商家编码 | 产品编码 | 规格编码 | 型号""",
    Meaning.BARCODE: """
        barcode | bar code | gtin | ean | ean13 | ean code | upc | isbn | gtin ean | jan | strichcode | ean nummer
        | code barres | code-barres | código de barras | codigo de barras | 条码 | 条形码 | 商品条码
        | 国际条码 | 69码""",
    Meaning.PRICE: """
        price | unit price | retail price | selling price | regular price | sales price | price incl tax | price gross
        | gross price | preis | verkaufspreis | vk | bruttopreis | vk brutto | einzelpreis | prix | prix ttc
        | prix de vente | prix unitaire | precio | precio de venta | pvp | 价格 | 售价 | 单价 | 销售价 | 零售价 | 现价
        | 一口价 | 商品价格 | 销售价格""",
    Meaning.COMPARE_AT: """
        compare at price | compare at | price before | old price | original price | list price | msrp | rrp | was price
        | uvp | streichpreis | alter preis | listenpreis | prix barré | ancien prix | prix conseillé | precio anterior
        | precio original | precio tachado | 原价 | 市场价 | 划线价 | 吊牌价 | 参考价""",
    Meaning.COST: """
        cost | cost price | cost per item | purchase price | wholesale price | buying price | einkaufspreis | ek
        | ek netto | prix d'achat | prix achat | coût | costo | coste | precio de compra | 成本 | 成本价 | 进价 | 采购价
        | 进货价""",
    Meaning.ON_HAND: """
        stock | on hand | quantity | qty | inventory | inventory quantity | stock quantity | available | in stock
        | units | bestand | lagerbestand | menge | verfügbar | stückzahl | quantité | stock disponible | en stock
        | cantidad | existencias | inventario | unidades | 库存 | 库存数量 | 数量 | 库存量 | 可售库存 | 现有库存""",
    Meaning.WEIGHT: """
        weight | net weight | gross weight | shipping weight | gewicht | versandgewicht | poids | peso | 重量 | 净重
        | 毛重 | 商品重量""",
    Meaning.PHOTO: """
        image | images | photo | photos | picture | pictures | image url | image src | image link | photo url
        | main image | image urls | additional images | additional image link | gallery | thumbnail | bild | bilder
        | bild url | foto | fotos | hauptbild | bildlink | image principale | imagen | imágenes | imagenes | url imagen
        | 图片 | 主图 | 商品图片 | 图片链接 | 图片地址 | 图片url | 商品主图 | 照片 | 详情图""",
    Meaning.ALT: """
        alt | alt text | image alt | image alt text | bildbeschreibung | alternativtext | texte alternatif
        | texto alternativo | 图片说明 | 图片描述 | 替代文本""",
    Meaning.VARIANT_PHOTO: """
        variant image | variant photo | variant image url | sku image | variantenbild | 规格图 | 规格图片 | sku图片""",
    Meaning.OPTION1: """
        size | colour | color | option | variant | material option | flavour | flavor | scent | größe | groesse | farbe
        | variante | taille | couleur | pointure | talla | color del producto | 尺码 | 尺寸 | 颜色 | 规格 | 颜色分类
        | 款式 | 口味 | 色号 | 鞋码""",
}  # fmt: skip


def plain(title: str) -> str:
    """The title without signs, units and currencies in brackets, and the case of its letters."""
    without = re.sub(r"[(\[（【].*?[)\]）】]", " ", title)
    return column_key(re.sub(r"[_\-./:*#]+", " ", without if without.strip() else title))


SYNONYMS: dict[str, Meaning] = {}
for _meaning, _words in _WORDS.items():
    for _word in _words.split("|"):
        SYNONYMS.setdefault(plain(_word), _meaning)

_UNLIKELY = """
    type | text | details | label | collection | product | item | artikel | 商品 | reference | ref | mpn | product code
    | product id | model code | make | code | available | units | style | parent | option | variant | variante | line"""
UNLIKELY = frozenset(map(plain, _UNLIKELY.split("|")))
"""Titles that often mean this, and often something else."""

NUMBERED_OPTION = re.compile(
    r"(?:option|attribute|variation|variante|规格|选项) ?([1-3])(?: ?(name|title|名称|名))?(?: ?(?:value|值))?"
)
NUMBERED_PHOTO = re.compile(
    r"(?:image|photo|picture|bild|foto|imagen|图片|主图) ?(?:link |url |src )?\d{1,2}(?: ?(?:url|src|link))?"
)
NUMBERED_ALT = re.compile(r"(?:image |photo )?alt(?: text)? ?\d{1,2}")


def meant_by(title: str) -> tuple[Meaning, float] | None:
    """What a title says and how clearly, from 0 to 1; None if it says nothing that is known here."""
    words = plain(title)
    if match := NUMBERED_OPTION.fullmatch(words):
        return Meaning(f"option{match[1]}_name" if match[2] else f"option{match[1]}"), 0.95
    if NUMBERED_PHOTO.fullmatch(words):
        return Meaning.PHOTO, 0.95
    if NUMBERED_ALT.fullmatch(words):
        return Meaning.ALT, 0.9
    if meaning := SYNONYMS.get(words) or SYNONYMS.get(words.rstrip(" 0123456789")):
        return meaning, 0.7 if words in UNLIKELY else 0.95
    # The longest known word inside: "Product image (main)", "商品主图链接", "VK-Preis brutto".
    inside = [word for word in SYNONYMS if word not in UNLIKELY and _stands_in(word, words)]
    if inside:
        word = max(inside, key=len)
        return SYNONYMS[word], 0.65 if len(word) * 2 >= len(words) else 0.5
    return None


def _stands_in(word: str, words: str) -> bool:
    if word.isascii() or not any("\u4e00" <= letter <= "\u9fff" for letter in word):
        return f" {word} " in f" {words} "
    return len(word) > 1 and word in words
