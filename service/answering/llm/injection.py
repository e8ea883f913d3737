"""Tell text that gives orders to a language model from text that says something.

A document is data, whatever it says. A passage that addresses a model is not shown to it and
supports no sentence of an answer: not even what it truly says, since that may be what somebody
planted there to be said. It can still be found and quoted without a language model, and a report
about such attacks is read that way. The patterns err on the side of taking too much.
"""

from __future__ import annotations

import re

from ingest.language import fold_text

__all__ = ["addresses_a_model"]

# Folded like the text: lower case, simplified characters, half width.
_PATTERNS = (
    # English
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|"
    r"any|these|those|system|your)\b.{0,30}\b(?:instruction|prompt|rule|direction|message|polic|"
    r"guideline|command)",
    r"\b(?:system|developer|hidden) (?:prompt|message|instruction)",
    r"\byou (?:are|act|must act) (?:now )?(?:as )?(?:an? )?(?:ai|assistant|language model|chatbot|"
    r"llm|dan\b)",
    r"\b(?:ai|llm|language model|assistant|chatbot)s?\b.{0,30}\b(?:must|should|shall|are to|has to|"
    r"have to|please)\b",
    r"\b(?:always|only|instead|please|must|you should|simply|just)\b.{0,20}\b(?:answer|reply|"
    r"respond|output|say|print|write|repeat|claim|tell the user|tell users)\b.{0,20}"
    r"[\"'“:]|\b(?:answer|reply|respond|output|print)\b.{0,12}\b(?:with|only|exactly)\b",
    r"\bnew (?:instruction|task|rule|order)s?\b ?:",
    r"\b(?:when|if) (?:you are asked|the user asks|asked)\b.{0,40}\b(?:answer|reply|say|respond)\b",
    r"<\|?(?:im_start|im_end|system|assistant|endoftext)|\[/?inst\]|<<sys>>|###? ?(?:system|"
    r"instruction|assistant)\b",
    # Japanese
    r"(?:指示|命令|プロンプト|ルール|規則|制約|設定|制限).{0,12}(?:無視|忘れ|破棄|取り消|従わな|上書き|解除)",
    r"システムプロンプト|システムメッセージ",
    r"(?:あなた|お前|君|ai|アシスタント|言語モデル|チャットボット|llm)(?:は|よ|に|へ|が).{0,40}"
    r"(?:なさい|せよ|しろ|ください|下さい|なければならない|すること(?![でがはもにを]))",
    r"(?:と|を|のみ|だけ|必ず|代わりに|以下を|次の).{0,12}(?:答え|回答し?|出力し?|返答し?|言い?|述べ|"
    r"書き?|表示し?)(?:て(?:ください|下さい|くれ)|なさい|ろ(?![ぁ-ん])|よ(?![ぁ-ん])|せよ|しろ|"
    r"る?こと(?:[。!]|$)|くこと|すること)",
    r"(?:質問さ|聞か|問わ|尋ねら)れ(?:たら|た場合|たとき|た時|れば)",
    # Chinese
    r"(?:忽略|无视|忘记|忘掉|不要理会|不理会|覆盖|绕过|抛开|停止遵守).{0,16}(?:指令|指示|提示|规则|要求|"
    r"命令|设定|内容)",
    r"系统提示|系统指令|系统消息|提示词",
    r"(?:你|您|ai|助手|助理|语言模型|大模型|机器人|llm)(?:是|现在|必须|应当|应该|要|需要|只能|请).{0,40}"
    r"(?:回答|回复|输出|扮演|告诉|声称|答复|说)",
    r"(?:请|必须|务必|只需|一律|改为|统一|只)(?:你|您)?.{0,10}"
    r"(?:回答|回复|输出|答复|说出?|写出?|声称)(?:为|成|是)?[ :]?[“\"「『‘'【]",
    r"(?:请|只)(?:你|您)?(?:回答|回复|输出)|告诉(?:用户|提问者|提问的人)",
    r"(?:当|如果)(?:有人|用户)(?:问|提问|询问)",
    r"新(?:的)?(?:指令|任务|规则) ?:",
)
_COMPILED = re.compile("|".join(f"(?:{fold_text(pattern)})" for pattern in _PATTERNS))
_SPACES = re.compile(r"[ \t\n\u3000]+")


def addresses_a_model(text: str) -> bool:
    """Whether ``text`` gives orders to a language model, in Japanese, Chinese or English."""
    folded = _SPACES.sub(" ", fold_text(text))
    # A line break or blank in the middle of a CJK word must not hide it.
    closed = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", folded)
    return bool(_COMPILED.search(closed))
