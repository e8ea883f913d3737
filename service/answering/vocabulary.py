"""Words that say what kind of thing a name is: countries and regions, companies, measures.

The lists are small on purpose. What they do not hold is told by its ending (県, 公司, 利益 …) or
taken for a name of no known kind (``service/answering/typed_terms.py``). A line names one place in
Japanese, Chinese and English; every spelling in it means the same place.
"""

from __future__ import annotations

__all__ = [
    "COMPANIES",
    "MEASURES",
    "MEASURES_EN",
    "ORGANISATION_ENDINGS",
    "PLACES",
    "PLACE_ENDINGS",
    "SAME_COMPANIES",
]

PLACES = """
日本 我が国 わが国|日本|Japan
中国 中華人民共和国|中国 我国|China
台湾|台湾|Taiwan
香港|香港|Hong_Kong
マカオ|澳门|Macau Macao
韓国 大韓民国|韩国|South_Korea Korea
北朝鮮|朝鲜|North_Korea
アメリカ 米国 アメリカ合衆国|美国 美利坚|United_States United_States_of_America USA U.S. US America
カナダ|加拿大|Canada
メキシコ|墨西哥|Mexico
ブラジル|巴西|Brazil
アルゼンチン|阿根廷|Argentina
チリ|智利|Chile
イギリス 英国|英国|United_Kingdom UK U.K. Britain
フランス|法国|France
ドイツ|德国|Germany
イタリア|意大利 义大利|Italy
スペイン|西班牙|Spain
ポルトガル|葡萄牙|Portugal
オランダ|荷兰|Netherlands
ベルギー|比利时|Belgium
スイス|瑞士|Switzerland
オーストリア|奥地利|Austria
スウェーデン|瑞典|Sweden
ノルウェー|挪威|Norway
フィンランド|芬兰|Finland
デンマーク|丹麦|Denmark
アイルランド|爱尔兰|Ireland
ポーランド|波兰|Poland
ウクライナ|乌克兰|Ukraine
ロシア|俄罗斯|Russia
トルコ|土耳其|Turkey
ギリシャ|希腊|Greece
インド|印度|India
パキスタン|巴基斯坦|Pakistan
インドネシア|印度尼西亚 印尼|Indonesia
マレーシア|马来西亚|Malaysia
シンガポール|新加坡|Singapore
タイ|泰国|Thailand
ベトナム|越南|Vietnam
フィリピン|菲律宾|Philippines
ミャンマー|缅甸|Myanmar
カンボジア|柬埔寨|Cambodia
モンゴル|蒙古|Mongolia
オーストラリア 豪州|澳大利亚 澳洲|Australia
ニュージーランド|新西兰 纽西兰|New_Zealand
サウジアラビア|沙特阿拉伯 沙特|Saudi_Arabia
イラン|伊朗|Iran
イスラエル|以色列|Israel
エジプト|埃及|Egypt
南アフリカ|南非|South_Africa
ナイジェリア|尼日利亚|Nigeria
世界 全世界|全球 世界|world worldwide
アジア|亚洲|Asia
東アジア|东亚|East_Asia
東南アジア アセアン|东南亚 东盟|Southeast_Asia ASEAN
ヨーロッパ 欧州|欧洲|Europe
欧州連合|欧盟|EU European_Union
北米|北美|North_America
南米 中南米|南美 拉美|South_America Latin_America
アフリカ|非洲|Africa
中東|中东|Middle_East
東京|东京|Tokyo
大阪|大阪|Osaka
京都|京都|Kyoto
名古屋|名古屋|Nagoya
横浜|横滨|Yokohama
福岡|福冈|Fukuoka
札幌|札幌|Sapporo
北海道|北海道|Hokkaido
沖縄|冲绳|Okinawa
九州|九州|Kyushu
四国|四国|Shikoku
北京|北京|Beijing
上海|上海|Shanghai
天津|天津|Tianjin
重慶|重庆|Chongqing
広州|广州|Guangzhou
深圳 深セン|深圳|Shenzhen
杭州|杭州|Hangzhou
南京|南京|Nanjing
武漢|武汉|Wuhan
成都|成都|Chengdu
西安|西安|Xi'an
広東|广东|Guangdong
江蘇|江苏|Jiangsu
浙江|浙江|Zhejiang
山東|山东|Shandong
四川|四川|Sichuan
河南|河南|Henan
湖北|湖北|Hubei
福建|福建|Fujian
貴州|贵州|Guizhou
新疆|新疆|Xinjiang
内モンゴル|内蒙古|Inner_Mongolia
台北|台北|Taipei
高雄|高雄|Kaohsiung
台中|台中|Taichung
台南|台南|Tainan
"""

SAME_COMPANIES = """
トヨタ トヨタ自動車|丰田 丰田汽车|Toyota
ホンダ 本田技研工業|本田|Honda
日産 日産自動車|日产 日产汽车|Nissan
ソニー ソニーグループ|索尼|Sony
パナソニック|松下|Panasonic
任天堂|任天堂|Nintendo
ソフトバンク|软银|SoftBank
楽天|乐天|Rakuten
キヤノン|佳能|Canon
シャープ|夏普|Sharp
ファーウェイ|华为|Huawei
テンセント|腾讯|Tencent
アリババ|阿里巴巴|Alibaba
バイドゥ|百度|Baidu
シャオミ|小米|Xiaomi
レノボ|联想|Lenovo
アップル|苹果公司|Apple
マイクロソフト|微软|Microsoft
グーグル|谷歌|Google
アマゾン|亚马逊|Amazon
テスラ|特斯拉|Tesla
インテル|英特尔|Intel
エヌビディア|英伟达|Nvidia
サムスン サムスン電子|三星 三星电子|Samsung
フォルクスワーゲン|大众汽车|Volkswagen
"""

PLACE_ENDINGS = "県 都 府 市 州 区 省 自治区 特区 地域 地区 地方"

COMPANIES = """
トヨタ自動車 トヨタ ホンダ 本田技研工業 日産自動車 日産 マツダ スバル スズキ ソニーグループ ソニー
任天堂 パナソニック 日立製作所 日立 東芝 三菱電機 三菱商事 三菱重工 三井物産 伊藤忠商事 伊藤忠
住友商事 丸紅 富士通 NEC NTT KDDI ソフトバンク 楽天 キヤノン ニコン シャープ 京セラ 村田製作所
東京エレクトロン 信越化学 武田薬品 アステラス製薬 資生堂 花王 味の素 サントリー キリン アサヒ
イオン セブン＆アイ ファーストリテイリング リクルート メルカリ デンソー アイシン ブリヂストン
日本製鉄 東レ 華為 华为 腾讯 阿里巴巴 百度 京东 小米 比亚迪 美团 拼多多 字节跳动 中兴通讯 中兴
联想 海尔 格力 美的 宁德时代 蔚来 理想汽车 小鹏 吉利 长城汽车 上汽 一汽 东风汽车 中芯国际 中国移动
中国电信 中国联通 中国石油 中国石化 国家电网 网易 京东方 滴滴 大疆 ファーウェイ テンセント
アリババ シャオミ レノボ ハイアール 台積電 台积电 聯發科 联发科 鴻海 鸿海 富士康 台塑 宏碁 华硕
アップル マイクロソフト グーグル アマゾン テスラ メタ インテル エヌビディア サムスン電子 サムスン
フォルクスワーゲン 苹果 微软 谷歌 亚马逊 特斯拉 英特尔 英伟达 三星 大众汽车 Toyota Honda Nissan
Mazda Subaru Suzuki Sony Nintendo Panasonic Hitachi Toshiba Mitsubishi Mitsui Itochu Sumitomo
Fujitsu SoftBank Rakuten Canon Nikon Sharp Kyocera Takeda Astellas Shiseido Kao Denso Huawei
Tencent Alibaba Baidu Xiaomi BYD Lenovo Haier Meituan TSMC MediaTek Foxconn Acer ASUS Apple
Microsoft Google Amazon Tesla Meta Intel Nvidia Samsung Volkswagen CATL
"""

ORGANISATION_ENDINGS = """
株式会社 有限会社 会社 ホールディングス グループ 銀行 证券 証券 保険 製作所 製薬 薬品 電力 電機
自動車 重工 工業 商事 物産 化学 電鉄 鉄道 航空 大学 研究所 研究院 研究会 委員会 協会 学会 機構
財団 庁 本部 事務局 経済産業省 総務省 財務省 外務省 環境省 文部科学省 厚生労働省 農林水産省
国土交通省 防衛省 法務省 公司 集团 银行 股份 交易所 大学 研究院 委员会 协会 学会 基金会 数字厅
办公室 总局 管理局 法院 检察院 工信部 商务部 科技部 财政部 教育部
"""

MEASURES = """
初代大臣 担当大臣 大臣 初代社長 社長 会長 総裁 代表者 初代長官 長官 首相 本社 本社所在地 所在地
住所 設立年 創業者 創立者 目的 役割 原因 背景 内訳 首任大臣 首任部长 部长 董事长 总经理 总裁
首席执行官 总部 地址 成立时间 创始人 目的 职责 原因 背景 构成 売上高 売上収益 売上 営業収益
営業利益率 営業利益 経常利益 当期純利益 純利益 利益率 利益 粗利 総資産 純資産 自己資本比率 株価
配当金 配当 従業員数 従業員 社員数 人口密度 総人口 人口 面積 市場規模 規模 総額 金額 予算額 予算
決算額 支出額 支出 投資額 投資 研究開発費 設備投資額 設備投資 輸出額 輸出量 輸出 輸入額 輸入量
輸入 貿易額 生産量 生産額 生産高 生産台数 生産 販売台数 販売量 販売額 販売 出荷台数 出荷額 出荷量
出荷 消費量 消費額 消費 需要 供給 在庫 発電量 発電能力 排出量 電力消費量 成長率 増加率 減少率
伸び率 普及率 利用率 稼働率 失業率 出生率 高齢化率 自給率 達成率 カバー率 構成比 比率 割合 シェア
占有率 国内総生産 平均寿命 平均年齢 寿命 価格 単価 賃金 給与 収入 所得 税収 費用 コスト 利用者数
加入者数 契約数 会員数 件数 台数 店舗数 企業数 社数 人数 世帯数 特許出願件数 特許件数 特許数 順位
ランキング 温度 気温 降水量 貯水量 長さ 高さ 重さ 速度 時価総額 負債 借入金 キャッシュフロー
营业收入 营业利润 营收 销售收入 销售额 销量 销售量 净利润 毛利率 毛利 利润率 利润 总资产 净资产
资产负债率 资产 负债 市值 股价 分红 股息 员工人数 员工数 员工总数 人数 人口密度 总人口 人口 面积
市场规模 产业规模 规模 总量 总额 总值 金额 预算 支出 投资额 投资 研发投入 研发费用 研发支出 出口额
出口量 出口 进口额 进口量 进口 贸易额 进出口总额 产量 产值 产能 增加值 发电量 装机容量 装机量
排放量 用电量 耗电量 消费量 消费额 消费 增长率 增速 增幅 同比增速 渗透率 普及率 使用率 失业率
出生率 老龄化率 自给率 完成率 占比 比重 比例 份额 市场份额 市占率 国内生产总值 生产总值 平均寿命
平均年龄 预期寿命 价格 单价 工资 收入 人均收入 税收 费用 成本 用户数 用户规模 用户 会员数 企业数
门店数 数量 专利数 专利申请量 排名 温度 气温 降水量 蓄水量 库容 长度 高度 重量 速度 网民规模
互联网普及率 GDP CO2排出量
"""

MEASURES_EN = """
operating profit margin|operating profit|operating income|net income|net profit|gross profit
net sales|sales|revenues?|profits?|total assets|net assets|assets|liabilities
market capitalization|market cap|share price|dividends?|headcount|population density|population
area|market size|market share|share|size|budget|spending|expenditures?|investments?|r&d spending
exports?|imports?|trade volume|output|production|shipments?|consumption|demand|emissions
electricity consumption|capacity|growth rate|growth|penetration rate|unemployment rate|birth rate
rate|percentage|proportion|ratio|gdp|life expectancy|prices?|wages?|income|tax revenue|costs?
number of [a-z ]+?(?= in\\b| of\\b| at\\b| for\\b| did\\b|[?.,]|$)|ranking|rank|temperature
rainfall|length|height|weight|speed|users|subscribers|employees
"""
