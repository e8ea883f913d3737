"""Words that exclude each other: imports and exports, begun and opened.

A passage about exports holds every other word of a question about imports. Each group lists ways
to say what excludes the others: where a question says one and the text around an answer only
others of its group, it is about something else. Both are folded, so one script is enough.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language import fold_text
from service.answering.siblings import is_sibling

__all__ = ["excludes_label", "is_contrary"]

_Groups = tuple[tuple[str, ...], ...]

_GROUPS: _Groups = (
    (r"輸出|出口(?:额|到|了|总|至|前|商|产品|量)|\bexport", r"輸入|进口|進口|\bimport"),
    (r"仕入|購入|調達|采购|採購|购买|購買|\bpurchas|\bbought\b",
     r"販売|销售|銷售|出售|\bsold\b|\bsell"),
    (r"貸[しすせ付]|出租|租出|\blent\b|\blend|賃貸し", r"借[りる入]|租入|承租|租用|\bborrow"),
    (r"受け取|受取|收到|收取|\breceiv", r"支払|支付|缴纳|繳納|\bpaid\b|\bpay\b"),
    (r"都市部|城镇|城鎮|\burban\b", r"農村|农村|\brural\b"),
    (r"男性|男子|\bmale\b|\bmen\b", r"女性|女子|\bfemale|\bwomen\b"),
    (
        r"着工|起工|開工|开工|动工|動工|工事が始ま|\bconstruction (?:began|start)",
        r"完成|完工|竣工|落成|建成",
        r"開業|開通|通车|通車|启用|啟用|供水|操業|投产|投產|開館|\bopened\b|\bopening\b",
        r"廃止|閉鎖|终止|終止|关闭|關閉|停运|停運|廃業|\babolish|\bclosed\b",
    ),
    (r"設立|成立|创立|創立|\bfounded\b|\bestablished\b", r"上場|上市|\blisted\b"),
    (
        r"生産能力|生产能力|产能|產能|\bcapacity\b",
        r"生産量|生产量|产量|產量|生産(?:個|台)?数|出荷|交付|実際に作|\boutput\b|\bdelivered\b",
    ),
    (
        r"高さ|有多高|坝高|壩高|\bhow high\b|\bheight\b",
        r"長さ|全長|全长|长度|長度|\bhow long\b|\blength\b",
        r"面積|面积|\barea\b|\bfloor space\b",
        r"容量|貯水量|库容|庫容",
        r"費用|[建工事設業]費|造价|造價|耗资|耗資|总投资|總投資|対価|对价|花了?多少[钱錢]|\bcost\b|"
        r"\binvest",
    ),
    (r"価格|単価|售价|售價|价格|價格|いくらで売|卖多少|賣多少|\bprice",
     r"数量|販売量|销量|銷量|件数"),
    (
        r"前任|先代|\bpredecessor\b",
        r"後任|继任|繼任|接任|\bsuccessor\b|\bsucceeded\b",
        r"就任|上任|現職|现任|\bappointed\b",
    ),
    (r"被告|被诉|被訴|\bdefendant\b", r"原告|起诉|起訴|提訴|\bplaintiff\b|\bsued\b"),
    (r"資産|资产|資產|\bassets?\b", r"負債|负债|\bliabilit"),
    (r"収入|收入|\bincome\b|\brevenue\b", r"支出|\bexpenditure"),
    (r"増加|増え|增加|增长|增長|上昇|上升|\bincreas|\bgrew\b|\brose\b",
     r"減少|減っ|减少|下降|下跌|\bdecreas|\bfell\b|\bdeclin"),
    (r"最大|最多|最高|最も[多大高]|\blargest\b|\bhighest\b|\bmost\b",
     r"最小|最少|最低|最も[少小低]|\bsmallest\b|\blowest\b|\bleast\b"),
    (r"訪日|来日|赴日|日本を訪|来日本|日本で学ぶ|日本に留学|(?<!现)在日(?:中国|外国|留学)|"
     r"\b(?:visit|travel|trip|came|went)\w*\b.{0,20}\bjapan\b",
     r"訪中|访华|来华|赴华|中国を訪|去中国|中国で学ぶ|中国に留学|在(?:中国|华)留学|日本から中国[へに]|"
     r"\b(?:visit|travel|trip|came|went)\w*\b.{0,20}\bchina\b"),
    (r"(?<!面)对中(?![小央心层间])|(?<!面)对华(?!为)|中国(?:への|向け)|\bto china\b",
     r"(?<!面)对日(?![益常后])|日本(?:への|向け)|\bto japan\b"),
    (r"最年長|年龄最大|最高齢|最年长|\boldest\b", r"最年少|最年轻|年龄最小|最も若い|\byoungest\b"),
    (r"長所|優れた点|優点|优点|强み[はが]|称赞|\bstrengths?\b|\badvantages?\b",
     r"短所|弱点|弱み|缺点|的不足(?![0-9])|不足之处|\bweakness|\bdisadvantage|\bshortcoming"),
    (r"国内|境内|\bdomestic\b",
     r"(?<!上)海外|(?<![中韩美英法德俄])国外|国内外|境外|\boverseas\b|\babroad\b"),
    (r"上回", r"下回|届か[なず]"),
    (r"流動(?:資産|負債|比率)", r"固定(?:資産|負債|比率)"),
    (r"有形", r"無形"),
    (r"親会社|母公司|\bparent\b", r"子会社|子公司|\bsubsidiar"),
    (r"出生|生まれ|\bborn\b", r"死亡|死去|去世|亡くな|\bdied\b|\bdeath"),
    (r"輸入先|供应商|供應商|仕入先|\bsupplier", r"顧客|客户|客戶|得意先|\bcustomer"),
    (r"(?<![入引納事])実績(?:値|額|は|で|と)|実際[にの]|实际(?!控制)|\bactual(?:ly)?\b",
     r"目標|予想|予測|预计|预期|見通し|見込[みむ額]|\b(?:targets?|forecasts?|expected)\b"),
    (r"申請|申请|\bapplied\b|\bapply\b", r"発効|生效|発足|\btook effect\b|\beffective\b"),
)  # fmt: skip
_GROUPS_OF_LABELS: _Groups = (
    (r"年間|通期|通年|全年|\bannual\b|\bfull[ -]year\b", r"中間(?:配当|期|決算)|\binterim\b",
     r"期末配当|\byear-end dividend"),
    (r"新規|新增|新設|新建", r"累計|累计"),
)  # fmt: skip
"""What excludes the others of its group over one value, though a sentence tells them together."""


def is_contrary(question: str, nearby: str) -> bool:
    """Whether ``question`` says a word of some group and ``nearby`` says only others of it, or
    words that differ from the question's in a character that tells them apart (東口, 西口)."""
    return is_sibling(question, nearby) or _says_others(_GROUPS, question, nearby)


def excludes_label(question: str, label: str) -> bool:
    """Whether ``label``, of one value or one column, is of something else than ``question``."""
    return is_contrary(question, label) or _says_others(_GROUPS_OF_LABELS, question, label)


def _says_others(groups: _Groups, question: str, nearby: str) -> bool:
    asked, told = _said(groups, question), _said(groups, nearby)
    return any(
        len(own) == 1 and other and not own & other for own, other in zip(asked, told, strict=True)
    )


@lru_cache(maxsize=8_192)
def _said(groups: _Groups, text: str) -> tuple[frozenset[int], ...]:
    """By group which of its ways ``text`` says."""
    folded = fold_text(text)
    return tuple(
        frozenset(n for n, way in enumerate(group) if way.search(folded))
        for group in _patterns(groups)
    )


@lru_cache(maxsize=2)
def _patterns(groups: _Groups) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(fold_text(way)) for way in group) for group in groups)
