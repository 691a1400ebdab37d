"""Chinese names that look right and do not repeat within a town."""

from __future__ import annotations

from itertools import product

import numpy as np

COUNTY = "澄溪县"
COUNTY_CODE = "990121"
"""Invented: no province has the number 99."""

RIVERS = (
    "澄溪河",
    "白沙河",
    "清江",
    "沅水河",
    "青龙河",
    "柳河",
    "汉溪河",
    "桃源河",
    "金沙溪",
    "洛水",
)
RAILS = ("澄宁铁路", "汉澄铁路", "江澄铁路", "澄洛铁路", "襄澄铁路", "澄黄铁路")

TOWNS = (
    "城关", "白沙", "石桥", "龙泉", "清河", "双溪",
    "马集", "新店", "枫林", "罗田桥", "高店", "长岭",
    "东湖", "竹山", "金牛", "太平", "柳林", "南阳店",
    "凤凰", "安乐", "三合", "红花", "大王店", "玉泉",
)  # fmt: skip

MAIN = {
    "main_ew": "人民路", "main_ns": "解放路", "second_ns": "建设路", "second_ew": "新华路",
    "ring": "环城路",
}  # fmt: skip
"""Streets every county town seems to have."""

STREET_WORDS = (
    "文昌", "胜利", "和平", "迎宾", "朝阳", "长江", "黄河", "民主", "团结", "光明", "幸福", "振兴",
    "育才", "工农", "青年", "中山", "友谊", "红旗", "前进", "跃进", "东风", "凤凰", "龙泉", "玉泉",
    "金水", "银山", "翠竹", "丹桂", "梧桐", "紫荆", "香樟", "桃花", "荷塘", "学府", "站前", "西湖",
    "南湖", "北山", "东岳", "状元", "文庙", "宝塔",
    "石桥", "马鞍山", "白云", "清泉", "泰山", "衡山",
    "秀水", "永安", "安康", "富民", "兴业", "创业",
    "科技", "复兴", "延安", "井冈山", "遵义", "瑞金",
)  # fmt: skip
ALLEY_WORDS = (
    "打铁", "豆腐", "油坊", "染坊", "竹篾", "米市", "鱼市", "柴火", "盐店", "钟楼", "鼓楼", "县门",
    "府前", "后河", "水井", "双井", "槐树", "柳树", "石板", "书院", "城隍", "关帝", "观音", "药王",
    "席草", "绣花", "磨坊", "轿行", "茶馆", "戏台", "牌坊", "照壁", "仓前", "马房", "当铺", "糖坊",
)  # fmt: skip
COMPOUND_WORDS = (
    "锦绣", "阳光", "金桂", "翠湖", "丽景", "东方", "盛世", "鑫源", "御景", "学府", "滨江", "福星",
    "怡和", "康乐", "祥和", "银河", "春晖", "碧水", "龙腾", "凤栖", "紫薇", "香榭", "书香", "天润",
    "水岸", "枫丹", "万和", "恒信", "佳兴", "名仕", "世纪", "鸿运", "嘉禾", "明珠", "华府", "金色",
)  # fmt: skip
SLAB_ENDINGS = ("小区", "花园", "家园", "新村", "苑", "名居", "佳苑")
TOWER_ENDINGS = ("国际", "公馆", "华庭", "壹号", "新城", "豪庭", "天下")
SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
VILLAGE_ENDINGS = (
    "家庄",
    "家湾",
    "家冲",
    "家畈",
    "家塘",
    "家岭",
    "家坝",
    "家屯",
    "家桥",
    "家集",
    "家寨",
    "家洼",
)
TEMPLES = ("清凉寺", "观音寺", "东岳庙", "白云观", "普济寺", "文庙")
PARKS = ("人民公园", "滨河公园", "映月湖公园", "凤凰公园", "翠湖公园")
MARKETS = ("中心农贸市场", "城南综合市场", "小商品市场", "蔬菜批发市场")
HEADS = ("第一", "第二", "第三", "第四", "第五", "第六")


def distinct(
    words: tuple[str, ...],
    endings: tuple[str, ...],
    count: int,
    rng: np.random.Generator,
    *,
    mixed: bool = False,
) -> list[str]:
    """``count`` different names word + ending; no word comes twice before all came once.

    Parameters
    ----------
    mixed
        Take turns with the endings from the first; else use up the first ending first.
    """
    shuffled = [words[at] for at in rng.permutation(len(words))]
    rounds = range(len(endings))
    names = [
        word + endings[(turn + at * mixed) % len(endings)]
        for turn in rounds
        for at, word in enumerate(shuffled)
    ]
    names += [f"{name}{number}" for number, name in product("二三四五六七八九", tuple(names))]
    return names[:count]


def town_name(town: int) -> str:
    """Name of the town-th town: the county seat first."""
    if town < len(TOWNS):
        return f"{TOWNS[town]}镇"
    first, second = divmod(town - len(TOWNS), len(STREET_WORDS))
    return f"{STREET_WORDS[second]}{'' if first == 0 else '新岗坪店湾'[first - 1]}镇"


def town_code(town: int) -> str:
    """Nine digits of the town-th town: towns 100-199, then streets 001-099, townships 200-399."""
    number = 100 + town if town < 100 else town - 99 if town < 199 else town + 1
    return f"{COUNTY_CODE}{number:03d}"
