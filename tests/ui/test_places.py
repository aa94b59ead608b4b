from streamlit.testing.v1 import AppTest

PAGE = """
from rag import Citation
from ui import places

found = [Citation("s", number, 0, 1, "x") for number in range(1, {count} + 1)]
places.listing(found, lambda one: ("Ada Lund", one), "place")
"""


def listed(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith("s#")]


def page(count: int) -> AppTest:
    app = AppTest.from_string(PAGE.format(count=count)).run()
    assert not app.exception
    return app


def test_ten_are_listed_and_then_all() -> None:
    app = page(12)
    assert listed(app) == [f"s#p{number}" for number in range(1, 11)]
    assert app.button(key="place-more").label == "Show all 12"
    app.button(key="place-more").click().run()
    assert len(listed(app)) == 12
    assert "place-more" not in [button.key for button in app.button]


def test_of_very_many_ten_times_as_many_are_listed_each_time() -> None:
    app = page(250)
    assert app.button(key="place-more").label == "Show 100 of 250"
    app.button(key="place-more").click().run()
    assert len(listed(app)) == 100
    assert app.button(key="place-more").label == "Show all 250"


def test_ten_need_no_button() -> None:
    app = page(10)
    assert len(listed(app)) == len(app.button) == 10
