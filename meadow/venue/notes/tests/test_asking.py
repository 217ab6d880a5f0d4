"""What counts as asking for a link, and what sounds like it."""

import time

import pytest

from meadow.venue.notes.asking import asks_for_link

ASKING = [
    "Where is this from?",
    "where's that from",
    "So lovely! Where are the cups from?",
    "Where is your lamp from? 🙏",
    "Where’s the little blue vase from",
    "Where did you get this?",
    "where did you get your linen curtains from",
    "Where can I buy these?",
    "Where can we order?",
    "Where do I find this one",
    "omg where to buy??",
    "Where to get it?",
    "Link?",
    "link",
    "Link please!",
    "LINK PLS 😍",
    "Link to the chair please",
    "links for the shelf?",
    "Any link?",
    "Could you share the link?",
    "Can you drop a link please",
    "May I have the link",
    "Please share the link",
    "Need a link!",
    "I need the link 😭",
    "Does anyone have a link for it?",
    "Is there a link?",
    "What brand is this?",
    "Which shop is it from?",
    "Brand?",
    "source?",
    "Who makes these?",
    "Is the lamp still for sale?",
    "Do you sell them?",
    "求链接",
    "求链接！！",
    "求个链接🙏",
    "跪求同款",
    "求杯子的链接",
    "求同款～",
    "求店铺",
    "蹲一个链接",
    "蹲同款",
    "链接？",
    "链接",
    "有链接吗？",
    "有没有链接",
    "链接有吗",
    "给个链接吧",
    "可以发一下链接吗",
    "哪里买的？",
    "哪里可以买",
    "在哪买的呀",
    "这个杯子在哪里买的？好看",
    "去哪儿入手",
    "哪裡買的？",
    "怎么买",
    "哪家的？",
    "哪家店买的",
    "是什么牌子",
    "这个灯是哪个牌子的",
    "店名是什么",
    "有卖吗",
    "卖不卖？",
    "同款在哪",
    "有同款吗",
    "哪里有同款",
    "想要同款！",
    "好美。求同款",
]

NOT_ASKING = [
    "",
    "Lovely.",
    "Where are you from?",
    "Where is your mother from?",
    "Where do you find the time?",
    "Where do you get your ideas?",
    "Where did you get the idea for this?",
    "I know where you got this.",
    "I know where to buy it, thank you.",
    "This is where it comes from.",
    "Thank you for the link!",
    "thanks, found the link",
    "The link between the two rooms is clever.",
    "Link in bio is broken",
    "I like how the rooms link up",
    "No need for a link, I have one at home.",
    "I don't need a link",
    "It reminds me of the shop where I grew up",
    "What a lamp!",
    "What kind of light is this at noon?",
    "My brand new sofa.",
    "Not for sale, sadly.",
    "Sourced with care",
    "谢谢链接",
    "谢谢你的链接，已经下单了",
    "链接我收藏了",
    "我已经买了，很好用",
    "我也有同款",
    "同款杯子，用了三年",
    "你是哪里人？",
    "哪里都好看",
    "这里的光从哪里来",
    "要求不高，好看就行",
    "终于知道在哪买了",
    "不用链接，我自己找",
    "没什么店铺可逛",
    "怎么买了这么多",
    "我发链接给你",
    "卖家人很好",
    "店铺很可爱",
]


@pytest.mark.parametrize("text", ASKING)
def test_a_plain_question_counts(text: str) -> None:
    assert asks_for_link(text)


@pytest.mark.parametrize("text", NOT_ASKING)
def test_what_only_sounds_like_one_does_not(text: str) -> None:
    assert not asks_for_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is the " + "a" * 990,
        "where is the " + "a-b'c " * 160,
        "link to " + "very " * 190 + "!",
        "which brand " + "x " * 490,
        "求" * 1000,
        "求个" * 500,
        "给个" * 499 + "链",
        "在哪" * 500,
    ],
    ids=lambda text: text[:12],
)
def test_the_longest_comment_is_read_at_once(text: str) -> None:
    began = time.perf_counter()
    asks_for_link(text)
    assert time.perf_counter() - began < 0.25
