"""Whether a sentence plainly asks where a thing can be had: "where is this from?", "link?", 求链接. No Django here.

What counts is a plain question. Who misses a polite one loses nothing, for a button stands beside it; who takes
"thanks for the link" for a question counts what nobody asked.
"""

import re
import unicodedata

# One sentence each: a question must not begin in one and end in another. What ends a sentence stays with it.
_SENTENCE = re.compile(r"(?<=[.!?。！？…~～])\s*|[\n;；]+")
_TRIMMED = " \t.!…。！,，、~～:："

_IT = r"(?:this|that|it|these|those|them|they)"
# "Where is your mother from?" and "where do you get your ideas?" ask for something that no shop has.
_NO_GOODS = (
    r"(?:mum|mom|mother|dad|father|family|wife|husband|partner|name|accent|quote|recipe|song|music|time|idea|ideas"
    r"|inspiration|energy|patience|courage|cat|dog)"
)
_WORD = r"[\w'-]+"
_GOODS = rf"(?:(?:the|your|that|this|these|those|such|a|an) (?!{_NO_GOODS}\b)(?:{_WORD} ){{0,3}}{_WORD}|{_IT})"
_GET = r"(?:get|buy|find|order|purchase)"
_GIVE = r"(?:have|get|share|send|drop|post|give|paste|add|leave)"
_PLEASE = r"(?:please|pls|plz|plss|thanks|thx|ty)"

_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        # where did you get this, where can I buy the lamp, where to buy
        rf"(?<!know )(?<!knows )\bwhere (?:did|do|does|can|could|would|might) (?:you|u|i|we|one|someone|anyone|people)"
        rf"(?: \w+)? {_GET} {_GOODS}",
        r"(?<!know )(?<!knows )\bwhere (?:can|could|do|would|might) (?:i|we|one) (?:buy|order|purchase)\b",
        rf"^(?:\w+,? )?(?:so )?where to {_GET}(?: {_GOODS})?\??$",
        # where is this from, where are the cups from, where's your lamp from
        rf"\bwhere(?: is|'s|s| are|'re| was| were) {_GOODS} (?:originally )?from\b",
        # what brand is this, which shop?
        r"\b(?:what|which)(?:'s the| is the)? (?:brand|shop|store|label|maker)\b[^.!]*\?",
        r"^(?:brand|shop|store|source|link|links) ?\?+$",
        rf"\bwho (?:makes|made|sells) {_IT}\b",
        # link?, link please, the link to the lamp please
        rf"^(?:a |any |the |got a |got the )?links?(?: (?:for|to)(?: {_WORD}){{1,5}}?)?(?:,? {_PLEASE})?[ ?]*$",
        rf"^(?:{_PLEASE},? )?(?:{_GIVE}|need|want)(?: \w+){{0,3}} links?\b",
        rf"\b(?:can|could|may|will|would) (?:you|u|i|we|someone|anyone|somebody)(?: \w+){{0,3}} {_GIVE}"
        r"(?: \w+){0,3} links?\b",
        r"\b(?:do you|does anyone|anyone|anybody|have you)(?: \w+){0,2} (?:have|has|got)(?: \w+){0,3} links?\b",
        r"\bis there (?:a|any)(?: \w+)? link\b",
        r"\b(?:i|we)(?: \w+)? (?:need|want|would love|'d love)(?: \w+){0,2} links?\b",
        # is it for sale, do you sell these
        rf"\b(?:is|are) {_GOODS} (?:still )?for sale\b",
        rf"\b(?:do|would|will) you sell {_GOODS}",
    )
)
# Whoever says so has what they want, or speaks of another link.
_ENGLISH_NOT = re.compile(
    r"\b(?:thanks|thank you|thx|ty)\b[^?]*\blinks?\b|\bfound (?:the|a) link\b|\blinks? in (?:my|the|your|their|bio)\b"
    r"|\bno (?:need for|need of) (?:a |the )?link\b|\b(?:don't|do not|didn't|not) (?:need|want)\b"
)

_WHERE = r"(?:哪里|哪儿|哪裡|哪裏|哪)"
_BUY = r"(?:买|買|购买|購買|入手|下单|下單)"
_LINK = r"(?:链接|連結|鏈接|链结)"
_CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        # 求链接，求个同款，蹲一个链接，跪求店铺
        rf"(?<![要需追])(?:求|蹲)(?:一?[个個下波]|购买|購買|这[个款]|這[個款]|问|大家|博主|楼主|姐妹)*(?:[\u4e00-\u9fff]{{0,6}}的?)"
        rf"(?:{_LINK}|同款|店铺|店鋪|店名|牌子|品牌|出处|出處)",
        # 链接？有链接吗，给个链接，发一下链接，链接在哪
        rf"^(?:同款)?{_LINK}[吗嗎呢呀啊嘛]?[?？]+$|^{_LINK}$",
        rf"(?:有|有没有|有沒有|有无)(?:购买|購買|同款|这个|這個)?(?:的)?{_LINK}[吗嗎么嘛]?[?？]?$",
        rf"{_LINK}(?:有吗|有嗎|有没有|在哪|呢[?？]?$|能发|可以发|发一下|發一下|求)",
        rf"(?<![我已])(?:给|給|发|發|上|要|想要|来|來|留|挂)(?:一?[个個下]|我|大家)*{_LINK}(?!了)",
        # 在哪里买的，哪儿可以买到，去哪入手，怎么买
        rf"{_WHERE}(?:里|儿)?(?:可以|能|能够|才能|有)?(?:{_BUY}|卖|賣)(?:到|的|得到|呀|啊|呢|吗|了)?",
        rf"(?:怎么|怎麼|如何){_BUY}(?!了|这么|那么|這麽)",
        # 哪家的，哪个牌子，什么品牌，店名是
        r"哪(?:家|个店|個店|一家)(?:店)?(?:的|买|買)?[呀啊呢?？]*$|哪家(?:店|买|買|的)",
        r"(?<![没沒])(?:哪[个個]|什么|什麼|啥)(?:牌子|品牌|店铺|店鋪|店)",
        r"(?:店名|店铺|店鋪|品牌|牌子)(?:是|叫)(?:什么|什麼|啥|哪)",
        # 有卖吗，卖不卖，同款在哪，有同款吗
        r"(?:卖|賣)(?:吗|嗎|不卖|不賣|嘛)[?？]?$",
        rf"同款(?:在)?{_WHERE}|{_WHERE}(?:里|儿)?有?同款|有同款(?:吗|嗎|么|嘛)|(?:想|想要|要)(?:个|個|一个)?同款|^同款[?？]+$",
    )
)
_CHINESE_NOT = re.compile(
    rf"(?:谢谢|謝謝|感谢|感謝)[^?？]*(?:{_LINK}|同款)|(?:不用|不需要|不求|不要){_LINK}|(?:已经|已經|终于|終於)?(?:知道|找到)了?(?:在)?{_WHERE}"
)


def asks_for_link(text: str) -> bool:
    """Whether any sentence of this text plainly asks where a thing is from or can be bought; English and Chinese."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return any(_asks(sentence) for sentence in _SENTENCE.split(plain) if sentence)


def _asks(sentence: str) -> bool:
    words = " ".join(_without_faces(sentence).split()).strip(_TRIMMED)
    return (
        not _ENGLISH_NOT.search(words)
        and not _CHINESE_NOT.search(words)
        and any(pattern.search(words) for pattern in (*_ENGLISH, *_CHINESE))
    )


def _without_faces(text: str) -> str:
    """Without emoji and their kin, which stand anywhere in a question and say nothing about it."""
    return "".join(
        " " if unicodedata.category(character) in {"So", "Sk", "Cf", "Mn"} else character for character in text
    )
