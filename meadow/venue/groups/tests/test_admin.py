"""The operators' desk for groups opens, and changes nothing that actions keep."""

import pytest
from django.test import Client

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.venue.groups.actions.inviting import invite
from meadow.venue.groups.actions.leaving import ban_member
from meadow.venue.groups.actions.minding import forbid_word
from meadow.venue.groups.models.groups import Group, GroupWord
from meadow.venue.groups.tests.made import asked, group_of, joined

pytestmark = pytest.mark.django_db
MODELS = ["group", "member", "ban", "wish", "invitation", "entry", "groupword"]


@pytest.fixture
def as_di(di: Person) -> Client:
    client = Client()
    client.force_login(di)
    return client


@pytest.fixture
def group(cy: Person, shop: Shop, ada: Person, bo: Person) -> Group:
    group = group_of(cy, shop)
    joined(group, ada)
    ban_member(group, ada, by=cy)
    asked(group_of(cy, shop, asks_first=True, name="Another"), bo)
    invite(group, by=cy)
    forbid_word(group, "casino", by=cy)
    return group


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_can_be_searched(as_di: Client, group: Group, model: str) -> None:
    assert as_di.get(f"/operators/groups/{model}/", {"q": "o"}).status_code == 200


def test_an_operator_closes_a_group(as_di: Client, group: Group) -> None:
    as_di.post("/operators/groups/group/", {"action": "close_groups", "_selected_action": [group.pk]})
    assert not Group.objects.get(pk=group.pk).is_open
    assert announced()[-1] == "venue.group_closed"


def test_a_word_for_all_groups_is_kept_as_it_is_looked_for(as_di: Client) -> None:
    as_di.post("/operators/groups/groupword/add/", {"word": "ＣＡＳＩＮＯ", "group": ""})
    assert GroupWord.objects.get().word == "casino"
