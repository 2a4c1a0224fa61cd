"""Levels of centres, states of seats, devices of a seat."""

from enum import StrEnum

from yuanping.core.machine import Machine, step


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


LEVEL_LABELS = {Level.PROVINCE: "省级", Level.CITY: "市级", Level.COUNTY: "县级"}


class Device(StrEnum):
    """What stands at a seat (S4-8)."""

    COMPUTER = "computer"
    HEADSET = "headset"
    CAMERA = "camera"
    IDENTITY = "identity"


DEVICE_LABELS = {
    Device.COMPUTER: "评标计算机",
    Device.HEADSET: "耳麦",
    Device.CAMERA: "摄像头",
    Device.IDENTITY: "身份认证设备",
}


class SeatState(StrEnum):
    READY = "ready"
    BROKEN = "broken"


SEAT_LABELS = {SeatState.READY: "可用", SeatState.BROKEN: "故障"}
SEAT_MACHINE = Machine(
    SeatState,
    subject="工位",
    labels=SEAT_LABELS,
    transitions=[
        step("install", to=SeatState.READY),
        step("report_fault", SeatState.READY, to=SeatState.BROKEN),
        step("repair", SeatState.BROKEN, to=SeatState.READY),
    ],
)
