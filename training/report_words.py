"""Words of made-up reports in Japanese, Chinese and English: who, what, when, where and why."""
# Lists of words read better in wide rows.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping

from ingest.document import Language

__all__ = [
    "BUSINESSES",
    "COMPANIES",
    "INDUSTRIES",
    "MEASURES",
    "PERSONS",
    "PLACES",
    "PRODUCTS",
    "REASONS",
    "TITLES",
    "Said",
    "said",
]

Said = Mapping[Language, str]
"""One thing in the three languages."""


def said(ja: str, zh: str, en: str) -> Said:
    """One thing in the three languages."""
    return {"ja": ja, "zh": zh, "en": en}


COMPANIES = tuple(
    said(*names.split("/"))
    for names in (
        "白浜/白滨/Shirahama", "富峰/富峰/Tomimine", "高嶺/高岭/Takamine", "大滝/大泷/Otaki", "北都/北都/Hokuto",
        "東雲/东云/Shinonome", "三笠山/三笠山/Mikasayama", "若草/若草/Wakakusa", "千早/千早/Chihaya", "赤羽根/赤羽根/Akabane",
        "浅川/浅川/Asakawa", "光陽台/光阳台/Koyodai", "鶴岡/鹤冈/Tsuruoka", "銀嶺/银岭/Ginrei", "藤波/藤波/Fujinami",
        "松風/松风/Matsukaze", "水無月/水无月/Minazuki", "桐生野/桐生野/Kiryuno", "星川/星川/Hoshikawa", "緑ヶ丘/绿丘/Midorigaoka",
        "華遠/华远/Huayuan", "東岳/东岳/Dongyue", "明江/明江/Mingjiang", "新海/新海/Xinhai", "金橋/金桥/Jinqiao",
        "天沢/天泽/Tianze", "宏図/宏图/Hongtu", "長泰/长泰/Changtai", "雲峰/云峰/Yunfeng", "瑞豊/瑞丰/Ruifeng",
        "海川/海川/Haichuan", "博遠/博远/Boyuan", "嘉陵/嘉陵/Jialing", "盛唐/盛唐/Shengtang", "凱達/凯达/Kaida",
    )
)  # fmt: skip
INDUSTRIES = tuple(
    said(*names.split("/"))
    for names in (
        "電機/电机/Electric", "工業/工业/Industries", "精密/精密/Precision", "化学/化学/Chemical", "製薬/制药/Pharmaceutical",
        "建設/建设/Construction", "食品/食品/Foods", "機械/机械/Machinery", "物流/物流/Logistics", "自動車/汽车/Motors",
        "通信/通信/Telecom", "電子/电子/Electronics", "鋼鉄/钢铁/Steel", "不動産/房地产/Real Estate", "ソフトウェア/软件/Software",
    )
)  # fmt: skip
PLACES = tuple(
    said(*names.split("/"))
    for names in (
        "日本/日本/Japan", "中国/中国/China", "台湾/台湾/Taiwan", "韓国/韩国/South Korea", "米国/美国/the United States",
        "英国/英国/the United Kingdom", "ドイツ/德国/Germany", "フランス/法国/France", "ロシア/俄罗斯/Russia", "インド/印度/India",
        "タイ/泰国/Thailand", "ベトナム/越南/Vietnam", "シンガポール/新加坡/Singapore", "カナダ/加拿大/Canada", "イタリア/意大利/Italy",
        "オーストラリア/澳大利亚/Australia", "東京都/东京都/Tokyo", "大阪府/大阪府/Osaka", "北海道/北海道/Hokkaido", "福岡県/福冈县/Fukuoka",
        "愛知県/爱知县/Aichi", "長野県/长野县/Nagano", "沖縄県/冲绳县/Okinawa", "横浜市/横滨市/Yokohama", "名古屋市/名古屋市/Nagoya",
        "京都市/京都市/Kyoto", "神戸市/神户市/Kobe", "仙台市/仙台市/Sendai", "北京市/北京市/Beijing", "上海市/上海市/Shanghai",
        "広東省/广东省/Guangdong", "浙江省/浙江省/Zhejiang", "江蘇省/江苏省/Jiangsu", "四川省/四川省/Sichuan", "山東省/山东省/Shandong",
        "深圳市/深圳市/Shenzhen", "杭州市/杭州市/Hangzhou", "蘇州市/苏州市/Suzhou", "武漢市/武汉市/Wuhan", "成都市/成都市/Chengdu",
        "台北市/台北市/Taipei", "新竹市/新竹市/Hsinchu", "台南市/台南市/Tainan", "高雄市/高雄市/Kaohsiung", "欧州/欧洲/Europe",
        "北米/北美/North America", "アジア/亚洲/Asia", "東南アジア/东南亚/Southeast Asia",
    )
)  # fmt: skip
# What is measured, by the kind of its value.
_MONEY = (
    "売上高/营业收入/revenue", "売上総利益/毛利润/gross profit", "営業利益/营业利润/operating profit",
    "経常利益/经常利润/ordinary profit", "純利益/净利润/net income", "総資産/总资产/total assets", "純資産/净资产/net assets",
    "研究開発費/研发费用/research and development expenses", "設備投資額/设备投资额/capital expenditure", "輸出額/出口额/exports",
    "輸入額/进口额/imports", "貿易額/贸易额/trade", "市場規模/市场规模/market size", "生産額/产值/production value",
    "建設費/建设费用/construction cost", "デジタル経済の規模/数字经济规模/size of the digital economy", "国内総生産/国内生产总值/gross domestic product",
    "減価償却費/折旧费/depreciation", "人件費/人工费/personnel expenses", "広告宣伝費/广告费/advertising expenses", "減損損失/减值损失/impairment loss",
    "棚卸資産/存货/inventories", "自己資本/股东权益/shareholders' equity", "受注高/订单额/orders", "電子商取引の規模/电子商务规模/size of e-commerce",
    "直接投資額/直接投资额/direct investment", "円借款/日元贷款/yen loans", "営業活動によるキャッシュ・フロー/经营活动现金流量/cash flow from operating activities",
)  # fmt: skip
_PERSONS = (
    "人口/人口/population", "従業員数/员工人数/number of employees", "利用者数/用户数/number of users", "訪問者数/访问人数/number of visitors",
    "留学生数/留学生人数/number of international students", "観光客数/游客人数/number of tourists", "高齢者人口/老年人口/elderly population",
    "就業者数/就业人数/number of employed people", "研究者数/研究人员数/number of researchers", "乗客数/乘客人数/number of passengers",
)  # fmt: skip
_SHARES = (
    "普及率/普及率/penetration rate", "失業率/失业率/unemployment rate", "市場占有率/市场份额/market share", "高齢化率/老龄化率/share of elderly people",
    "営業利益率/营业利润率/operating margin", "自己資本比率/股东权益比率/equity ratio", "自給率/自给率/self-sufficiency rate", "再生利用率/再利用率/recycling rate",
    "女性管理職比率/女性管理人员比例/share of women in management", "成長率/增长率/growth rate", "出生率/出生率/birth rate", "稼働率/开工率/operating rate",
)  # fmt: skip
_TONNES = (
    "温室効果ガス排出量/温室气体排出量/greenhouse gas emissions", "粗鋼生産量/粗钢产量/crude steel output", "廃棄物の排出量/废弃物排出量/waste",
    "用水量/用水量/water consumption", "二酸化炭素の排出量/二氧化碳排放量/carbon dioxide emissions", "石炭消費量/煤炭消费量/coal consumption",
)  # fmt: skip
_NUMBERS = (
    "店舗数/门店数/number of stores", "特許出願件数/专利申请数/number of patent applications", "企業数/企业数/number of companies",
    "基地局の数/基站数/number of base stations", "販売台数/销售台数/number of vehicles sold", "学校数/学校数/number of schools",
    "世帯数/家庭户数/number of households", "事故件数/事故件数/number of accidents",
)  # fmt: skip
MEASURES: dict[str, tuple[Said, ...]] = {
    kind: tuple(said(*names.split("/")) for names in listed)
    for kind, listed in (
        ("money", _MONEY),
        ("persons", _PERSONS),
        ("share", _SHARES),
        ("tonnes", _TONNES),
        ("number", _NUMBERS),
    )
}
PERSONS = tuple(
    said(*names.split("/"))
    for names in (
        "佐藤 健一/佐藤健一/Kenichi Sato", "鈴木 美咲/铃木美咲/Misaki Suzuki", "高橋 修/高桥修/Osamu Takahashi", "田中 義男/田中义男/Yoshio Tanaka",
        "渡辺 直樹/渡边直树/Naoki Watanabe", "山本 恵子/山本惠子/Keiko Yamamoto", "中村 亮/中村亮/Ryo Nakamura", "小林 和彦/小林和彦/Kazuhiko Kobayashi",
        "王建国/王建国/Wang Jianguo", "李明/李明/Li Ming", "張偉/张伟/Zhang Wei", "劉洋/刘洋/Liu Yang", "陳静/陈静/Chen Jing", "楊帆/杨帆/Yang Fan",
        "趙志強/赵志强/Zhao Zhiqiang", "林文雄/林文雄/Lin Wen-hsiung", "黄麗華/黄丽华/Huang Lihua", "周海涛/周海涛/Zhou Haitao",
    )
)  # fmt: skip
BUSINESSES = tuple(
    said(*names.split("/"))
    for names in (
        "計測機器事業/仪器事业/instruments", "半導体事業/半导体事业/semiconductors", "保守サービス事業/维护服务事业/maintenance services",
        "電子部品事業/电子零部件事业/electronic components", "医療機器事業/医疗器械事业/medical equipment", "不動産事業/房地产事业/real estate",
        "食品事業/食品事业/foods", "環境事業/环境事业/environmental services", "物流事業/物流事业/logistics", "素材事業/材料事业/materials",
        "ソフトウェア事業/软件事业/software", "金融事業/金融事业/finance", "通信事業/通信事业/communications", "教育事業/教育事业/education",
    )
)  # fmt: skip
PRODUCTS = tuple(
    said(*names.split("/"))
    for names in (
        "ミナモナビ/水面导航/MinamoNavi", "スカイリンク/天联/SkyLink", "ソラミル/空见/Soramiru", "クラウドガード/云盾/CloudGuard", "青空ノート/蓝天笔记/Aozora Note",
        "アクアセンス/水感/AquaSense", "コメット9/彗星9号/Comet 9", "ハルカゼ/春风/Harukaze", "テラビジョン/泰视/TeraVision", "みちしるべ/路标/Michishirube",
    )
)  # fmt: skip
REASONS = tuple(
    said(*names.split("/"))
    for names in (
        "原材料価格の上昇/原材料价格上涨/higher prices of raw materials", "円安の進行/日元贬值/the weaker yen", "需要の減少/需求减少/lower demand",
        "物流の混乱/物流混乱/disrupted logistics", "設備の老朽化/设备老化/ageing equipment", "人手不足/人手不足/a shortage of workers",
        "新製品の販売が好調だったこと/新产品销售良好/good sales of new products", "輸出の回復/出口恢复/the recovery of exports", "大雨による工場の停止/暴雨导致工厂停产/a plant stopped by heavy rain",
        "為替の影響/汇率影响/exchange rates", "補助金の終了/补贴结束/the end of subsidies", "子会社の売却/出售子公司/the sale of a subsidiary",
    )
)  # fmt: skip
TITLES = tuple(
    said(*names.split("/"))
    for names in (
        "有価証券報告書/年度报告/Annual report", "統合報告書/综合报告/Integrated report", "白書/白皮书/White paper", "調査報告書/调查报告/Survey",
        "年次報告/年报/Yearbook", "事業の概況/经营概况/Business overview", "産業の現状と課題/产业现状与课题/State of the industry",
    )
)  # fmt: skip
