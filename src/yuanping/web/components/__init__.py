"""What pages are made of. ``from yuanping.web.components import DataTable``; see ``/styleguide/`` for all of them."""

from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.card.params import Card
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.confirm_page.params import ConfirmPage, ConfirmSection
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.demand_list.params import DemandGroup, DemandLine, DemandList
from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.error_summary.params import ErrorSummary, FormError
from yuanping.web.components.event_line.params import EventLine
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.form_actions.params import FormActions
from yuanping.web.components.form_row.params import FormRow
from yuanping.web.components.gate_list.params import Gate, GateList
from yuanping.web.components.kpi_row.params import Kpi, KpiRow
from yuanping.web.components.link.params import Link
from yuanping.web.components.page_head.params import PageHead
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.progress.params import Progress
from yuanping.web.components.query_row.params import QueryField, QueryRow
from yuanping.web.components.rendering import Component, ComponentError, render_component
from yuanping.web.components.score_sheet.params import Criterion, ScoreSheet
from yuanping.web.components.seat_map.params import RoomCells, SeatCell, SeatMap
from yuanping.web.components.side_menu.params import MenuGroup, MenuItem, SideMenu
from yuanping.web.components.sign_off.params import Signer, SignOff
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.step_bar.params import Step, StepBar
from yuanping.web.components.synthetic_mark.params import SyntheticMark
from yuanping.web.components.timeline.params import Happening, Timeline
from yuanping.web.components.todo_list.params import Todo, TodoList
from yuanping.web.components.tones import Tone
from yuanping.web.components.witness_standing.params import WitnessStanding

__all__ = [
    "Action",
    "Banner",
    "Breadcrumb",
    "Card",
    "Citation",
    "Column",
    "Component",
    "ComponentError",
    "ConfirmPage",
    "ConfirmSection",
    "Criterion",
    "Crumb",
    "DataTable",
    "DemandGroup",
    "DemandLine",
    "DemandList",
    "DueDate",
    "EmptyState",
    "ErrorSummary",
    "EventLine",
    "Fact",
    "FactList",
    "FormActions",
    "FormError",
    "FormRow",
    "Gate",
    "GateList",
    "Happening",
    "Kpi",
    "KpiRow",
    "Link",
    "MenuGroup",
    "MenuItem",
    "PageHead",
    "Paging",
    "Progress",
    "QueryField",
    "QueryRow",
    "RoomCells",
    "Row",
    "ScoreSheet",
    "SeatCell",
    "SeatMap",
    "SideMenu",
    "SignOff",
    "Signer",
    "StateTag",
    "Step",
    "StepBar",
    "SyntheticMark",
    "Timeline",
    "Todo",
    "TodoList",
    "Tone",
    "WitnessStanding",
    "render_component",
]
