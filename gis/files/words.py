"""Other names for our layers, columns and values, as files in China and from OSM use them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from gis.model import CATEGORIES

LAYERS = {
    "communities": "社区 村社区 社区边界 社区村 community",
    "buildings": "楼栋 建筑 建筑物 房屋 楼幢 building",
    "barriers": "分隔线 道路河流 barrier",
    "crossings": "通道 桥梁 桥梁通道 出入口 crossing",
    "compounds": "小区 院落 自然村 compound",
    "sites": "专属对象 专属 site",
    "population": "人口 人口统计",
    "grids": "网格 现有网格 grid",
}

_ID = "编号 标识 标识码 统一编码"
_NAME = "名称 名字 mc"
_HOUSEHOLDS = "户数 总户数 住户数 家庭户数 家庭数 居民户数 hushu hh household"
_RESIDENTS = "人数 人口 人口数 总人口 常住人口 居民数 居民人数 renshu population pop resident"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "communities": {
        "code": "编码 代码 社区编码 社区代码 行政区划代码 区划代码 统计用区划代码 村代码 行政代码",
        "name": f"{_NAME} 社区名称 社区 村名 村社区名称",
        "kind": "类型 城乡类型 城乡分类 城乡分类代码 类别 type",
        "households": _HOUSEHOLDS,
    },
    "buildings": {
        "id": f"{_ID} 编码 代码 楼栋编号 楼栋编码 建筑编号 建筑编码 building_id buildingid bid",
        "households": _HOUSEHOLDS,
        "residents": _RESIDENTS,
        "floors": "层数 楼层 楼层数 总层数 地上层数 storeys stories levels floor building:levels",
        "height": "高度 楼高 建筑高度 房高 heights",
        "use": "用途 建筑用途 房屋用途 使用性质 性质 类型 usage function type",
        "staircases": "单元数 楼梯数 梯数 entrances stairs staircase",
        "compound": "小区 小区名称 所属小区 院落 自然村 compounds",
    },
    "barriers": {
        "class": "类别 等级 道路等级 类型 fclass highway type kind",
        "name": f"{_NAME} 道路名称 路名 河流名称",
        "crossable": "可穿越 可通行 可跨越 能否穿越 passable",
    },
    "crossings": {"name": f"{_NAME} 桥名"},
    "compounds": {
        "id": f"{_ID} 编码 代码 小区编号 小区编码",
        "name": f"{_NAME} 小区名称 小区 村名",
    },
    "sites": {
        "id": f"{_ID} 编码 代码",
        "category": "类别 类型 专属类型 分类 type kind class",
        "name": f"{_NAME} 单位名称 单位",
    },
    "population": {"id": f"{_ID} 编码 代码", "households": _HOUSEHOLDS, "residents": _RESIDENTS},
    "grids": {"code": "编码 代码 网格编码 网格代码 网格编号 编号 id", "name": f"{_NAME} 网格名称"},
}

KINDS = {
    "urban": "城市 城镇 城区 城 社区 居委会 居民委员会 city town 1 111 112 121 122 123",
    "rural": "农村 乡村 乡 村 行政村 村委会 村民委员会 village 2 210 220",
}
USES = {
    "residential": "住宅 居住 居民楼 民居 住房 商品房 公寓 宿舍 house apartments detached terrace "
    "dormitory home bungalow semidetached_house",
    "commercial": "商业 办公 商务 写字楼 商铺 店铺 酒店 宾馆 office retail shop hotel supermarket",
    "industrial": "工业 厂房 仓库 仓储 工厂 factory warehouse manufacture",
    "public": "公共 公共服务 公建 学校 医院 政府 行政 文化 体育 school hospital kindergarten "
    "university civic government public_building train_station",
    "religious": "宗教 寺庙 教堂 清真寺 church mosque temple chapel cathedral",
    "agricultural": "农业 农用 大棚 greenhouse barn stable",
    "ancillary": "附属 车库 车棚 棚屋 配电房 garage garages shed roof construction hut",
    "mixed": "混合 商住 综合 商住两用 mixed_use",
}
CLASSES = {
    "motorway": "高速公路 高速 motorway_link",
    "trunk": "快速路 国道 trunk_link",
    "primary": "主干路 主干道 省道 primary_link",
    "secondary": "次干路 次干道 县道 secondary_link",
    "tertiary": "支路 乡道 tertiary_link",
    "residential": "街巷 巷道 居住区道路 小区路 村道 unclassified living_street road street",
    "river": "河流 河道 水系 河 渠 canal stream waterway",
    "rail": "铁路 轨道 railway light_rail tram",
    "wall": "围墙 墙 fence",
}
SITES = {
    "industrial_park": "工业园 园区 产业园 工厂 industrial factory",
    "school": "幼儿园 小学 中学 大学 院校 kindergarten university college education",
    "hospital": "卫生院 诊所 clinic",
    "scenic_spot": "景区 公园 广场 景点 park garden attraction scenic",
    "commercial": "商务楼 写字楼 商场 商业综合体 商圈楼宇 office mall",
    "market": "农贸市场 菜市场 集贸市场 批发市场 marketplace",
    "shops": "商铺 商业街 商圈 商铺街 沿街商铺 retail",
    "government": "机关 政府 行政机关 事业单位 townhall administration",
    "enterprise": "企业单位 公司 company",
    "religious": "寺庙 教堂 清真寺 宗教 temple church mosque place_of_worship",
    "transport_hub": "车站 火车站 汽车站 客运站 地铁站 枢纽 机场 station bus_station",
}

PERSONAL = {
    "name": "姓名 户主 户主姓名 业主 业主姓名 房主 联系人 居民姓名 负责人 网格员 楼长 "
    "owner owner_name person person_name householder contact contact_name resident_name",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式 电话号码 固定电话 "
    "phone phone_number telephone tel mobile mobile_phone cellphone contact_phone",
    "identity number": "身份证 身份证号 身份证号码 公民身份号码 证件号 证件号码 护照 "
    "id_card idcard id_number identity identity_card sfz sfzh ssn passport",
    "e-mail address": "邮箱 电子邮箱 email e_mail mail wechat 微信 微信号 qq",
}
"""Column names that hold data on persons, by what they hold."""
PERSONAL_PARTS = {
    "name": "姓名",
    "phone": "电话 手机 phone telephone",
    "identity number": "身份证 证件号 passport idcard ssn",
    "e-mail address": "邮箱 email",
}
"""The same, wherever they stand in a column's name: Chinese anywhere, others as a whole word."""


def plain(text: object) -> str:
    """A word without the differences that do not matter: width, case, blanks and hyphens."""
    folded = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    return folded.replace(" ", "_").replace("-", "_")


def lookup(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Plain word -> our word, from our word -> synonyms in one text."""
    return {plain(word): ours for ours, words in synonyms.items() for word in words.split()}


def own_and_other(own: Mapping[str, str]) -> dict[str, str]:
    """A lookup in which each word of ours stands for itself, too."""
    return lookup(own) | {word: word for word in own}


KIND_OF = own_and_other(KINDS)
USE_OF = own_and_other(USES)
CLASS_OF = own_and_other(CLASSES)
CATEGORY_OF = own_and_other(SITES) | {plain(zh): key for key, zh in CATEGORIES.items()}
LAYER_OF = own_and_other(LAYERS)
PERSONAL_OF = lookup(PERSONAL)
PERSONAL_PART_OF = lookup(PERSONAL_PARTS)
