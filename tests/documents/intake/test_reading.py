"""One record: its title, number, days, issuer, body; what is doubted, and what cannot be placed and why."""

from datetime import date

import pytest

from gongkai.documents.intake.candidate import Origin
from tests.documents.intake.conftest import TEXT, record
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(read, write):
    """The only paper of one record, or the reason why it is none."""

    def run(**fields):
        done = read(write("a.jsonl", [record(**fields)]))
        assert len(done.items) == 1
        return done.papers[0] if done.papers else done.unplaced[0].reason

    return run


def test_a_whole_record(read, write, city):
    paper = read(
        write(
            "a.jsonl",
            [
                record(
                    标题="某市财政局关于做好某事的通知",
                    发文字号="财发[2019]7号",
                    发文机关="某市财政局",
                    发布日期="2019-03-05 10:20:00",
                    原文链接="http://www.example.gov.cn/a/1.html",
                    索引号="000014349/2019-00007",
                    主题分类="财政、金融、审计\\财政",
                    关键词="财政 通知",
                    摘要="一句话",
                    时效性="已废止",
                    施行日期="2019年4月1日",
                )
            ],
        )
    ).papers[0]
    assert (paper.where, paper.kind, paper.title) == (
        "a.jsonl 第1行",
        "document",
        "某市财政局关于做好某事的通知",
    )
    assert (paper.unit_code, paper.column_code, paper.matter_code) == (
        city.unit.code,
        "policy",
        city.matter.code,
    )
    assert (paper.document_number, paper.genre) == ("财发〔2019〕7号", "notice")
    assert (paper.issuer_code, paper.outside_issuer, paper.co_issuers) == (city.unit.code, "", "")
    assert (paper.written_on, paper.effective_on, paper.validity) == (
        date(2019, 3, 1),
        date(2019, 4, 1),
        "repealed",
    )
    assert paper.origin == Origin(
        "www.example.gov.cn",
        "http://www.example.gov.cn/a/1.html",
        date(2019, 3, 5),
        "000014349/2019-00007",
    )
    assert (paper.topic, paper.keywords, paper.summary) == ("财政、金融、审计\\财政", "财政 通知", "一句话")
    assert paper.blocks == [
        {
            "type": "text",
            "html": '<p class="no-indent">各科室：</p><p>现将有关事项通知如下。</p><h2>一、认真学习</h2><p>按要求办理。</p>',
        }
    ]
    assert paper.doubts == []
    assert (len(paper.key), len(paper.digest)) == (64, 64)


def test_what_the_text_says_fills_what_the_record_leaves_open(one):
    text = f"某市水利局文件\n某水发〔2018〕12号\n关于防汛工作的通知\n{TEXT}\n某市水利局\n二〇一八年五月六日"
    paper = one(标题="", 成文日期="", 正文=text)
    assert (paper.title, paper.document_number) == ("关于防汛工作的通知", "某水发〔2018〕12号")
    assert (paper.written_on, paper.outside_issuer) == (date(2018, 5, 6), "某市水利局")
    assert paper.blocks[0]["html"].endswith(
        '<p class="signature">某市水利局</p><p class="date">二〇一八年五月六日</p>'
    )


def test_lines_that_a_database_put_at_the_head_become_metadata(one):
    head = (
        "【法宝引证码】 CLI.12.5115678\n原文链接：https://www.example.com/lar/1.html\n关于做好某事的通知\n"
        "关于做好某事的通知\n时效性：现行有效\n发文机关：某某省水利厅\n发文字号：某水〔2018〕3号\n"
    )
    paper = one(正文=head + TEXT)
    assert paper.blocks[0]["html"].startswith('<p class="no-indent">各科室：</p>')
    assert (paper.origin.url, paper.outside_issuer) == ("https://www.example.com/lar/1.html", "某某省水利厅")
    assert (paper.document_number, paper.validity) == ("某水〔2018〕3号", "in_force")
    assert paper.doubts == ["正文开头的说明行（原文网址、有效性、发文机关、发文字号）已取到各自的栏里"]


def test_a_chinese_title_is_taken_from_the_text_only_when_it_is_one(one):
    sure = one(标题="", title_en="Plan for Things", 正文=f"某市某事实施方案\n\n{TEXT}")
    assert (sure.title, sure.doubts) == ("某市某事实施方案", ["没有发文机关，按负责单位记"])
    unsure = one(标题="", title_en="Plan for Things")
    assert unsure.title == "Plan for Things"
    assert "只有外文标题，请改为中文标题" in unsure.doubts


def test_the_number_behind_a_title_is_the_number(one):
    paper = one(标题="关于某事的批复(某发改〔2020〕188号)")
    assert (paper.title, paper.document_number, paper.genre) == (
        "关于某事的批复",
        "某发改〔2020〕188号",
        "reply",
    )


@pytest.mark.parametrize(
    ("said", "number", "doubt"),
    [
        ("财发（2019）7号", "财发〔2019〕7号", None),
        ("财发〔2019〕第7号", "财发〔2019〕第7号", "发文顺序号前不加“第”字，应为 财发〔2019〕7号"),
        ("2019年第8号", "", "“2019年第8号”缺少发文机关代字，没有当作发文字号"),
        ("（２００３年６月２５日）", "", "“(2003年6月25日)”不像发文字号，没有采用"),
    ],
)
def test_numbers(one, said, number, doubt):
    paper = one(发文字号=said, 发文机关="某省财政厅")
    assert paper.document_number == number
    assert [text.replace("（２００３年６月２５日）", "(2003年6月25日)") for text in paper.doubts] == (
        [doubt] if doubt else []
    )


@pytest.mark.parametrize(
    "said",
    [
        "2019-03-01",
        "2019年3月1日",
        "2019年03月01日",
        "2019.3.1",
        "2019/3/1",
        "20190301",
        "2019-03-01T00:00:00",
        "2019-03-01 10:20:30",
        "２０１９年３月１日",
        "二〇一九年三月一日",
        "二○一九年三月一日",
        "2019年3月1日 10:20",
        "2019年3月1",
    ],
)
def test_days_in_all_forms(one, said):
    assert one(成文日期=said).written_on == date(2019, 3, 1)


@pytest.mark.parametrize("said", ["2019年2月30日", "2999-01-01", "昨天", "0001-01-01"])
def test_days_that_cannot_be(one, said):
    reason = one(成文日期=said)
    assert reason.startswith(f"没有可用的日期：日期“{said}”")
    paper = one(成文日期=said, 发布日期="2019-03-05")
    assert (paper.written_on, paper.origin.published_on) == (None, date(2019, 3, 5))
    assert "没有成文日期，只有发布日期" in paper.doubts


def test_where_record_and_text_differ_the_record_counts_and_says_so(one):
    text = f"某水发〔2018〕12号\n{TEXT}\n某市水利局\n2019年3月2日"
    paper = one(发文字号="某水发〔2018〕13号", 发文机关="某市水利局", 发布日期="2019-02-01", 正文=text)
    assert (paper.document_number, paper.written_on) == ("某水发〔2018〕13号", date(2019, 3, 1))
    assert paper.doubts == [
        "发文字号与正文中的“某水发〔2018〕12号”不同",
        "成文日期与正文落款的 2019-03-02 不同",
        "发布日期早于成文日期",
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"标题": ""}, "没有标题。请补上标题，或者在对照文件里写明哪一项是标题。"),
        ({"标题": "长" * 256}, "标题超过 255 个字，放不下。请改短后再读。"),
        ({"正文": ""}, "没有正文。请补上正文，或者在对照文件里写明哪一项是正文。"),
        ({"正文": "<script>alert(1)</script><p> </p>"}, "没有正文。请补上正文，或者在对照文件里写明哪一项是正文。"),
        ({"正文": "字" * 300_001}, "正文太长或图片太多，放不下。请拆成几件，或者把全文作为附件。"),
        ({"成文日期": ""}, "没有成文日期，也没有发布日期。请补上其中一个。"),
        ({"栏目": "nowhere"}, "没有“nowhere”这个栏目，或者它没有公开。请核对，或者在对照文件里写规则对应到栏目代码。"),
        ({"单位": "没有的局"}, "没有“没有的局”这个单位，或者它已撤销、还没有单位主页。请核对，或者在对照文件里写规则对应到单位编号。"),
        ({"公开事项": "9.9"}, "没有“9.9”这个公开事项，或者它已停用。请核对，或者在对照文件里写规则对应到事项编号。"),
        ({"kind": "letter"}, "不认得信息类型“letter”。可以用 document（公文）、interpretation（解读）、news（动态）。"),
        ({"附件": "没有.pdf"}, "找不到附件“没有.pdf”。请把它放在文件旁边，写上相对的路径，再读一次。"),
        (
            {"正文": '<p>见图</p><p><img src="http://elsewhere.example/a.png" alt="图"></p>'},
            "有 1 张图片不在文件旁边，或者打不开。请把图片取回放在原来的相对位置，再读一次。",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_placed(one, fields, reason):
    assert one(**fields) == reason


def test_the_same_paper_twice_in_one_source(read, write):
    url = "http://www.example.gov.cn/1.html"
    done = read(
        write(
            "a.jsonl",
            [
                record(网址=url),
                record(标题="关于别的事的通知", 网址=url),
                record(标题="甲的通知", 文号="某发〔2019〕1号", 发文机关="某省厅", 网址="http://a.cn/2"),
                record(标题="乙的通知", 文号="某发〔2019〕1号", 发文机关="某省厅", 网址="http://a.cn/3"),
                record(标题="丙的通知"),
                record(标题="丙的通知"),
            ],
        )
    )
    assert [paper.where for paper in done.papers] == ["a.jsonl 第1行", "a.jsonl 第3行", "a.jsonl 第5行"]
    same = "与a.jsonl 第%d行是同一件（网址、索引号、发文字号或标题相同），只入库一件。"
    assert done.reasons == {
        "a.jsonl 第2行": same % 1,
        "a.jsonl 第4行": "与a.jsonl 第3行的发文机关和发文字号相同，请核对是不是同一件，改正后再读。",
        "a.jsonl 第6行": same % 5,
    }


def test_key_and_digest_are_the_same_again_and_only_the_digest_follows_a_change(read, write):
    rows = [
        record(网址="https://www.example.gov.cn/1.html"),
        record(索引号="0001/2019-00001", 标题="乙"),
        record(文号="某发〔2019〕1号", 发文机关="某省厅", 标题="丙"),
        record(标题="丁"),
    ]
    first = read(write("a.jsonl", rows)).papers
    again = read(write("a.jsonl", rows[::-1])).papers[::-1]
    assert [(paper.key, paper.digest) for paper in again] == [(paper.key, paper.digest) for paper in first]
    changed = read(write("a.jsonl", [row | {"正文": TEXT + "又"} for row in rows])).papers
    assert [paper.key for paper in changed] == [paper.key for paper in first]
    assert not {paper.digest for paper in changed} & {paper.digest for paper in first}


def test_news_have_no_number_and_no_issuer(one):
    paper = one(kind="动态", 文号="财发〔2019〕7号", 来源="某日报")
    assert (paper.kind, paper.document_number, paper.genre, paper.source) == ("news", "", "", "某日报")
    assert (paper.issuer_code, paper.outside_issuer, paper.doubts) == ("", "", [])


def test_links_are_completed_from_the_old_address_or_fall_away(one):
    body = '<p>见<a href="../b/2.html">另文</a>和<a href="https://c.cn/x">网</a>。</p>'
    known = one(正文=body, 网址="http://www.example.gov.cn/a/1.html")
    assert known.blocks[0]["html"] == (
        '<p>见<a href="http://www.example.gov.cn/b/2.html">另文</a>和<a href="https://c.cn/x">网</a>。</p>'
    )
    unknown = one(正文=body)
    assert unknown.blocks[0]["html"] == '<p>见另文和<a href="https://c.cn/x">网</a>。</p>'
    assert "有 1 个链接指向原网站内部，只保留了文字" in unknown.doubts


def test_the_page_fills_what_the_record_leaves_open(one):
    page = (
        "<table><tr><td><b>索 引 号：</b></td><td>000014349/2019-00007</td><td>发文字号：</td><td></td></tr>"
        '<tr><td>成文日期：</td><td>2019年01月27日</td></tr></table><div id="UCAP-CONTENT"><p>正文在此。</p></div><p>页脚</p>'
    )
    paper = one(正文="", 成文日期="", page_html=page)
    assert (paper.origin.index_number, paper.written_on) == ("000014349/2019-00007", date(2019, 1, 27))
    assert (paper.document_number, paper.blocks[0]["html"]) == ("", "<p>正文在此。</p>")


def test_lines_cut_at_the_edge_of_a_page_are_joined(one):
    cut = "有色金属行业是制造业的重要基础产业之一，是实现制造\n"
    paper = one(正文=(cut * 12 + "强国的支撑。\n") * 2)
    assert paper.blocks[0]["html"].count("<p>") == 2
    assert paper.blocks[0]["html"].startswith("<p>" + cut.strip() * 12 + "强国的支撑。</p>")


def test_a_unit_by_the_name_of_its_day(one):
    """`tests.documents.intake.test_issuers` says more; here it reaches the candidate."""
    unit = UnitFactory(name="某市水利局")
    paper = one(发文机关="水利局")
    assert paper.issuer_code == unit.code
    assert paper.doubts == ["发文机关写作“水利局”，按某市水利局记"]
