"""A house of several rooms on the page: chosen, corrected with a click, and refused files mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

GROUND = {"storey": "Ground floor", "height_m": 2.5}
HOUSE: dict[str, Any] = {
    "lampyris": 1,
    "rooms": [
        {
            **GROUND,
            "name": "Kitchen",
            "outline_m": [[0, 0], [4, 0], [4, 3], [0, 3]],
            "surfaces": {"wall:3": {"open": True}},
        },
        {**GROUND, "name": "Living", "outline_m": [[4.1, 0], [9.1, 0], [9.1, 4], [4.1, 4]]},
    ],
}


def house_file(folder: Path, document: dict[str, Any]) -> str:
    place = folder / "house.lampyris.json"
    place.write_text(json.dumps(document), encoding="utf-8")
    return str(place)


def upload(page: Page, file: str) -> None:
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="Upload").click()


def test_a_person_chooses_among_the_rooms_of_a_house(page: Page, tmp_path: Path) -> None:
    upload(page, house_file(tmp_path, HOUSE))
    which = page.locator("select[name=scope]")
    expect(which).to_have_value("room:Living")
    offered = ["All 2 rooms (32.0 m²)", "Kitchen (12.0 m²)", "Living (20.0 m²)"]
    assert which.locator("option").all_inner_texts() == offered
    expect(page.locator("lampyris-plan .floor")).to_have_count(1)
    which.select_option("all")
    expect(page.locator("lampyris-plan .floor")).to_have_count(2)
    expect(page.locator(".room p").first).to_contain_text("32.0 m²")


def test_a_height_is_corrected_on_the_page(page: Page, tmp_path: Path) -> None:
    upload(page, house_file(tmp_path, HOUSE))
    page.locator(".room > details > summary").click()
    page.locator("input[name=height]").fill("3.1")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator(".room p").first).to_contain_text("3.10 m high")
    expect(page.locator("select[name=scope]")).to_have_value("room:Living")


def test_what_was_said_by_mistake_is_taken_back_on_the_page(page: Page, tmp_path: Path) -> None:
    upload(page, house_file(tmp_path, HOUSE))
    facts, said = page.locator(".room p").first, page.locator(".you-said li")
    told = page.locator(".room > details")
    expect(said).to_have_count(0)
    page.get_by_role("button", name="Furnish this room").click()
    expect(said).to_have_text(["Furnish Living as a living room×"])
    told.locator("> summary").click()
    page.locator("input[name=height]").fill("3.1")
    page.get_by_role("button", name="Read again").click()
    expect(said).to_have_count(2)
    expect(facts).to_contain_text("3.10 m high")
    expect(told).to_have_attribute("open", "")
    page.get_by_role("button", name="Take back: All ceilings at 3.10 m").click()
    expect(facts).to_contain_text("2.50 m high")
    expect(told).to_have_attribute("open", "")
    told.locator("> summary").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".you-said > span")).to_have_text("您已指定：")
    page.get_by_role("button", name="撤回：把Living布置成客厅").click()
    expect(page.locator(".you-said")).to_have_count(0)
    expect(page.locator("lampyris-plan .furniture")).to_have_count(0)
    expect(told).not_to_have_attribute("open", "")


def test_what_a_room_cannot_be_read_without_is_not_taken_back(page: Page, tmp_path: Path) -> None:
    low = {**HOUSE, "rooms": [{**room, "height_m": 0.2} for room in HOUSE["rooms"]]}
    upload(page, house_file(tmp_path, low))
    page.get_by_role("button", name="Ceiling of Kitchen at 2.50 m").first.click()
    page.get_by_role("button", name="Take back: Ceiling of Kitchen at 2.50 m").click()
    expect(page.get_by_role("alert")).to_contain_text("It cannot be read so; nothing was changed")
    expect(page.locator(".you-said li")).to_have_count(1)


def test_a_file_that_cannot_be_used_is_mended_where_its_problem_offers_it(page: Page, tmp_path: Path) -> None:
    low = {**HOUSE, "rooms": [{**room, "height_m": 0.2} for room in HOUSE["rooms"]]}
    upload(page, house_file(tmp_path, low))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Ceiling of Kitchen at 2.50 m").first.click()
    expect(page.locator("lampyris-plan .floor")).to_have_count(1)
    expect(page.locator(".room p").first).to_contain_text("12.0 m² · 2.50 m high")
    page.locator(".room > details > summary").click()
    page.get_by_role("button", name="Ceiling of Living at 2.50 m").first.click()
    offered = ["All 2 rooms (32.0 m²)", "Kitchen (12.0 m²)", "Living (20.0 m²)"]
    expect(page.locator("select[name=scope] option")).to_have_text(offered)


def test_the_rooms_are_told_in_chinese(page: Page, tmp_path: Path) -> None:
    upload(page, house_file(tmp_path, HOUSE))
    page.get_by_role("button", name="中文").click()
    expect(page.locator("lampyris-understood")).to_contain_text("房间的读取方式")


def test_a_refusal_and_a_doubt_are_told_in_chinese_with_the_exact_words_below(
    page: Page, tmp_path: Path
) -> None:
    low = {**HOUSE, "rooms": [{**room, "height_m": 0.2} for room in HOUSE["rooms"]]}
    upload(page, house_file(tmp_path, low))
    refusal = page.get_by_role("alert").locator("li").first
    expect(refusal).to_contain_text("0.2 m")
    expect(refusal.locator(".exact")).to_have_count(0)
    page.get_by_role("button", name="中文").click()
    expect(refusal.locator(".sentence")).to_have_text("高度超出可能的范围。请检查单位，并以米输入高度。")
    expect(refusal.locator(".exact[lang=en]")).to_contain_text("0.2 m")
    page.get_by_role("button", name="Kitchen 的层高 2.50 米").first.click()
    page.locator(".room > details > summary").click()
    doubt = page.locator("lampyris-understood li.warning", has_text="ROOM_LEFT_OUT").first
    expect(doubt.locator(".sentence")).to_contain_text("有一个房间无法使用")
    expect(doubt.locator(".exact[lang=en]")).to_contain_text("cannot be used")


def test_an_empty_room_is_furnished_by_a_click_and_emptied_by_another(page: Page, tmp_path: Path) -> None:
    upload(page, house_file(tmp_path, HOUSE))
    facts = page.locator(".room p").first
    expect(facts).to_contain_text("0 pieces of furniture")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("button[name=furnish]")).to_have_text("布置这间房")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Furnish this room").click()
    expect(page.locator("button[name=furnish]")).to_have_count(0)
    expect(page.locator("lampyris-plan")).to_contain_text("sofa")
    page.locator(".room > details > summary").click()
    page.get_by_role("button", name="Take the proposed furniture away").click()
    expect(facts).to_contain_text("0 pieces of furniture")
    page.locator("select[name=scope]").select_option("all")
    page.get_by_role("button", name="Furnish the 2 empty rooms").click()
    expect(page.locator("lampyris-plan")).to_contain_text("kitchen run")


def test_a_stairwell_is_crossed_out_in_the_plan_and_a_skylight_is_not(page: Page, tmp_path: Path) -> None:
    stairwell = {"kind": "stairwell", "position_m": [6, 1.5], "size_m": [2.4, 0.9], "rotation_deg": 90}
    skylight = {"kind": "skylight", "position_m": [8, 3], "size_m": [0.8, 1.2]}
    kitchen, living = HOUSE["rooms"]
    rooms = [kitchen, {**living, "openings": [stairwell, skylight]}]
    upload(page, house_file(tmp_path, {**HOUSE, "rooms": rooms}))
    plan = page.locator("lampyris-plan")
    expect(plan.locator(".stairwell polyline")).to_have_count(2)
    expect(plan.locator(".skylight polygon")).to_have_count(1)
    expect(plan.locator(".skylight polyline")).to_have_count(0)
    floor, hole = (plan.locator(one).bounding_box() for one in (".floor", ".stairwell polygon"))
    assert floor is not None
    assert hole is not None
    metre = floor["width"] / 5.0
    place = (hole["x"] - floor["x"], hole["y"] - floor["y"], hole["width"], hole["height"])
    assert [each / metre for each in place] == pytest.approx([1.45, 1.3, 0.9, 2.4], abs=0.05)


def test_a_column_is_drawn_in_the_plan(page: Page, tmp_path: Path) -> None:
    column = [[6, 1.5], [6.5, 1.5], [6.5, 2], [6, 2]]
    kitchen, living = HOUSE["rooms"]
    upload(page, house_file(tmp_path, {**HOUSE, "rooms": [kitchen, {**living, "holes_m": [column]}]}))
    plan = page.locator("lampyris-plan")
    expect(plan.locator("polygon.wall")).to_have_count(2)
    is_floor = plan.locator("path.floor").evaluate(
        """(floor, at) => at.map(([x, y]) => {
            const { left, top, width, height } = floor.getBoundingClientRect();
            const place = new DOMPoint(left + width * x, top + height * y);
            return floor.isPointInFill(place.matrixTransform(floor.getScreenCTM().inverse()));
        })""",
        [[x / 5, 1 - 1.75 / 4] for x in (1.8, 1.95, 2.35, 2.5)],  # the column begins at 1.9 and ends at 2.4
    )
    assert is_floor == [True, False, False, True]


def test_furniture_that_was_put_into_a_room_stays_with_it_where_others_are_chosen(
    page: Page, tmp_path: Path
) -> None:
    """The piece is written into what the browser keeps; the service takes what becomes of it."""
    upload(page, house_file(tmp_path, HOUSE))
    which, pieces = page.locator("select[name=scope]"), page.locator("lampyris-plan .furniture title")
    expect(which).to_have_value("room:Living")
    page.goto("/v1/samples")  # the page keeps what it has when it is left
    page.evaluate("""() => {
        const job = JSON.parse(localStorage.getItem("lampyris.job.1"));
        job.configuration.room.furniture = [{ piece: "sofa", position_m: [6.5, 2, 0], box_m: [2, 0.9, 0.8] }];
        job.configuration.calculation = { planes: [{ name: "reading", room: "Living", height_m: 0.7 }] };
        localStorage.setItem("lampyris.job.1", JSON.stringify(job));
    }""")
    page.goto("/")
    expect(pieces).to_have_text(["sofa"])
    which.select_option("all")
    expect(page.locator("lampyris-plan .floor")).to_have_count(2)
    expect(pieces).to_have_text(["sofa"])
    page.wait_for_timeout(300)
    kept = page.evaluate("JSON.parse(localStorage.getItem('lampyris.job.1')).configuration")
    answer = page.request.post("/v1/configurations", data=kept)
    assert answer.status == 201, answer.text()
    assert [room.get("furniture") is not None for room in kept["rooms"]] == [False, True]
    which.select_option("room:Kitchen")
    expect(pieces).to_have_count(0)
    expect(page.locator(".room .aside")).to_have_text(
        "Furniture put into other rooms (1) comes back with them."
    )
    expect(page.locator(".room .planes")).to_have_text(
        "Measuring planes of rooms that are not shown (1) are left out of this light."
    )
    which.select_option("room:Living")
    expect(pieces).to_have_text(["sofa"])
    expect(page.locator(".room .aside")).to_have_count(0)
    expect(page.locator(".room .planes")).to_have_count(0)
    page.locator(".room > details > summary").click()
    page.locator("input[name=height]").fill("3.1")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator(".room p").first).to_contain_text("3.10 m high")
    expect(pieces).to_have_text(["sofa"])


def test_furniture_whose_room_was_joined_to_another_goes_into_that_or_is_told(
    page: Page, tmp_path: Path
) -> None:
    """The rooms become one in another window; here the file is read again with a height."""
    upload(page, house_file(tmp_path, HOUSE))
    which, pieces = page.locator("select[name=scope]"), page.locator("lampyris-plan .furniture title")
    expect(which).to_have_value("room:Living")
    which.select_option("room:Kitchen")
    page.goto("/v1/samples")  # the page keeps what it has when it is left
    room_id: str = page.evaluate("""() => {
        const job = JSON.parse(localStorage.getItem("lampyris.job.1"));
        const rug = { piece: "rug", position_m: [2, 1.5, 0], box_m: [2, 0.9, 0.012] };
        const outside = { name: "bench", position_m: [2, -1, 0], box_m: [1, 0.4, 0.4] };
        job.configuration.room.furniture = [rug, outside];
        const sofa = { piece: "sofa", position_m: [6.5, 2, 0], box_m: [2, 0.9, 0.8] };
        job.stated = [["Living", { furniture: [sofa] }]];
        localStorage.setItem("lampyris.job.1", JSON.stringify(job));
        return job.room.id;
    }""")
    page.goto("/")
    expect(pieces).to_have_text(["rug", "bench"])
    told = page.locator(".room .roomless")
    expect(told).to_have_count(0)
    answer = page.request.patch(f"/v1/rooms/{room_id}", data={"joined": [["Kitchen", "Living"]]})
    assert answer.status == 200, answer.text()
    page.locator(".room > details > summary").click()
    page.locator("input[name=height]").fill("3.1")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator(".room p").first).to_contain_text("32.3 m²")
    expect(pieces).to_have_text(["rug", "sofa"])
    expect(page.locator(".room .aside")).to_have_count(0)
    expect(told).to_have_text(
        "Furniture put into rooms that are no longer there (1) could not go into another room. "
        "It is neither drawn nor lit."
    )
    page.get_by_role("button", name="中文").click()
    expect(told).to_have_text("所在房间已不存在、又无法移入其他房间的家具（1 件）既不绘制，也不计入光照。")


def hang_in_the_middle(page: Page, article: str) -> None:
    page.locator(".article", has_text=article).click()
    floor = page.locator("lampyris-plan .floor").bounding_box()
    assert floor is not None
    page.mouse.click(floor["x"] + floor["width"] / 2, floor["y"] + floor["height"] / 2)


def test_a_lamp_waits_while_other_rooms_are_shown_and_comes_back_with_its_own(
    page: Page, tmp_path: Path
) -> None:
    """Living lies 0.3 m higher than Kitchen: heights count from the room's floor or the building's."""
    kitchen, living = HOUSE["rooms"]
    upload(page, house_file(tmp_path, {**HOUSE, "rooms": [kitchen, {**living, "elevation_m": 0.3}]}))
    which, lamps = page.locator("select[name=scope]"), page.locator("svg.plan [data-placement]")
    told, undo = page.locator(".room .away"), page.get_by_role("button", name="Undo")

    def kept() -> dict[str, Any]:
        page.wait_for_timeout(300)  # the page keeps what it has a moment after it changed
        found: dict[str, Any] = page.evaluate(
            "JSON.parse(localStorage.getItem('lampyris.job.1')).configuration"
        )
        return found

    def heights_m() -> dict[str, float]:
        return {one["id"]: one["position_m"][2] for one in kept()["placements"]}

    expect(which).to_have_value("room:Living")
    hang_in_the_middle(page, "Dome pendant")
    expect(lamps).to_have_count(1)
    hung = kept()["placements"]
    which.select_option("room:Kitchen")
    expect(lamps).to_have_count(0)
    waits = (
        "Luminaires in rooms that are not shown (1) are not in this light or order. "
        "They come back with their rooms."
    )
    expect(told).to_have_text(waits)
    assert kept()["placements"] == []
    undo.click()
    expect(lamps).to_have_count(1)
    expect(told).to_have_count(0)
    which.select_option("room:Kitchen")
    hang_in_the_middle(page, "Recessed downlight")
    expect(lamps).to_have_count(1)
    kept()
    page.reload()
    expect(told).to_have_text(waits)
    page.get_by_role("button", name="中文").click()
    expect(told).to_have_text("未显示的房间中的灯具（1 盏）不计入当前的光照和订单，会随这些房间一起恢复。")
    page.get_by_role("button", name="English").click()
    which.select_option("all")
    expect(lamps).to_have_count(2)
    expect(told).to_have_count(0)
    assert heights_m() == pytest.approx({"p1": 2.8, "p2": 2.5})
    answer = page.request.post("/v1/configurations", data=kept())
    assert answer.status == 201, answer.text()
    which.select_option("room:Living")
    expect(told).to_have_text(waits)
    assert kept()["placements"] == hung
