"""Settings are told as they are changed, bad ones are said, locked ones stay."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from capdesk.campaigns import practice_campaign
from capdesk.domain.finding import Light
from capdesk.ui.settings import (
    KeyState,
    KnownCampaign,
    KnownEnvironment,
    Look,
    PackPreview,
    SettingsDialog,
    SettingsView,
)
from capdesk.ui.settings.page import Page
from capdesk.ui.settings.setting import LOCKED
from capdesk.ui.settings.typed import whole_number
from capdesk.ui.settings.view import changes, dates_of, standing_of

_NO_PROXY = "A proxy is an address such as http://proxy.example.com:8080."
_OPEN = practice_campaign()._replace(environment="qa", name="Autumn")
_VIEW = SettingsView(
    environments=(
        KnownEnvironment(
            "production", "https://p.example.com", "built in", KeyState.IN_KEYRING
        ),
        KnownEnvironment("qa", "https://q.example.com", "built in", KeyState.MISSING),
    ),
    campaigns=(KnownCampaign(_OPEN), KnownCampaign(_OPEN, "goodwood.json")),
    today=date(2026, 11, 24),
    staff_names=("Ann", "Zoë"),
    start_at_sign_in=False,
)


@dataclass
class _Desk:
    """The dialog and what it asked for."""

    dialog: SettingsDialog
    qtbot: QtBot
    wanted: list[tuple[object, ...]] = field(default_factory=list)

    def type_over(self, edit: QWidget, text: str, *, end: Qt.Key | None = None) -> None:
        """Type in place of what stands in a field, and press a key to end with."""
        edit.setFocus()
        self.qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(edit, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(edit, text)
        if end is not None:
            self.qtbot.keyClick(edit, end)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[_Desk]:
    """Return the dialog, open over a window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = SettingsDialog(
        _VIEW,
        proxy_problem=lambda text: "" if text.startswith("http://") else _NO_PROXY,
        parent=window,
        ask_pack=lambda _: "/packs/autumn.json",
    )
    made = _Desk(dialog, qtbot)
    wanted = made.wanted
    dialog.changed.connect(lambda name, value: wanted.append((name, value)))
    dialog.enter_key_wanted.connect(lambda name: wanted.append(("enter", name)))
    dialog.check_key_wanted.connect(lambda name: wanted.append(("check", name)))
    dialog.delete_key_wanted.connect(lambda name: wanted.append(("delete", name)))
    dialog.pack_opened.connect(lambda path: wanted.append(("open", path)))
    dialog.pack_taken.connect(lambda: wanted.append(("take",)))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield made
    dialog.close()


def test_pages_are_turned_by_keyboard(desk: _Desk) -> None:
    """The list has the focus; Down turns to the next page, and nothing is changed."""
    dialog = desk.dialog
    assert QApplication.focusWidget() is dialog.contents
    assert dialog.keys.isVisible()
    desk.qtbot.keyClick(dialog.contents, Qt.Key.Key_Down)
    assert dialog.campaigns.isVisible()
    for _ in range(dialog.contents.count()):
        desk.qtbot.keyClick(dialog.contents, Qt.Key.Key_Down)
    assert dialog.start.isVisible()
    assert desk.wanted == []


# What is typed


def test_a_number_is_told_when_it_is_finished(desk: _Desk) -> None:
    """On the way to 14 days there is 1 day, and that would erase data."""
    privacy = desk.dialog.privacy
    desk.dialog.show_page(privacy)
    desk.type_over(privacy.retention, "14")
    assert desk.wanted == []
    desk.qtbot.keyClick(privacy.retention, Qt.Key.Key_Tab)
    assert desk.wanted == [("retention_days", 14)]
    desk.type_over(privacy.curtain, "0", end=Qt.Key.Key_Return)
    assert desk.wanted[-1] == ("curtain_minutes", 0)
    assert desk.dialog.isVisible()  # Enter closes nothing


@pytest.mark.parametrize("text", ["", "0", "366", "ten", "-3", "1" * 400])
def test_a_bad_number_says_so_in_place(desk: _Desk, text: str) -> None:
    """Nothing is told; once it is wrong it is judged with each key."""
    privacy = desk.dialog.privacy
    desk.dialog.show_page(privacy)
    desk.type_over(privacy.retention, text, end=Qt.Key.Key_Return)
    problem = privacy.retention.setting
    assert problem is not None
    assert problem.problem.text() == "Type a whole number from 1 to 365."
    assert problem.problem.isVisible()
    assert desk.wanted == []
    desk.type_over(privacy.retention, "30")
    assert not problem.problem.isVisible()


def test_only_plain_digits_are_a_number() -> None:
    """Digits of other scripts, signs and exponents are not what the rest expects."""
    problem_of = whole_number(0, 120)
    assert all(problem_of(text) for text in ("\u0661", "1\u00b2", "+5", "1e1", "1.0"))
    assert not any(problem_of(text) for text in ("0", "007", "120"))


def test_what_was_typed_last_is_not_lost(desk: _Desk) -> None:
    """Closing the dialog finishes a field; what is wrong changes nothing."""
    desk.dialog.show_page(desk.dialog.privacy)
    desk.type_over(desk.dialog.privacy.curtain, "999", end=Qt.Key.Key_Tab)
    desk.type_over(desk.dialog.privacy.retention, "7")
    desk.dialog.reject()
    assert desk.wanted == [("retention_days", 7)]


def test_what_is_being_typed_is_left_alone(desk: _Desk) -> None:
    """News of other settings does not reach into a field in use."""
    desk.dialog.show_page(desk.dialog.privacy)
    desk.type_over(desk.dialog.privacy.retention, "14")
    desk.dialog.show_view(replace(_VIEW, curtain_minutes=9))
    assert desk.dialog.privacy.retention.text() == "14"
    assert desk.dialog.privacy.curtain.text() == "9"


def test_a_change_that_is_not_kept_is_said_in_place(desk: _Desk) -> None:
    """The sentence stands at the setting; of anything else, below."""
    dialog = desk.dialog
    dialog.show_page(dialog.privacy)
    dialog.show_failure("retention_days", "The disk is full.")
    setting = dialog.privacy.retention.setting
    assert setting is not None
    assert setting.problem.text() == "The disk is full."
    dialog.show_failure("key", "The keyring is locked.")
    assert dialog.message == "The keyring is locked."


# What is chosen


def test_a_proxy_is_told_once_it_is_one(desk: _Desk) -> None:
    """*This proxy* asks for its address; system and none are told at once."""
    network = desk.dialog.network
    desk.dialog.show_page(network)
    network.none.click()
    network.own.click()
    assert QApplication.focusWidget() is network.address
    desk.type_over(network.address, "ftp://x", end=Qt.Key.Key_Return)
    assert network.address.setting is not None
    assert network.address.setting.problem.text() == _NO_PROXY
    desk.type_over(network.address, "http://p:8080", end=Qt.Key.Key_Return)
    network.system.click()
    assert not network.address.isEnabled()
    assert desk.wanted == [
        ("proxy", "none"),
        ("proxy", "http://p:8080"),
        ("proxy", "system"),
    ]


def test_a_proxy_in_force_is_shown(desk: _Desk) -> None:
    """Its address stands in the field, and can be changed."""
    network = desk.dialog.network
    desk.dialog.show_view(replace(_VIEW, proxy="http://p:8080"))
    assert network.own.isChecked()
    assert network.address.text() == "http://p:8080"
    assert network.address.isEnabled()


def test_the_look_is_told_at_once(desk: _Desk) -> None:
    """Light or dark, text size, start: one press each."""
    dialog = desk.dialog
    dialog.appearance.looks[Look.DARK].click()
    dialog.appearance.text_size.setCurrentIndex(2)
    dialog.appearance.text_size.activated.emit(2)
    dialog.start.at_sign_in.click()
    assert desk.wanted == [
        ("look", Look.DARK),
        ("text_percent", 150),
        ("start_at_sign_in", True),
    ]


def test_what_a_computer_cannot_do_is_said(desk: _Desk) -> None:
    """Where starting at sign-in can't be set, it is disabled and says so."""
    desk.dialog.show_view(replace(_VIEW, start_at_sign_in=None))
    assert not desk.dialog.start.at_sign_in.isEnabled()
    desk.dialog.show_view(_VIEW)
    assert desk.dialog.start.at_sign_in.isEnabled()


# Staff names


def test_staff_names_are_added_and_removed(desk: _Desk) -> None:
    """Enter adds, Delete removes; all names are told each time."""
    staff = desk.dialog.staff
    desk.dialog.show_page(staff)
    desk.type_over(staff.new_name, "  Front   desk ", end=Qt.Key.Key_Return)
    assert staff.new_name.text() == ""
    staff.list.setCurrentRow(0)
    desk.qtbot.keyClick(staff.list, Qt.Key.Key_Delete)
    assert desk.wanted == [
        ("staff_names", ("Ann", "Zoë", "Front desk")),
        ("staff_names", ("Zoë", "Front desk")),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Type a name first."),
        ("zoë", "zoë is in the list already."),
        ("a\u202eb", "A name has letters and signs that can be seen."),
    ],
)
def test_a_bad_staff_name_says_so(desk: _Desk, name: str, said: str) -> None:
    """Nothing is told, and the name stays as typed."""
    staff = desk.dialog.staff
    desk.dialog.show_page(staff)
    staff.new_name.setText(name)
    staff.add_button.click()
    assert staff.problem == said
    assert desk.wanted == []


# Locked settings


def test_locked_settings_cannot_be_changed(desk: _Desk) -> None:
    """They are disabled, show a padlock, and say why to a screen reader."""
    dialog = desk.dialog
    names = ("retention_days", "proxy", "staff_names", "start_at_sign_in")
    own = "http://p:8080"
    dialog.show_view(replace(_VIEW, proxy=own, locked=frozenset(names)))
    for page, control in (
        (dialog.privacy, dialog.privacy.retention),
        (dialog.network, dialog.network.own),
        (dialog.network, dialog.network.address),
        (dialog.staff, dialog.staff.list),
        (dialog.staff, dialog.staff.new_name),
        (dialog.start, dialog.start.at_sign_in),
    ):
        dialog.show_page(page)
        assert not control.isEnabled()
        assert LOCKED in control.accessibleDescription()
        assert LOCKED in _words(page)
    assert not dialog.staff.add_button.isEnabled()
    dialog.show_page(dialog.staff)
    assert not dialog.staff.new_name.isVisible()
    assert dialog.privacy.curtain.isEnabled()
    dialog.show_view(_VIEW)
    assert dialog.privacy.retention.isEnabled()
    assert LOCKED not in dialog.privacy.retention.accessibleDescription()


def test_packs_cannot_be_opened_where_it_forbids_it(desk: _Desk) -> None:
    """The button is disabled and the padlock says who did."""
    desk.dialog.show_page(desk.dialog.campaigns)
    desk.dialog.show_view(replace(_VIEW, may_open_packs=False))
    assert not desk.dialog.campaigns.open_button.isEnabled()
    assert desk.dialog.campaigns.open_button.accessibleDescription() == LOCKED
    assert LOCKED in _words(desk.dialog.campaigns)


# Keys


def test_buttons_fit_the_key(desk: _Desk) -> None:
    """A key that is missing can be entered, no more; it is named by its environment."""
    keys = desk.dialog.keys
    assert keys.chosen == "production"
    assert keys.check_button.isEnabled()
    keys.check_button.click()
    keys.list.setCurrentRow(1)
    assert not keys.check_button.isEnabled()
    assert not keys.delete_button.isEnabled()
    keys.enter_button.click()
    desk.dialog.show_key_state("qa", KeyState.IN_KEYRING)
    assert keys.chosen == "qa"
    assert keys.delete_button.isEnabled()
    assert desk.wanted == [("check", "production"), ("enter", "qa")]


def test_a_key_is_deleted_in_two_steps(desk: _Desk) -> None:
    """First it is said what that means, with the focus on the way back."""
    keys = desk.dialog.keys
    keys.delete_button.click()
    assert "wait on this computer" in _words(keys)
    assert QApplication.focusWidget() is keys.question.keep_button
    keys.question.keep_button.click()
    assert desk.wanted == []
    keys.delete_button.click()
    keys.question.delete_button.click()
    assert desk.wanted == [("delete", "production")]


def test_a_verdict_is_for_the_environment_that_is_looked_at(desk: _Desk) -> None:
    """One for another environment is dropped."""
    keys = desk.dialog.keys
    keys.check_button.click()
    desk.dialog.show_verdict("production", "The gateway knows it.", Light.GREEN)
    assert "The gateway knows it." in _words(keys)
    keys.list.setCurrentRow(1)
    assert "The gateway knows it." not in _words(keys)
    desk.dialog.show_verdict("production", "It does not.", Light.RED)
    assert "It does not." not in _words(keys)


# Campaigns


def test_a_pack_is_looked_at_before_it_is_taken(desk: _Desk) -> None:
    """What it would change is shown; *Add* alone takes it."""
    campaigns = desk.dialog.campaigns
    desk.dialog.show_page(campaigns)
    campaigns.open_button.click()
    assert desk.wanted == [("open", "/packs/autumn.json")]
    preview = PackPreview("autumn.json", "qa", ("A", "B"), ("Autumn",))
    desk.dialog.show_pack(preview)
    assert "autumn.json, for QA: adds 2, replaces 1." in _words(campaigns)
    assert "New: A, B" in _words(campaigns)
    campaigns.preview.leave_button.click()
    assert not campaigns.preview.isVisible()
    desk.dialog.show_pack(preview)
    campaigns.preview.add_button.click()
    desk.dialog.show_pack_added()
    assert desk.wanted == [("open", "/packs/autumn.json"), ("take",)]
    assert "The campaign pack was added." in _words(campaigns)


def test_who_else_can_read_the_leads_is_said(desk: _Desk) -> None:
    """On the page about privacy, where something is to be said."""
    privacy = desk.dialog.privacy
    desk.dialog.show_page(privacy)
    assert not privacy.recovery.isVisible()
    desk.dialog.show_view(replace(_VIEW, recovery="A recovery key is set."))
    assert "A recovery key is set." in _words(privacy)


def test_an_older_pack_is_taken_by_a_decision(desk: _Desk) -> None:
    """It says that it is older and who signed it; Enter leaves it."""
    campaigns = desk.dialog.campaigns
    desk.dialog.show_page(campaigns)
    desk.dialog.show_pack(
        PackPreview("old.json", "qa", (), ("Autumn",), "Signed by A", "It is older.")
    )
    assert "It is older. Add it only if" in campaigns.preview.text
    assert "Signed by A" in campaigns.preview.text
    assert campaigns.preview.leave_button.hasFocus()
    desk.dialog.show_pack(PackPreview("new.json", "qa", (), ("Autumn",)))
    assert "older" not in campaigns.preview.text
    assert campaigns.preview.add_button.hasFocus()


def test_a_signed_campaign_says_by_whom(desk: _Desk) -> None:
    """Below its dates."""
    known = KnownCampaign(_OPEN, signed="Signed by Head office on 12 September 2026")
    desk.dialog.show_view(replace(_VIEW, campaigns=(known,)))
    assert (
        "Signed by Head office on 12 Sept" in desk.dialog.campaigns.list.item(0).text()
    )


def test_a_pack_that_cannot_be_used_is_said(desk: _Desk) -> None:
    """The sentence takes the place of an older preview."""
    desk.dialog.show_page(desk.dialog.campaigns)
    desk.dialog.show_pack(PackPreview("autumn.json", "qa", ("A",), ()))
    desk.dialog.show_pack_failure("This is no campaign pack.")
    assert "This is no campaign pack." in _words(desk.dialog.campaigns)
    assert not desk.dialog.campaigns.preview.isVisible()


def test_campaigns_say_where_they_come_from(desk: _Desk) -> None:
    """Environment, dates, standing and origin of each."""
    rows = desk.dialog.campaigns.list
    assert rows.item(0).text() == "Autumn: runs\nQA, any day, added here"
    assert "from goodwood.json, set by your organisation" in rows.item(1).text()


@pytest.mark.parametrize(
    ("starts", "ends", "dates", "standing"),
    [
        (None, None, "any day", "runs"),
        (date(2026, 11, 25), None, "from 25 November 2026", "not begun"),
        (None, date(2026, 11, 23), "until 23 November 2026", "ended"),
        (
            date(2026, 11, 24),
            date(2026, 11, 24),
            "24 November 2026 to 24 November 2026",
            "runs",
        ),
    ],
)
def test_dates_are_inclusive(
    starts: date | None, ends: date | None, dates: str, standing: str
) -> None:
    """A campaign runs on its first day and on its last."""
    campaign = _OPEN._replace(starts=starts, ends=ends)
    assert dates_of(campaign) == dates
    assert standing_of(campaign, date(2026, 11, 24)).value == standing


@pytest.mark.parametrize(
    ("added", "replaced", "said"),
    [
        (2, 1, "adds 2, replaces 1"),
        (1, 0, "adds 1"),
        (0, 3, "replaces 3"),
        (0, 0, "changes nothing"),
    ],
)
def test_a_pack_is_summed_up(added: int, replaced: int, said: str) -> None:
    """Only what there is, is counted."""
    preview = PackPreview("x.json", "qa", ("A",) * added, ("B",) * replaced)
    assert changes(preview) == said


def _words(page: Page) -> str:
    labels = page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())
