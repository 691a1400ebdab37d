"""Every text of the map in Chinese and English.

Templates name their fillings in braces; ``templates/basics.js`` fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from gis.model import CATEGORIES

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")

_CATEGORIES_EN = {
    "industrial_park": "Industrial park",
    "school": "School",
    "hospital": "Hospital",
    "scenic_spot": "Scenic spot",
    "commercial": "Commercial building",
    "market": "Market",
    "shops": "Shopping street",
    "government": "Government",
    "enterprise": "Enterprise",
    "religious": "Religious site",
    "transport_hub": "Transport hub",
}

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Head
        "plan": ("网格划分方案", "Grid plan"),
        "communities_of": ("{names} 等 {count} 个社区", "{names} and others, {count} communities"),
        "title_comma": ("、", ", "),
        "rules_micro_band": (
            "基础网格 {band} {unit} · 微网格 {micro} {unit}",
            "Base grids {band} · micro-grids {micro} {unit}",
        ),
        "rules_micro_count": (
            "基础网格 {band} {unit} · 每格 {micro} 个微网格",
            "Base grids {band} {unit} · {micro} micro-grids each",
        ),
        "unit_households": ("户", "households"),
        "unit_residents": ("人", "residents"),
        "language": ("语言", "Language"),
        # Totals
        "communities": ("社区/村", "Communities"),
        "base_grids": ("基础网格", "Base grids"),
        "dedicated_grids": ("专属网格", "Dedicated grids"),
        "microgrids": ("微网格", "Micro-grids"),
        "in_band": ("区间内", "In band"),
        "households": ("户数", "Households"),
        "residents": ("人口", "Residents"),
        "buildings": ("楼栋", "Buildings"),
        "area": ("面积", "Area"),
        "estimated": ("估算户数占 {share}", "{share} of households estimated"),
        "minimum": ("最少", "min"),
        "median": ("中位", "median"),
        "maximum": ("最多", "max"),
        "cv": ("变异系数", "CV"),
        "on_barriers": ("边界沿道路河流", "border on barriers"),
        "polsby_popper": ("紧凑度", "compactness"),
        "torn_compounds": ("拆分小区", "torn compounds"),
        "distribution": ("各基础网格的{measure}", "Base grids by {measure}"),
        # Layers and legend
        "tab_layers": ("图层图例", "Layers"),
        "tab_grids": ("网格", "Grids"),
        "tab_findings": ("问题", "Findings"),
        "layer_base": ("基础网格", "Base grids"),
        "layer_dedicated": ("专属网格", "Dedicated grids"),
        "layer_micro": ("微网格", "Micro-grids"),
        "layer_communities": ("社区界", "Community borders"),
        "layer_buildings": ("楼栋", "Buildings"),
        "layer_barriers": ("道路、河流、铁路、围墙", "Roads, rivers, railways, walls"),
        "layer_compounds": ("小区", "Compounds"),
        "layer_sites": ("专属对象", "Sites"),
        "layer_labels": ("注记", "Labels"),
        "layer_error": ("问题：错误", "Findings: errors"),
        "layer_warning": ("问题：警告", "Findings: warnings"),
        "layer_info": ("问题：提示", "Findings: notes"),
        "too_few": ("偏少", "too few"),
        "too_many": ("偏多", "too many"),
        "excused": ("超出区间，有理由", "Out of band, excused"),
        "unexcused": ("超出区间，无理由", "Out of band, no reason"),
        "homes": ("有住户", "with homes"),
        "no_homes": ("无住户", "without homes"),
        "group_grids": ("网格", "Grids"),
        "group_base_map": ("底图", "Base map"),
        "group_audit": ("审核", "Audit"),
        "buildings_left_out": (
            "楼栋较多，只绘制占地最大的 {drawn} 栋，共 {all} 栋。",
            "Only the {drawn} largest of {all} buildings are drawn.",
        ),
        "microgrids_left_out": (
            "微网格较多（{all} 个），图上不绘制边界，点击网格可看清单。",
            "The borders of {all} micro-grids are left out; click a grid for its list.",
        ),
        "rows_left_out": (
            "列出前 {drawn} 行，共 {all} 行。",
            "The first {drawn} of {all} rows are listed.",
        ),
        "zoom_for_micro": ("放大后显示", "shown when zoomed in"),
        # Barriers
        "barrier_motorway": ("高速公路", "Motorway"),
        "barrier_trunk": ("快速路", "Trunk road"),
        "barrier_primary": ("主干路", "Primary road"),
        "barrier_secondary": ("次干路", "Secondary road"),
        "barrier_tertiary": ("支路", "Tertiary road"),
        "barrier_residential": ("街巷", "Street"),
        "barrier_river": ("河流", "River"),
        "barrier_rail": ("铁路", "Railway"),
        "barrier_wall": ("围墙", "Wall"),
        # Grids in the list and the popup
        "base": ("基础网格", "Base grid"),
        "dedicated": ("专属网格", "Dedicated grid"),
        "filter_grids": ("按名称、编码或社区筛选", "Filter by name, code or community"),
        "no_match": ("没有符合条件的网格。", "No grid matches."),
        "no_grids": ("方案中没有网格。", "The plan holds no grid."),
        "verdict_in": (
            "{value} {unit}，在区间 {lower}–{upper} 内",
            "{value} {unit}, within the band {lower}–{upper}",
        ),
        "verdict_below": (
            "{value} {unit}，比下限 {lower} 少 {off}",
            "{value} {unit}, {off} below the lower limit of {lower}",
        ),
        "verdict_above": (
            "{value} {unit}，比上限 {upper} 多 {off}",
            "{value} {unit}, {off} above the upper limit of {upper}",
        ),
        "verdict_dedicated": (
            "专属网格随对象划定，不计区间",
            "Follows its site; the band does not apply",
        ),
        "reason_none": (
            "没有正当理由，需要调整边界。",
            "No reason excuses this; redraw the border.",
        ),
        "reason_community_total": (
            "社区总量无法分成都在区间内的网格。",
            "The community's total cannot be divided into grids that all lie in the band.",
        ),
        "reason_grid_total": (
            "网格总量无法分成都在区间内的微网格。",
            "The grid's total cannot be divided into micro-grids that all lie in the band.",
        ),
        "reason_pocket": (
            "被不可跨越的分隔线隔开，这一片的总量凑不进区间。",
            "Cut off by barriers that cannot be crossed; this pocket's total fits no division.",
        ),
        "reason_atom_too_large": (
            "含有不可再分的大楼，任何组合都不在区间内。",
            "Holds a building too large to divide; no combination lies in the band.",
        ),
        "reason_compound_kept_whole": (
            "按要求保持小区完整，因此超出区间。",
            "A compound was kept whole on request, at the price of the band.",
        ),
        "reason_dedicated": (
            "专属网格随对象划定，不受区间约束。",
            "A dedicated grid follows its site, not the band.",
        ),
        "boundary": ("四至", "Boundaries"),
        "microgrid_list": ("微网格（{count}）", "Micro-grids ({count})"),
        "floors": ("{from}–{to} 层", "floors {from}–{to}"),
        "floor": ("{from} 层", "floor {from}"),
        "estimated_share": ("估算占比", "Estimated"),
        "square_metres": ("平方米", "m²"),
        "hectares": ("公顷", "ha"),
        "square_kilometres": ("平方公里", "km²"),
        # Findings
        "no_findings": ("审核通过，没有发现问题。", "The audit found nothing."),
        "not_audited": ("本图未附审核结果。", "This map carries no audit."),
        "nowhere": ("无位置", "no location"),
        "severity_error": ("错误", "Error"),
        "severity_warning": ("警告", "Warning"),
        "severity_info": ("提示", "Note"),
        "rule_gap": ("空隙", "Gap"),
        "rule_overlap": ("重叠", "Overlap"),
        "rule_outside": ("越出社区", "Outside its community"),
        "rule_mismatched_edge": ("边界不吻合", "Mismatched edge"),
        "rule_uncovered_building": ("楼栋未覆盖", "Uncovered building"),
        "rule_doubly_covered_building": ("楼栋重复覆盖", "Building covered twice"),
        "rule_cut_building": ("楼栋被切割", "Cut building"),
        "rule_uncovered_site": ("专属对象未覆盖", "Uncovered site"),
        "rule_band": ("户数区间", "Band"),
        "rule_disconnected": ("不连片", "Disconnected"),
        "rule_torn_compound": ("小区被拆分", "Torn compound"),
        "rule_nesting": ("层级不符", "Nesting"),
        "rule_code": ("编码", "Code"),
        "rule_geometry": ("图形", "Geometry"),
        # Foot
        "north": ("北", "N"),
        "whole_town": ("全图", "Whole town"),
        "made_with": ("网格 {version} 生成", "Made with wangge {version}"),
        **{f"category_{key}": (zh, _CATEGORIES_EN[key]) for key, zh in CATEGORIES.items()},
    }
)
"""Key -> (Chinese, English)."""


def dictionary(lang: Lang) -> dict[str, str]:
    """All texts of one language by key."""
    place = LANGUAGES.index(lang)
    return {key: texts[place] for key, texts in WORDS.items()}
