"""What `manage check` looks at in the settings of goods: a mistyped kind is told at the start, not to an applicant."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from meadow.goods.models.applications import ApplicationDocument
from meadow.goods.models.shops import Shop
from meadow.goods.terms import FIELDS


@register
def check_shop_kinds(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Every kind has terms, and they name answers and papers that there are."""
    wrong = []
    papers = set(ApplicationDocument.Kind.values)
    for kind in Shop.Kind.values:
        said: dict[str, Any] = settings.MEADOW_SHOP_KINDS.get(kind, {})
        if set(said) != {"fields", "documents", "deposit", "fee"}:
            wrong.append(f"“{kind}” needs fields, documents, deposit and fee, and nothing else.")
        elif unknown := (set(said["fields"]) - set(FIELDS)) | (set(said["documents"]) - papers):
            wrong.append(f"“{kind}” asks for what nobody can give: {', '.join(sorted(unknown))}.")
        elif not (_is_whole(said["deposit"]) and _is_whole(said["fee"]) and said["fee"] <= 10_000):
            wrong.append(f"“{kind}” has a deposit or a fee that is no whole number, or a fee above 10000.")
    if settings.MEADOW_SHOP_REVIEW not in {"operators", "none"}:
        wrong.append("MEADOW_SHOP_REVIEW is “operators” or “none”.")
    return [Error(f"MEADOW_SHOP_KINDS: {said}", id="goods.E001") for said in wrong]


@register
def check_contract(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """The version of the contract has a text, at least in English."""
    name = f"goods/contracts/{settings.MEADOW_CONTRACT_VERSION}/en.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return [Error(f"MEADOW_CONTRACT_VERSION: there is no template {name}.", id="goods.E002")]
    return []


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
