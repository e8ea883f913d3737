"""Units that follow a number, in both languages, brought to one name each."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language.fold import fold_text

__all__ = ["CURRENCY_SIGNS", "canonical_unit", "unit_pattern"]

# The name a unit gets here, then how it is written; _ stands for a blank. What stands in braces
# must not follow: 台 counts machines but 台湾 is a place. 元 alone is taken for renminbi.
_UNITS = {
    "JPY": "円 日元 日円 yen jpy",
    "CNY": "元{素気旦化的論} 人民币 人民元 元人民币 yuan cny rmb renminbi",
    "USD": "美元 美金 米ドル ドル usd us_dollars dollars dollar",
    "HKD": "港元 港币 香港ドル hkd",
    "TWD": "新台币 台币 元新台币 新台湾ドル 台湾ドル twd",
    "EUR": "欧元 ユーロ eur euros euro",
    "GBP": "英镑 ポンド gbp pounds",
    "KRW": "韩元 ウォン krw won",
    "人": "人{民} 名{前称刺目} people persons",
    "件": "件 案件",
    "社": "社{会員内} companies",
    "家": "家{庭族}",
    "店": "店 店舗 门店 stores",
    "个": "个{月人}",
    "か所": "か所 カ所 ヶ所 ヵ所 箇所",
    "か国": "か国 カ国 ヶ国 ヵ国 箇国 个国家 countries",
    "台": "台{湾北中南東} 両 辆 vehicles units",
    "头": "头 匹",
    "座": "座 棟",
    "户": "户 世帯",
    "册": "册",
    "本": "本{社部年日人来文当格書報次期}",
    "枚": "枚 张",
    "种": "种{植} 種類 品种",
    "项": "项 項目",
    "回": "回{答収復顧帰転報} 次{の世} times",
    "倍": "倍",
    "位": "位{置于於}",
    "点": "点{検击}",
    "pp": "百分点 个百分点 ポイント パーセントポイント %ポイント %点 percentage_points",
    "h": "時間 小時 hours hour",
    "min": "分間 分鐘 minutes",
    "分": "分{野析別布類子割散担配岐}",
    "s": "秒 秒間 seconds",
    "日": "日{本銀経系米中立程常} 日間 天 days",
    "週": "周{年辺囲知期} 週 週間 weeks",
    "周年": "周年",
    "か月": "か月 ヶ月 カ月 ヵ月 ケ月 箇月 个月 か月間 ヶ月間 カ月間 months",
    "年": "年 年間 years",
    "歳": "歳 才{能} 周歳",
    "t": "吨 公吨 トン t tonnes tons",
    "kg": "kg 公斤 千克 キログラム",
    "g": "グラム 克",
    "km": "km 公里 千米 キロメートル",
    "m": "m 米{国軍朝} 公尺 メートル",
    "cm": "cm 厘米 公分 センチ センチメートル",
    "mm": "mm 毫米 公釐 ミリ ミリメートル",
    "nm": "nm 纳米 ナノメートル ナノ",
    "m2": "m2 平米 平方米 平方公尺 平方メートル",
    "km2": "km2 平方公里 平方千米 平方キロメートル",
    "m3": "m3 立方米 立方公尺 立方メートル",
    "ha": "ha 公顷 ヘクタール",
    "亩": "亩",
    "W": "w 瓦",
    "kW": "kw 千瓦 キロワット 瓩",
    "MW": "mw 兆瓦 メガワット",
    "GW": "gw 吉瓦 ギガワット",
    "kWh": "kwh 千瓦時 千瓦小時 瓩時 瓩小時 キロワット時",
    "MWh": "mwh 兆瓦時",
    "GWh": "gwh",
    "TWh": "twh",
    "度": "度{合目}",
    "℃": "°c 摂氏度 摄氏度",
    "L": "リットル 升{級降值}",
    "バレル": "バレル 桶 barrels",
    "字": "字{典幕}",
    "頁": "ページ 頁 pages",
    "票": "票",
    "席": "席",
    "株": "株{式主価券} 股{份东权票价息本市民} 单元株",
    "口": "口{座径}",
    "校": "校",
}

CURRENCY_SIGNS = {
    "us$": "USD", "nt$": "TWD", "hk$": "HKD", "$": "USD", "€": "EUR", "£": "GBP",
    "usd": "USD", "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "eur": "EUR",
    "¥": "¥",  # yen and yuan share it, so it keeps a name of its own
}  # fmt: skip
"""Signs that stand before a number, as they are in folded text."""

_ENTRY = re.compile(r"([^{]+)(?:\{(.+)\})?")


def canonical_unit(written: str) -> str:
    """The name of a unit as it stands in folded text; unknown units keep theirs."""
    return _table()[0].get(written, written)


def unit_pattern() -> str:
    """A regular expression for folded text that matches the longest unit."""
    return _table()[1]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], str]:
    names: dict[str, str] = {}
    alternatives: dict[str, str] = {}
    for name, entries in _UNITS.items():
        for entry in fold_text(entries).split():
            written, guard = re.findall(_ENTRY, entry)[0]
            written = written.replace("_", " ")
            names[written] = name
            alternatives[written] = re.escape(written) + _not_followed_by(written, guard)
    longest_first = sorted(alternatives, key=lambda w: (-len(w), w))
    return names, "|".join(alternatives[w] for w in longest_first)


def _not_followed_by(written: str, guard: str) -> str:
    """What must not come after a unit: its guard, or more letters of a Latin word."""
    if guard:
        return f"(?![{guard}])"
    return "(?![a-z])" if written[-1].isascii() and written[-1].isalpha() else ""
