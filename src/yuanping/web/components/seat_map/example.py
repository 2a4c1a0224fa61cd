from yuanping.web.components.seat_map.params import RoomCells, SeatCell, SeatMap

EXAMPLES = {
    "查看": SeatMap(
        rooms=(
            RoomCells(
                "第一评标室",
                note="6 席，二楼东侧",
                seats=(
                    SeatCell("A-01", "occupied", person="专家甲", url="#a1"),
                    SeatCell("A-02", "occupied", person="专家乙", url="#a2"),
                    SeatCell("A-03", "booked", url="#a3"),
                    SeatCell("A-04", "sealed"),
                    SeatCell("A-05", "fault", person="摄像头检修"),
                    SeatCell("A-06", "free"),
                ),
            ),
            RoomCells("第二评标室", seats=(SeatCell("B-01", "held"), SeatCell("B-02", "closed"))),
        )
    ),
    "选席位": SeatMap(
        pick_name="seats",
        rooms=(
            RoomCells(
                "第三评标室",
                seats=(
                    SeatCell("C-01", "free", value="31", picked=True),
                    SeatCell("C-02", "free", value="32"),
                    SeatCell("C-03", "booked", value="33"),
                ),
            ),
        ),
    ),
}
