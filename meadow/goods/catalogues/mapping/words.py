"""What people write in cells for a status and for a unit of weight."""

from meadow.goods.catalogues.records import Status

_STATUSES: dict[Status, str] = {
    "active": """
        active published visible enabled online aktiv sichtbar actif publié activo publicado 上架 已上架 在售
        销售中 启用""",
    "draft": """
        draft hidden unpublished disabled inactive offline entwurf inaktiv brouillon inactif borrador inactivo
        下架 已下架 草稿 仓库中 停用""",
    "archived": "archived archiviert archivé archivado 已归档 归档",
}
STATUSES = {word: status for status, words in _STATUSES.items() for word in words.split()}
UNITS = {
    "gr": "g", "gram": "g", "grams": "g", "gramm": "g", "克": "g", "kgs": "kg", "kilogram": "kg", "kilo": "kg",
    "千克": "kg", "公斤": "kg", "pound": "lb", "pounds": "lb", "ounce": "oz", "ounces": "oz",
}  # fmt: skip
