"""From the traditional to the simplified script: the tables of OpenCC, and what was decided by hand for Tang poems.

A dictionary for today's prose errs on poems: it takes 沈 for the surname, though 沈沈 is nearly always 沉沉; it makes
鍊形 (to refine the body) a chain (链); it leaves 閤 a variant of 合, though 東閤 is a 阁. What stands here goes before
OpenCC's words, and OpenCC's words go before its single characters; the longest word that fits is taken, as OpenCC does.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

VARIANTS = """
疎疏 鴈雁 劒剑 猨猿 慙惭 簷檐 徧遍 嬾懒 鬬斗 鬪斗 鬭斗 堦阶 櫂棹 斾旆 蘂蕊 蕋蕊 媿愧 褭袅 嬝袅 秪只 秖只 衹只 髪发
廻回 煖暖 珮佩 桮杯 臯皋 皐皋 暎映 隣邻 妬妒 歛敛 飜翻 呌叫 鏁锁 罇樽 覩睹 逈迥 竝并 倂并 缾瓶 牋笺 檝楫 鼇鳌 棃梨
巵卮 鵶鸦 僊仙 隄堤 趂趁 碁棋 顦憔 顇悴 毬球 羇羁 覊羁 荅答 嚬颦 栢柏 燄焰 醆盏 粧妆 讐雠 麤粗 麄粗 牓榜 蹔暂 筯箸
壻婿 牕窗 窻窗 窓窗 髣仿 髴佛 懃勤 慇殷 帬裙 椀碗 盌碗 筿筱 悮误 邨村 怱匆 悤匆 珪圭 蔕蒂 徴征 汚污 懽欢 緜绵 虵蛇
彊强 藂丛 崄险 畧略 毘毗 欵款 袴裤 筭算 穉稚 嵒岩 嵓岩 衞卫 効效 蕚萼 輭软 轝舆 飡餐 賸剩 峩峨 勅敕 勑敕 犂犁 胷胸
廐厩 塲场 磵涧 襃褒 蜺霓 鷰燕 鸎莺 椶棕 旛幡 蠭蜂 嗁啼 遯遁 搆构 輙辄 羗羌 諠喧 鰕虾 碪砧 罏炉 鑪炉 匳奁 穽阱 恡吝
蜨蝶 怳恍 澁涩 竚伫 箒帚 駮驳 荳豆 秔粳 齩咬 韈袜 韤袜 蹏蹄 鼈鳖 徃往 臙胭 鄽廛 噉啖 駞驼 氊毡 畊耕 翺翱 謌歌 呪咒
頳赪 鎗枪 挍较 趍趋 鳯凤 擕携 騣鬃 璅琐 颿帆 箆篦 躭耽 塼砖 甎砖 顚颠 瑯琅 鞵鞋 騘骢 抝拗 瓌瑰 菓果 賷赍 袪祛 駈驱
敍叙 墖塔 帀匝 璚琼 躶裸 柟楠 裌夹 袵衽 蔲蔻 尅克 戞戛 餙饰 揾搵 朶朵 竃灶 鵄鸱 濶阔 緫总 顋腮 憇憩 葅菹 蛬蛩 淛浙
惸茕 愬诉 詶酬 磎溪 颕颖 橰槔 逓递 虀齑 燿耀 濬浚 澣浣 笻筇 陁陀 鉏锄 睠眷 餧喂 𢬵拚 拚拚 谿溪 艣橹 樐橹 眀明 曽曾
髙高 蟇蟆 撚捻 曡叠 寳宝 聴听 煑煮 皷鼓 踈疏 猒厌 楡榆 蠒茧 寃冤 襍杂 閴阒 琖盏 裠裙 刦劫 刼劫 囓啮 嘷嗥 蝱虻 觝抵
啣衔 喩喻 倣仿 傚效 覔觅 剏创 刱创 冐冒 愽博 稉粳 糺纠 鶵雏 潄漱 隷隶 乗乘 浄净 羮羹 晩晚 勦剿 窰窑 鬉鬃 齓龀 様样
攅攒 揺摇 羢绒 崐昆 嚻嚣 崘仑 㩦携 觧解 韲齑 饍膳 皃貌 仭仞 糓谷 関关 鍳鉴 髠髡 頼赖 呑吞 撃击 劎剑 廵巡 繍绣 衘衔
惣总 慿凭 韮韭 佪徊 姧奸 薫熏 髩鬓 飇飙 蘯荡 熖焰 麞獐 尠鲜 尟鲜 媍妇 酧酬 醻酬 玅妙 笁竺 澂澄 龢和 㸃点 硏研 觔斤
㝵碍 郍那 瞇眯 嗸嗷 柹柿 餻糕 醎咸 縚绦 袠帙 螘蚁 粃秕 痺痹 狥徇 妳你 罋瓮 甖罂 徬彷 茘荔 俛俯 卭邛 斵斫 斲斫 慠傲
湼涅 塠堆 沍冱 闚窥 倐倏 埜野 旍旌 篴笛 絏绁 偪逼 殽肴 宂冗 敭扬 蜯蚌 隲骘
"""
"""Variants of one character that OpenCC leaves as they are, and the form that is standard today."""

CHARACTERS = """
沈沉 祇只 祗只 閤阁 鍾钟 鍊炼 吒吒 甯甯 袷袷 蘋蘋 薹薹 像像
"""
"""Characters whose usual sense in these poems differs from OpenCC's, or that today's editions of them keep."""

WORDS = """
沈約 沈约|沈郎 沈郎|沈宋 沈宋|沈謝 沈谢|沈范 沈范|沈侯 沈侯|沈東陽 沈东阳|沈尚書 沈尚书|沈隱侯 沈隐侯
沈道士 沈道士|沈司戶 沈司户|沈家 沈家|沈公 沈公|沈羲 沈羲|沈侍 沈侍|沈彬 沈彬|姓沈 姓沈|沈黎 沈黎|看沈趙 看沈赵
學沈寧 学沈宁|何沈范 何沈范|神祇 神祇|神祗 神祇|靈祇 灵祇|明祇 明祇|明祗 明祇|黃祇 黄祇|金祇 金祇|地祇 地祇
山祗 山祇|山川祗 山川祇|三祗 三祇|祇園 祇园|祗園 祇园|祇樹 祇树|滿長祇 满长祇|祇承 祗承|祗承 祗承|祗候 祗候
祗命 祗命|祗奉 祗奉|祇役 祗役|祗役 祗役|宮徵 宫徵|清徵 清徵|徵調 徵调|於陵 於陵|於菟 於菟|商於 商於|相於 相於
乾乾 乾乾|竺乾 竺乾|乾竺 乾竺|乘乾 乘乾|乾封 乾封|乾文 乾文|乾詞 乾词|乾行 乾行|乾陽 乾阳|連乾 连乾|連乹 连乾
僶俛 僶俛|叩乾關 叩乾关|承乾 承乾|乾陀 乾陀|乾象 乾象|乾符 乾符|居乾 居乾|白自乾 白自乾|已到乾 已到乾
得昇乾 得升乾|心乾惕 心乾惕|乾馬 乾马|聖乾 圣乾|刀閒 刀间|印出人閒 印出人间|見盡人閒 见尽人间|雪窗閒 雪窗间
覆墓 覆墓|重覆 重覆|鍊形 炼形|上鍊 上炼
"""
"""Words in which a character is not simplified as it is elsewhere, or not as OpenCC's words have it."""

TOFU = 0x20000
"""From here on, few computers have a picture of a character: a simplified form up there is not taken."""


@dataclass(frozen=True)
class Simplifier:
    """Tables for `simplify`: single characters and words, each with its simplified form and who decided on it."""

    characters: Mapping[str, tuple[str, str]]
    words: Mapping[str, tuple[str, str]]

    def simplify(self, text: str, decided: Counter[tuple[str, str, str]] | None = None) -> str:
        """Simplify a text; `decided` counts (traditional, simplified, who decided) of every character."""
        found, at = [], 0
        while at < len(text):
            for length in range(min(8, len(text) - at), 0, -1):
                part = text[at : at + length]
                simple, who = (self.words if length > 1 else self.characters).get(part, ("", ""))
                if simple:
                    break
            else:
                part, simple, who = text[at], text[at], "unchanged"
            if decided is not None:
                for old, new in zip(part, simple, strict=True):  # a word decides only what its characters would not
                    alone, by = self.characters.get(old, (old, "unchanged"))
                    decided[old, new, by if alone == new else who] += 1
            found.append(simple)
            at += len(part)
        return "".join(found)


def make_simplifier(characters: str, words: str) -> Simplifier:
    """Join OpenCC's tables `TSCharacters.txt` and `TSPhrases.txt`, given as text, with the decisions above.

    Words of another length than their simplified form are left out, since poems keep their shape, and those with 锺,
    which is 钟 in any edition of these poems.
    """
    singles = {old: (new, "table") for old, new in _rows(characters) if ord(new) < TOFU}
    several = {old: (new, "word") for old, new in _rows(words) if len(old) == len(new) > 1 and "锺" not in new}
    modern = _pairs(VARIANTS)
    singles = {old: (modern.get(new, new), who) for old, (new, who) in singles.items()}
    singles |= {old: (new, "variant") for old, new in modern.items()}
    singles |= {old: (new, "hand") for old, new in _pairs(CHARACTERS).items()}
    for row in WORDS.replace("\n", "|").strip("|").split("|"):
        old, new = row.split(" ")
        several[old] = (new, "hand word")
    return Simplifier(singles, several)


def _pairs(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split()}


def _rows(table: str) -> list[tuple[str, str]]:
    """The rows of one of OpenCC's tables: a form, a tab, and the simplified forms, of which the first is taken."""
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return [(row[0], row[1].split(" ")[0]) for row in rows]
