"""`lampyris catalogue export`, the import of what it wrote, and `list`."""

from __future__ import annotations

import json

from command_line import in_this_process
from library_with_choices import make_library_with_choices


def test_export_import_and_list(tmp_path):
    library = make_library_with_choices(tmp_path)
    out = in_this_process("catalogue", "export", "--library", library, "-o", "shop.zip", folder=tmp_path)
    assert (out.returncode, out.stdout) == (0, "")
    put = in_this_process("catalogue", "import", "shop.zip", "--library", "mine", "--json", folder=tmp_path)
    assert json.loads(put.stdout)["new"] == ["pendant-globe-300", "table-mushroom-280"]
    in_this_process("catalogue", "export", "--library", "mine", "-o", "again.zip", folder=tmp_path)
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "shop.zip").read_bytes()
    in_this_process("catalogue", "export", "--library", library, "-o", "shop.csv", folder=tmp_path)
    assert (tmp_path / "shop.csv").read_text(encoding="utf-8-sig").startswith("sku,name en")
    wrong = in_this_process("catalogue", "export", "--library", library, "-o", "shop.exe", folder=tmp_path)
    assert wrong.returncode == 2
    listed = in_this_process(
        *("catalogue", "list", "--library", library, "--search", "圆球吊灯 2.6米层高", "--json"),
        folder=tmp_path,
    )
    document = json.loads(listed.stdout)
    assert [item["sku"] for item in document["items"]] == ["pendant-globe-300"]
    assert document["understood"]["wishes"][0]["means"] == {"ceiling_m": 2.6}
    unclear = in_this_process(
        "catalogue", "list", "--library", library, "--search", "300 lx", folder=tmp_path
    )
    assert "distance" in unclear.stderr
