"""What stands in the files of papers is found too: what the public copies hold, and nothing else."""

import io

import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook

from gongkai.documents.models import Attachment
from gongkai.review import actions as review
from gongkai.search import actions, attached
from gongkai.search.queries import Search, in_order

pytestmark = pytest.mark.django_db
LIST = "序号,项目,金额\n1,锅炉更新改造,三十万元\n2,管网保温,十二万元\n".encode()


@pytest.fixture
def read_all(catch_up):
    def run():
        catch_up()
        return actions.read_files()

    return run


def titles(words, **kwargs):
    return [row.title for row in in_order(Search(words, **kwargs).ids(0, 20))]


def with_file(city, content=LIST, name="清单.csv", **fields):
    return city.draft(attachments=[city.store_file(name=name, content=content)], **fields)


def kept(city):
    return sorted(path.read_text() for path in attached._folder().glob("[0-9]*/*/*"))


def test_words_of_a_file_find_its_paper(city, read_all):
    city.publish(with_file(city, title="补助公告"))
    assert read_all() == 1
    assert titles("锅炉 改造") == titles("“管网保温，十二万”") == titles("补助 锅炉") == ["补助公告"]
    assert titles("“管网保温十三万”") == []
    assert read_all() == 0  # read once


def test_what_says_it_itself_stands_first(city, read_all):
    city.publish(with_file(city, "锅炉锅炉锅炉".encode(), "说明.txt", title="补助公告"))
    city.publish(city.draft(title="办法", body=[("text", "<p>锅炉" + "另外的内容" * 20 + "</p>")]))
    read_all()
    assert titles("锅炉") == ["办法", "补助公告"]


def test_the_hit_says_in_which_file(city, client, read_all):
    city.publish(with_file(city, title="补助公告", summary="公布补助项目。"))
    read_all()
    page = BeautifulSoup(client.get("/search/?q=补助 锅炉").content, "html.parser")
    texts = [text.get_text() for text in page.select(".listing-rows .row-text")]
    assert texts[-1].startswith("附件《清单.csv》中：序号 项目 金额 1 锅炉更新改造")
    assert {mark.get_text() for mark in page.select(".row-text mark")} == {"补助", "锅炉"}
    page = BeautifulSoup(client.get("/search/?q=补助").content, "html.parser")
    assert "附件《" not in page.get_text()  # the paper says it itself


def test_what_a_reader_of_the_file_does_not_see_is_not_read(city, read_all):
    book = Workbook()
    book.active.append(["公开的单元格"])
    secret = book.create_sheet("底稿")
    secret.append(["赵某某身份信息"])
    secret.sheet_state = "hidden"
    book.properties.creator = "某科员"
    content = io.BytesIO()
    book.save(content)
    city.publish(with_file(city, content.getvalue(), "表.xlsx", title="补助公告"))
    read_all()
    assert titles("单元格") == ["补助公告"]
    assert titles("赵某某") == titles("某科员") == []
    assert "".join(kept(city)) == "公开的单元格"


def test_another_file_replaces_what_was_found(city, read_all):
    page = with_file(city, title="补助公告")
    city.publish(page)
    read_all()
    page = page.get_latest_revision_as_object()
    page.attachments.set([Attachment(file=city.store_file(name="新清单.txt", content="水泵".encode()))])
    page.save_revision(user=city.clerk)
    city.publish(page, reason="附件有误。", reason_code="misprint")
    read_all()
    assert titles("水泵") == ["补助公告"]
    assert titles("管网保温") == []
    assert kept(city) == ["水泵"]


def test_a_withdrawal_takes_the_text_away(city, read_all):
    thing, other = city.publish(with_file(city)), city.publish(with_file(city, "水泵".encode(), "乙.txt"))
    read_all()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="有隐私")
    assert Search("管网保温").total == 0
    read_all()
    assert kept(city) == ["水泵"]
    assert Search("水泵").ids(0, 9) == [other.pk]


def test_a_file_of_two_papers_stays_with_the_other(city, read_all):
    thing, other = city.publish(with_file(city)), city.publish(with_file(city))
    read_all()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="有隐私")
    read_all()
    assert Search("管网保温").ids(0, 9) == [other.pk]
    assert len(kept(city)) == 1


def test_withdrawn_while_it_was_waiting_to_be_read(city, catch_up, read_all):
    thing = city.publish(with_file(city))
    catch_up()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="privacy", reason="有隐私")
    read_all()
    assert attached.wanted() == kept(city) == []


def test_what_cannot_be_read_is_tried_once(city):
    stored = city.store_file(name="程序.exe", content=b"MZ\x90program")
    file = {"sha256": stored.sha256, "name": stored.name}
    attached.agree(7, {"files": [file]})
    assert attached.wanted() == [7]
    attached.read_files_of(7, {"files": [file]})
    attached.no_longer_wanted(7)
    assert kept(city) == [""]
    attached.agree(7, {"files": [file]})
    assert attached.wanted() == []


def test_one_file_and_one_paper_are_bounded(city, read_all, monkeypatch):
    monkeypatch.setattr(attached, "LONGEST", 11)
    monkeypatch.setattr(attached, "LONGEST_OF_PAPER", 16)
    files = [city.store_file(name=f"{n}.txt", content=f"第{n}件锅炉一水泵二末尾三".encode()) for n in (1, 2)]
    thing = city.publish(city.draft(attachments=files))
    read_all()
    assert kept(city) == ["第1件锅炉一水泵二末尾", "第2件锅炉一水泵二末尾"]
    form = {"files": [{"sha256": file.sha256} for file in files]}
    assert list(attached.texts_of(thing.pk, form)) == ["第1件锅炉一水泵二末尾", "第2件锅炉"]


def test_reading_goes_on_where_it_was_killed(city, catch_up, monkeypatch):
    for number in (1, 2):
        city.publish(with_file(city, f"锅炉{number}号".encode(), f"{number}.txt", title=f"公告{number}"))
    catch_up()
    read = attached.run_task

    def killed(task, arguments):
        if arguments["name"] == "2.txt":
            raise KeyboardInterrupt
        return read(task, arguments)

    monkeypatch.setattr(attached, "run_task", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.read_files()
    monkeypatch.setattr(attached, "run_task", read)
    assert actions.read_files() == 1
    assert set(titles("锅炉")) == {"公告1", "公告2"}


def test_a_rebuilt_index_has_what_was_read(city, read_all):
    city.publish(with_file(city, title="补助公告"))
    read_all()
    actions.rebuild()
    assert titles("管网保温") == ["补助公告"]
    assert attached.wanted() == []
