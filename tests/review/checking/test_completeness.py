"""Elements of a matter that a text does not speak of."""

from gongkai.review.checking.completeness import missing_elements

LONG = "为了规范管理，现将有关事项公开如下，请各有关方面遵照执行。" * 12


def form(text, **more):
    return {"title": "处罚信息", "body": [{"type": "text", "html": f"<p>{text}</p>"}], **more}


def missing(text, elements, **more):
    return [found.value for found in missing_elements(form(text, **more), elements)]


def test_names_the_element_that_is_missing():
    elements = ["处罚内容", "救济途径", "违法事实"]
    assert missing(f"{LONG}经查明，当事人擅自占道经营，罚款五百元。", elements) == ["救济途径"]


def test_other_words_for_an_element_count():
    assert missing(f"{LONG}可以在六十日内申请行政复议。", ["救济途径"]) == []


def test_elements_that_words_cannot_tell_are_not_asked():
    assert (
        missing(LONG, ["决策草案全文", "年度情况说明", "会议图文解读（如有）", "缩短期限的理由（如有）"])
        == []
    )


def test_a_short_announcement_of_a_file_is_left_alone():
    files = [{"title": "处罚决定书", "name": "a.docx", "media_type": "x", "size": 1, "sha256": "0"}]
    assert missing("现予公开，详见附件。", ["救济途径"], files=files) == []
    assert missing("现予公开。", ["救济途径"]) == ["救济途径"]


def test_never_more_than_a_few():
    elements = ["救济途径", "收费标准", "评估结论", "征求意见的起止日期", "提出意见的方式", "听证时间和地点"]
    assert len(missing("公开如下", elements)) == 4
