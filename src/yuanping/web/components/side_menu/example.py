from yuanping.web.components.side_menu.params import MenuGroup, MenuItem, SideMenu

EXAMPLES = {
    "主场调度人员": SideMenu(
        id="menu-example",
        label="主菜单样例",
        groups=(
            MenuGroup(
                title="评审组织",
                items=(
                    MenuItem(label="工作台", url="#home", icon="home", active=True),
                    MenuItem(label="项目台账", url="#register", icon="clipboard-list"),
                    MenuItem(label="场地要约", url="#offers", icon="send", badge="3"),
                ),
            ),
            MenuGroup(title="场地", items=(MenuItem(label="席位管理", url="#seats", icon="armchair"),)),
        ),
    ),
}
