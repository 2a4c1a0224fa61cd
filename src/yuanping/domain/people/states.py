"""Roles and kinds of organisation."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the platform. Main or sub is not a role: it is a venue's part in a project."""

    AGENCY = "agency"
    TENDERER = "tenderer"
    VENUE_LEADER = "venue-leader"
    VENUE_ADMIN = "venue-admin"
    VENUE_STAFF = "venue-staff"
    SUPERVISOR = "supervisor"
    EXPERT = "expert"
    POOL_MANAGER = "pool-manager"
    OPERATOR = "operator"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.AGENCY: "代理机构经办人",
    Role.TENDERER: "招标人代表",
    Role.VENUE_LEADER: "场地分管领导",
    Role.VENUE_ADMIN: "远程异地评标管理员",
    Role.VENUE_STAFF: "场地工作人员",
    Role.SUPERVISOR: "行政监督人员",
    Role.EXPERT: "评标委员会成员",
    Role.POOL_MANAGER: "专家库管理员",
    Role.OPERATOR: "平台运维人员",
    Role.SYSTEM: "系统",
}


class OrganisationKind(StrEnum):
    """What an organisation is in a tender."""

    TENDERER = "tenderer"
    AGENCY = "agency"
    CENTRE = "centre"
    SUPERVISION = "supervision"
    EMPLOYER = "employer"
    BIDDER = "bidder"
