"""Identifiers of people, organisations, regions and projects: read, checked, composed. Pure."""

from yuanping.core.identifiers.citizen import IdNumber, Sex, compose_id_number, parse_id_number
from yuanping.core.identifiers.phones import mask_mobile, parse_mobile
from yuanping.core.identifiers.projects import (
    LotCode,
    ProjectCode,
    TenderProjectCode,
    compose_lot_code,
    compose_tender_project_code,
    parse_lot_code,
    parse_project_code,
    parse_tender_project_code,
)
from yuanping.core.identifiers.regions import (
    NATION,
    RegionLevel,
    city_of,
    level_of,
    parse_region,
    province_of,
    region_chain,
    same_city,
    same_province,
)
from yuanping.core.identifiers.text import Caution, half_width, normalise
from yuanping.core.identifiers.uscc import Uscc, compose_uscc, parse_uscc

__all__ = [
    "NATION",
    "Caution",
    "IdNumber",
    "LotCode",
    "ProjectCode",
    "RegionLevel",
    "Sex",
    "TenderProjectCode",
    "Uscc",
    "city_of",
    "compose_id_number",
    "compose_lot_code",
    "compose_tender_project_code",
    "compose_uscc",
    "half_width",
    "level_of",
    "mask_mobile",
    "normalise",
    "parse_id_number",
    "parse_lot_code",
    "parse_mobile",
    "parse_project_code",
    "parse_region",
    "parse_tender_project_code",
    "parse_uscc",
    "province_of",
    "region_chain",
    "same_city",
    "same_province",
]
