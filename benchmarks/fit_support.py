"""Choose how near a language model's sentence must be to its quotation in another language.

    python benchmarks/fit_support.py --data .demo

Every pair below is a sentence of the sample reports and what a model could truly write of it in
another language. It should be near to its own sentence and to no other of the same document,
which is what a model would wrongly cite. Printed for each threshold: the share of true sentences
kept and of wrong citations let through by closeness alone, before numbers, dates and names are
checked; and at last the same with every check, each passage of the document cited for each
sentence in turn. The figures are in ``docs/llm.md``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from index import CollectionOptions, Hit, open_collection
from ingest.language import detect_language, split_sentences
from service.answering.llm.support import find_support

PAIRS = (
    ("中国のデジタル経済は2020年に39.2兆元、GDP比38.6%に達した",
     "2020年中国数字经济规模达到39.2万亿元，占GDP的38.6%。"),
    ("中国のデジタル経済は2020年に39.2兆元、GDP比38.6%に達した",
     "China's digital economy reached 39.2 trillion yuan in 2020, 38.6% of GDP."),
    ("田中角栄首相と周恩来総理は北京で日中共同声明に署名",
     "田中角荣首相与周恩来总理在北京签署了中日联合声明。"),
    ("田中角栄首相と周恩来総理は北京で日中共同声明に署名",
     "Prime Minister Tanaka and Premier Zhou signed the joint communiqué in Beijing."),
    ("乘坐新干线“光号”列车由东京前往京都", "新幹線「ひかり」に乗り、東京から京都へ向かった。"),
    ("乘坐新干线“光号”列车由东京前往京都",
     "He travelled from Tokyo to Kyoto on a Shinkansen train."),
    ("中国对日本产品的免税品目比例将由8%逐步提高到86%",
     "中国が日本製品に認める無税品目の割合は8％から86％へ段階的に上がる。"),
    ("中国对日本产品的免税品目比例将由8%逐步提高到86%",
     "China will raise the share of duty-free Japanese products from 8% to 86% in steps."),
    ("円借款が約3兆3,165億円", "日元贷款约3万3165亿日元。"),
    ("円借款が約3兆3,165億円", "Yen loans came to about 3.3165 trillion yen."),
    ("上海浦東国際空港に400億円", "向上海浦东国际机场提供了400亿日元。"),
    ("日本派遣的61人国际紧急救援队是第一支抵达灾区的外国救援队",
     "日本が派遣した61人の国際緊急援助隊は、被災地に最初に到着した外国の救援隊である。"),
    ("日本派遣的61人国际紧急救援队是第一支抵达灾区的外国救援队",
     "Japan's 61-member relief team was the first foreign rescue team to reach the area."),
    ("车型以东北新干线E2系1000番台为基础", "車両は東北新幹線E2系1000番台をもとにしている。"),
    ("東京で開かれた第13回では26件の文書が交換された", "在东京举行的第13届论坛交换了26份文件。"),
    ("東京で開かれた第13回では26件の文書が交換された",
     "At the 13th forum, held in Tokyo, 26 documents were exchanged."),
    ("出資比率はトヨタが65%、億華通が15%", "出资比例为丰田65%、亿华通15%。"),
    ("出資比率はトヨタが65%、億華通が15%", "Toyota holds 65% and SinoHytec 15% of the capital."),
    ("最大出力は900キロワット級を想定する", "设想的最大功率为900千瓦级。"),
    ("最大出力は900キロワット級を想定する", "A maximum output of about 900 kilowatts is foreseen."),
    ("1994年4月20日，中国通过一条64K国际专线实现与国际互联网的全功能连接",
     "1994年4月20日、中国は64Kの国際専用線でインターネットに全面的に接続した。"),
    ("1994年4月20日，中国通过一条64K国际专线实现与国际互联网的全功能连接",
     "China was fully connected to the internet through a 64K line on 20 April 1994."),
    ("当期末に保有する特許権は国内412件、海外187件である",
     "期末持有的专利权为国内412件、海外187件。"),
    ("当期末に保有する特許権は国内412件、海外187件である",
     "At the end of the period 412 patents were held at home and 187 abroad."),
    ("東アジアで太陽暦を採り入れたのは、日本が最初であった", "东亚最早采用太阳历的是日本。"),
    ("東アジアで太陽暦を採り入れたのは、日本が最初であった",
     "Japan was the first in East Asia to adopt the solar calendar."),
)  # fmt: skip
THRESHOLDS = (0.80, 0.82, 0.83, 0.84, 0.85, 0.86, 0.87, 0.88, 0.90)


def main() -> None:
    """Print what each threshold keeps and lets through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    right: list[float] = []
    wrong: list[float] = []
    kept_at_last = let_at_last = cited_at_last = 0
    with open_collection(CollectionOptions(data_dir=arguments.data)) as collection:
        passages = [p for p in collection.passages() if p.kind in ("text", "list")]
        for quotation, sentence in PAIRS:
            home = next((p for p in passages if quotation in p.text.replace("\n", "")), None)
            document = [p for p in passages if home and p.doc_id == home.doc_id]
            others = [
                p.text[start:end]
                for p in document[:60]
                for start, end in split_sentences(p.text)
                if quotation not in p.text.replace("\n", "") and end - start > 10
            ]
            vectors = collection.embed_passages([sentence, quotation, *others[:40]])
            near = vectors[1:] @ vectors[0]
            right.append(float(near[0]))
            wrong += near[1:].tolist()
            if home is None:
                print(f"not in the collection: {quotation}")
                continue
            language = detect_language(sentence)
            for passage in document:
                hit = Hit(1, 1.0, passage, 1.0, 1.0, ("dense",))
                support = find_support(sentence, language, [hit], collection.embed_passages)
                if passage is home:
                    kept_at_last += support is not None
                else:
                    cited_at_last += 1
                    let_at_last += support is not None
    print(f"{len(right)} true pairs, {len(wrong)} wrong citations")
    for threshold in THRESHOLDS:
        kept, let = np.mean(np.array(right) >= threshold), np.mean(np.array(wrong) >= threshold)
        print(f"{threshold:.2f}  kept {kept:.3f}  let through {let:.4f}")
    print(f"all checks: kept {kept_at_last} of {len(right)}, ", end="")
    print(f"let through {let_at_last} of {cited_at_last} wrong passages")


if __name__ == "__main__":
    main()
