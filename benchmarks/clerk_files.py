"""Files as a clerk would try to publish, made anew from a seed: with planted values that nobody owns, and look-alikes.

`write_files(folder, seed, scenarios)` says what was planted in each. The scenarios were written in four lots; each lot was measured before
the checks were changed for it.
"""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from stdnum import luhn
from stdnum.cn import ric

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗郑韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文祁喇妥冶"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国玉兰秀珍海燕志红梅春生成福贵德才玲云飞鹏雪峰晓东文博嘉怡宇轩子涵思远"
TIBETAN = [
    "扎西才让",
    "卓玛措",
    "仁青多杰",
    "更登当周",
    "索南旺杰",
    "拉毛吉",
    "桑杰加",
    "达娃央宗",
    "尕玛才仁",
    "多杰东主",
]
TOWNS = [
    "河东镇",
    "郭勒木德镇",
    "唐古拉山镇",
    "大格勒乡",
    "察尔汗街道",
    "八宝镇",
    "三角城镇",
    "恰卜恰镇",
    "结古街道",
    "川口镇",
]
VILLAGES = [
    "新华村",
    "宝库村",
    "上滩村",
    "团结村",
    "红旗村",
    "东沟村",
    "永丰村",
    "和平社区",
    "昆仑社区",
    "金峰路社区",
]
ROADS = ["江源路", "昆仑中路", "柴达木路", "八一路", "建设街", "民主路", "滨河东路", "黄河路"]
ESTATES = ["格水家园", "金鱼花苑", "盐湖小区", "滨河佳苑", "雪山花园"]
COUNTIES = [
    "632801",
    "632802",
    "630121",
    "630222",
    "632521",
    "632701",
    "620123",
    "510623",
    "411281",
    "653101",
    "610103",
    "370102",
]
ILLS = [
    "胃癌",
    "尿毒症",
    "脑梗死",
    "重症肌无力",
    "精神分裂症",
    "系统性红斑狼疮",
    "先天性心脏病",
    "肝硬化",
    "白血病",
    "股骨头坏死",
    "慢性肾功能衰竭",
    "双相情感障碍",
    "乳腺癌",
    "帕金森病",
]
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass
class Paper:
    """`parts`: a paragraph (text), a table (list of rows), ("note", text) for a comment, ("hidden", rows)."""

    title: str
    parts: list
    planted: list = field(default_factory=list)


class Maker:
    """Invented people and their numbers."""

    def __init__(self, random: Random):
        self.random = random

    def pick(self, choices):
        return self.random.choice(choices)

    def digits(self, count):
        return "".join(self.pick("0123456789") for _digit in range(count))

    def name(self):
        if self.random.random() < 0.15:
            return self.pick(TIBETAN)
        return self.pick(SURNAMES) + "".join(self.random.sample(GIVEN, self.pick([1, 2, 2, 2])))

    def identity(self, first=1945, last=2003):
        born = f"{self.random.randint(first, last)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}"
        body = f"{self.pick(COUNTIES)}{born}{self.random.randint(1, 998):03}"
        return body + ric.calc_check_digit(body + "0")

    def old_identity(self):
        return f"{self.pick(COUNTIES)}{self.random.randint(35, 79)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}{self.digits(3)}"

    def mobile(self):
        return self.pick(
            ["135", "138", "139", "150", "151", "159", "182", "187", "189", "199", "177", "166", "133"]
        ) + self.digits(8)

    def card(self, length=19):
        body = self.pick(["621799", "622848", "621700", "622202", "621226", "623059"]) + self.digits(
            length - 7
        )
        return body + luhn.calc_check_digit(body)

    def plate(self):
        return f"青{self.pick('ABCDEFGH')}{self.pick('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')}{self.digits(4)}"

    def passport(self):
        return f"E{self.pick('ABCDEFGHJ')}{self.digits(7)}"

    def home(self):
        shape = self.pick([1, 2, 3])
        if shape == 1:
            return f"格尔木市{self.pick(ROADS)}{self.random.randint(1, 90)}号{self.pick(ESTATES)}{self.random.randint(1, 20)}号楼{self.random.randint(1, 5)}单元{self.random.randint(101, 1802)}室"
        if shape == 2:
            return f"青海省格尔木市{self.pick(TOWNS)}{self.pick(VILLAGES[:7])}{self.random.randint(1, 9)}社{self.random.randint(1, 150)}号"
        return f"{self.pick(TOWNS)}{self.pick(VILLAGES[:7])}{self.random.randint(10, 250)}号"

    def email(self):
        return f"{self.pick(['li', 'zhang', 'cao', 'xue', 'ma'])}{self.pick(['_', '.', ''])}{self.digits(4)}@{self.pick(['qq.com', '163.com', '126.com', 'sina.com', '139.com'])}"

    def credit_code(self):
        return f"91{self.pick(COUNTIES)}MA7{self.pick('0123456789ABCDEFGH')}{self.digits(3)}{self.pick('ABCDEFGHJK')}{self.digits(1)}{self.pick('0123456789ABCDXY')}"

    def landline(self):
        return f"{self.pick(['0979', '0971', '0974', '0970'])}-8{self.digits(6)}"

    def day(self):
        return (
            f"20{self.random.randint(18, 25)}年{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日"
        )


def written(maker, value):
    """As people type numbers."""
    how = maker.pick(["plain", "plain", "plain", "full", "spaced", "dashed"])
    if how == "full":
        return value.translate(FULL)
    mark = " " if how == "spaced" else "-"
    if how == "plain":
        return value
    if len(value) == 11:
        return mark.join((value[:3], value[3:7], value[7:]))
    if len(value) == 18:
        return mark.join((value[:6], value[6:14], value[14:]))
    return mark.join(value[at : at + 4] for at in range(0, len(value), 4))


def relief_list(m):
    rows, planted = [["序号", "户主姓名", "身份证号", "所在村", "家庭人口", "救助金额（元）", "联系电话"]], []
    for number in range(1, 9):
        identity, mobile = m.identity(), m.mobile()
        rows.append(
            [
                str(number),
                m.name(),
                written(m, identity),
                m.pick(VILLAGES),
                str(m.random.randint(1, 6)),
                str(m.random.randint(5, 90) * 100),
                written(m, mobile),
            ]
        )
        planted += [("id_number", identity), ("mobile", mobile)]
    return Paper(
        "2023年一季度城乡低保对象名单公示",
        ["按照有关规定，现将名单公示如下，公示期5个工作日。", rows, f"监督电话：{m.landline()}"],
        planted,
    )


def subsidy_cards(m):
    rows, planted = [["农户", "补贴面积（亩）", "补贴金额", "开户行", "惠农卡号"]], []
    for _row in range(8):
        card = m.card(m.pick([16, 19]))
        rows.append(
            [
                m.name(),
                f"{m.random.randint(3, 60)}.{m.digits(1)}",
                f"{m.random.randint(100, 4000)}.00",
                "青海农商银行",
                written(m, card),
            ]
        )
        planted.append(("bank_card", card))
    return Paper("耕地地力保护补贴发放明细", [rows], planted)


def driver_letter(m):
    name, identity, home, plate = m.name(), m.identity(), m.home(), m.plate()
    text = f"当事人：{name}，男，公民身份号码{identity}，现住{home}。{m.day()}，当事人驾驶{plate}号小型轿车，在{m.pick(ROADS)}因超速被查获。"
    return Paper(
        "行政处罚决定书",
        [
            f"格交罚决字〔2023〕{m.random.randint(10, 400)}号",
            text,
            "如不服本决定，可以自收到之日起六十日内申请行政复议。",
        ],
        [("id_number", identity), ("home_address", home), ("plate", plate)],
    )


def complaint(m):
    mobile, home = m.mobile(), m.home()
    return Paper(
        "领导信箱来信摘登",
        [
            f"来信：您好，我家住{home}，近期小区停水频繁，请帮忙协调。联系方式：{m.name()}，{written(m, mobile)}。",
            f"答复：已转市供水公司处理，服务热线{m.landline()}。",
        ],
        [("mobile", mobile), ("home_address", home)],
    )


def illness_list(m):
    rows, planted = [["姓名", "性别", "住址", "患病名称", "救助金额"]], []
    for _row in range(7):
        name = m.name()
        rows.append(
            [
                name,
                m.pick("男女"),
                m.pick(TOWNS) + m.pick(VILLAGES),
                m.pick(ILLS),
                str(m.random.randint(10, 300) * 100),
            ]
        )
        planted.append(("health", name))
    return Paper("医疗救助对象公示", [rows], planted)


def orphan_list(m):
    rows, planted = [["序号", "孤儿姓名", "出生年月", "监护人", "每月标准"]], []
    for number in range(1, 7):
        name = m.name()
        rows.append(
            [
                str(number),
                name,
                f"20{m.random.randint(10, 18)}年{m.random.randint(1, 12)}月",
                m.name(),
                "1400",
            ]
        )
        planted.append(("minor_name", name))
    return Paper("孤儿基本生活保障金发放表", [rows], planted)


def bullying(m):
    first, second = m.name(), m.name()
    return Paper(
        "关于某中学学生欺凌事件的处理通报",
        [
            f"{m.day()}，该校八年级学生{first}（14岁）在宿舍内殴打{second}（13岁），造成面部擦伤。学校已对相关学生进行教育惩戒。"
        ],
        [("minor_name", first), ("minor_name", second)],
    )


def tobacco(m):
    name = m.name()
    return Paper(
        "向未成年人售烟行政处罚信息",
        [
            f"经查，{m.day()}当事人经营的便利店向{name}（男，15岁，在校学生）出售卷烟一盒，违反《中华人民共和国未成年人保护法》第五十九条。"
        ],
        [("minor_name", name)],
    )


def workers(m):
    rows, planted, hidden = [["序号", "姓名", "身份证号码", "务工地"]], [], [["姓名", "护照号码", "国家"]]
    for number in range(1, 7):
        identity, passport, name = m.identity(), m.passport(), m.name()
        rows.append(
            [number, name, int(identity[:17] + "0") if identity.endswith("X") else int(identity), "江苏苏州"]
        )
        hidden.append([name, passport, m.pick(["哈萨克斯坦", "阿联酋", "老挝"])])
        planted += [("rounded", identity[:17] + "0"), ("passport", passport)]
    return Paper("外出务工人员统计", [rows, ("hidden", hidden)], planted)


def note_in_file(m):
    mobile, name = m.mobile(), m.name()
    return Paper(
        "关于做好冬季取暖工作的通知",
        [
            "各乡镇、各部门：为做好今冬明春取暖工作，现通知如下。一、落实责任。二、保障供应。",
            ("note", f"请{name}核对，手机{mobile}"),
        ],
        [("mobile", mobile)],
    )


def injury(m):
    name, identity = m.name(), m.identity()
    return Paper(
        "认定工伤决定书",
        [
            f"申请人：{name}，身份证号：{identity}，系某建筑公司木工。{m.day()}，{name}在工地作业时从脚手架坠落，经市人民医院诊断为腰椎骨折、肋骨骨折。"
        ],
        [("health", name), ("id_number", identity)],
    )


def student_list(m):
    rows, planted = [["班级", "学生姓名", "学籍号", "家长电话", "资助金额"]], []
    for _row in range(6):
        number, mobile = "G" + m.identity(2005, 2014), m.mobile()
        rows.append(
            [f"{m.pick('一二三四五六')}年级{m.random.randint(1, 4)}班", m.name(), number, mobile, "625"]
        )
        planted += [("student_number", number), ("mobile", mobile)]
    return Paper("家庭经济困难学生资助公示", [rows], planted)


def application_form(m):
    name, identity, home, mobile, email = m.name(), m.identity(), m.home(), m.mobile(), m.email()
    rows = [
        ["姓名", name, "性别", m.pick("男女")],
        ["证件号码", identity, "联系电话", mobile],
        ["通信地址", home, "电子邮箱", email],
        ["申请内容", "2022年征地补偿方案", "", ""],
    ]
    return Paper(
        "政府信息公开申请表",
        [rows],
        [("id_number", identity), ("mobile", mobile), ("personal_email", email), ("home_address", home)],
    )


def bid_notice(m):
    return Paper(
        "政府采购公开招标公告",
        [
            f"项目编号：QHGEM-2024-{m.digits(4)}；项目代码：{m.digits(4)}-632801-04-01-{m.digits(6)}；预算金额：{m.random.randint(100, 900)},{m.digits(3)}.00元。",
            f"户名：青海昆仑招标代理有限公司；开户行：中国建设银行格尔木分行；账号：{m.card(19)}；统一社会信用代码：{m.credit_code()}。",
            f"采购人：格尔木市教育局，地址：格尔木市{m.pick(ROADS)}{m.random.randint(1, 90)}号{m.random.randint(2, 6)}楼{m.random.randint(201, 612)}室，电话：{m.landline()}。",
        ],
    )


def budget(m):
    rows = [["科目", "年初预算数", "决算数"]] + [
        [name, m.random.randint(13000000000, 18999999999), m.random.randint(13000000000, 18999999999)]
        for name in ("教育支出", "卫生健康支出", "农林水支出", "交通运输支出")
    ]
    return Paper("2023年一般公共预算收支决算表（单位：元）", [rows])


def recruits(m):
    rows = [["准考证号", "姓名", "报考岗位代码", "笔试成绩", "名次"]] + [
        [
            f"1{m.pick('3589')}{m.digits(9)}",
            m.name(),
            f"6328{m.digits(6)}",
            f"{m.random.randint(60, 90)}.5",
            str(at),
        ]
        for at in range(1, 9)
    ]
    return Paper("事业单位公开招聘拟聘用人员公示", [rows, f"监督电话：{m.landline()}"])


def masked_list(m):
    rows = [["姓名", "身份证号", "联系电话", "家庭住址", "金额"]]
    for _row in range(6):
        identity, mobile = m.identity(), m.mobile()
        rows.append(
            [
                m.name()[0] + "**",
                f"{identity[:6]}********{identity[-4:]}",
                f"{mobile[:3]}****{mobile[-4:]}",
                m.pick(TOWNS) + m.pick(VILLAGES),
                "3000",
            ]
        )
    return Paper("危房改造补助公示", [rows])


def companies(m):
    rows = [["企业名称", "统一社会信用代码", "注册号", "法定代表人", "住所", "联系电话"]]
    rows += [
        [
            f"格尔木{m.pick(['昆仑', '盐桥', '金谷', '瑞丰'])}{m.pick(['商贸', '建材', '运输'])}有限公司",
            m.credit_code(),
            m.pick(COUNTIES) + m.digits(9),
            m.name(),
            f"格尔木市{m.pick(ROADS)}{m.random.randint(1, 99)}号{m.random.randint(1, 20)}号商铺",
            m.landline(),
        ]
        for _row in range(6)
    ]
    return Paper("拟吊销营业执照企业名单", [rows])


def doctors(m):
    rows = [["专家姓名", "职称", "擅长", "出诊时间"]] + [
        [
            m.name(),
            m.pick(["主任医师", "副主任医师"]),
            f"{m.pick(ILLS)}、{m.pick(ILLS)}的诊治",
            m.pick(["周一上午", "周三下午"]),
        ]
        for _row in range(5)
    ]
    return Paper(
        "市人民医院专家出诊安排",
        [
            rows,
            f"预约电话：{m.landline()}，地址：格尔木市{m.pick(ROADS)}{m.random.randint(1, 90)}号门诊楼3楼306室。",
        ],
    )


def health_policy(m):
    return Paper(
        "关于完善门诊慢特病保障的通知",
        [
            "将恶性肿瘤、尿毒症透析、器官移植、精神分裂症、糖尿病等病种纳入门诊慢特病范围。患者凭身份证到定点医院办理。",
            f"经办人电话{m.landline()}。",
            "残疾人两项补贴按月发放，一级、二级残疾每人每月100元。",
        ],
    )


def public_cars(m):
    rows = [
        ["车牌号", "品牌", "所属单位", "起拍价"],
        *[[m.plate(), "丰田", "市水利局", "12000元"] for _row in range(4)],
    ]
    return Paper(
        "公务用车拍卖公告", [rows, f"看车地点：格尔木市{m.pick(ROADS)}{m.random.randint(1, 90)}号院内"]
    )


def blank_form(m):
    return Paper(
        "不动产登记申请书（样表）",
        [
            [
                ["申请人姓名", "", "身份证号", ""],
                ["联系电话", "", "家庭住址", ""],
                ["银行卡号", "", "电子邮箱", ""],
            ],
            "填写说明：请如实填写身份证号、手机号和住址。",
        ],
    )


def flats(m):
    rows = [["序号", "房屋坐落", "建筑面积", "起拍价"]] + [
        [
            str(at),
            f"{m.pick(ESTATES)}{m.random.randint(1, 20)}号楼{m.random.randint(1, 4)}单元{m.random.randint(101, 902)}室",
            f"{m.random.randint(50, 120)}.{m.digits(2)}",
            str(m.random.randint(20, 90)),
        ]
        for at in range(1, 6)
    ]
    return Paper("国有房产公开招租公告", [rows, f"咨询：{m.landline()}"])


def beneficiaries(m):
    rows = [["序号", "姓名", "村", "补助金额（元）"]] + [
        [str(at), m.name(), m.pick(VILLAGES), str(m.random.randint(5, 50) * 100)] for at in range(1, 12)
    ]
    return Paper("草原生态保护补助奖励发放公示", [rows])


def approval(m):
    return Paper(
        "关于某选矿厂技改项目环境影响报告书的批复",
        [
            f"北环发〔2023〕{m.random.randint(1, 99)}号，项目位于东经{m.random.randint(94, 97)}°{m.random.randint(10, 59)}′{m.random.randint(10, 59)}.{m.digits(1)}″。档案号{m.pick(COUNTIES)}2021{m.random.randint(1, 12):02}{m.random.randint(10, 28)}{m.digits(4)}，附件E2021{m.digits(4)}，流水号{m.digits(19)}。",
            f"联系人：{m.name()}，{m.landline()}；邮箱：hbj@geermu.gov.cn。",
        ],
    )


def footer_contact(m):
    mobile = m.mobile()
    return Paper(
        "关于召开安全生产例会的通知",
        ["请各单位分管负责同志准时参会。", ("footer", f"经办：{m.name()} {mobile}")],
        [("mobile", mobile)],
    )


def in_properties(m):
    mobile, name = m.mobile(), m.name()
    return Paper(
        "2024年植树造林工作方案",
        ["一、总体要求。二、主要任务。三、保障措施。", ("property", f"{name} {mobile}")],
        [("mobile", mobile)],
    )


def deleted_words(m):
    identity, name = m.identity(), m.name()
    return Paper(
        "关于给予临时救助的决定",
        [f"经研究，决定给予{name}临时救助2000元。", ("deleted", f"（{identity}）")],
        [("id_number", identity)],
    )


def hidden_markup(m):
    mobile, identity = m.mobile(), m.identity()
    return Paper(
        "村级公益岗位拟聘人员公示",
        [f"拟聘用{m.name()}等12人。", ("unseen", f"联系手机 {mobile} 证件 {identity}")],
        [("mobile", mobile), ("id_number", identity)],
    )


def veterans(m):
    rows, planted = [["序号", "姓名", "出生日期", "优待证编号", "现住址", "本人电话", "备注"]], []
    for number in range(1, 7):
        home, mobile = m.home(), m.mobile()
        rows.append(
            [
                str(number),
                m.name(),
                f"19{m.random.randint(50, 90)}-0{m.random.randint(1, 9)}-1{m.random.randint(0, 9)}",
                f"6328{m.digits(8)}",
                home,
                written(m, mobile),
                "",
            ]
        )
        planted += [("home_address", home), ("mobile", mobile)]
    return Paper("优抚对象信息采集表", [rows], planted)


def adult_school(m):
    rows, planted = [["准考证号", "姓名", "身份证件号", "考点", "电子邮件"]], []
    for _row in range(6):
        identity, email = m.identity(), m.email()
        rows.append([f"63{m.digits(10)}", m.name(), identity.lower(), "第一中学", email])
        planted += [("id_number", identity), ("personal_email", email)]
    return Paper("成人自考考生信息核对", [rows], planted)


def drunk_driving(m):
    rows, planted = [["时间", "姓名", "号牌号码", "违法行为", "处罚结果"]], []
    for _row in range(6):
        plate = m.plate()
        rows.append([m.day(), m.name(), f"{plate[:2]}·{plate[2:]}", "饮酒后驾驶机动车", "暂扣驾驶证六个月"])
        planted.append(("plate", plate))
    return Paper("酒驾醉驾曝光台", [rows], planted)


def labour_dispute(m):
    name, identity, mobile, home = m.name(), m.identity(), m.mobile(), m.home()
    return Paper(
        "劳动人事争议仲裁送达公告",
        [
            f"{name}（公民身份号码：{identity[:6]} {identity[6:14]} {identity[14:]}，手机号码{mobile}，户籍地：{home}）：本委受理的你与青海某物流公司劳动报酬争议一案，现依法向你公告送达仲裁裁决书。"
        ],
        [("id_number", identity), ("mobile", mobile), ("home_address", home)],
    )


def child_injury(m):
    name = m.name()
    return Paper(
        "关于幼儿园意外伤害事件的调查处理情况",
        [
            f"{m.day()}上午，大班幼儿{name}（5岁）在攀爬架上跌落，经诊断为左臂骨折。涉事教师已停职，并对幼儿园处以罚款2万元。"
        ],
        [("minor_name", name)],
    )


def travel_abroad(m):
    passport, name = m.passport(), m.name()
    return Paper(
        "因公临时出国团组信息公示",
        [f"团组成员：{name}，市文旅局，普通护照号{passport}；出访国家：尼泊尔；经费：4.2万元。"],
        [("passport", passport)],
    )


def compensation_text(m):
    card, name = m.card(), m.name()
    return Paper(
        "关于拨付青苗补偿费的函",
        [f"请将补偿款38600元拨付至{name}账户，开户行：中国邮政储蓄银行格尔木支行，卡号{written(m, card)}。"],
        [("bank_card", card)],
    )


def leaders_page(m):
    return Paper(
        "领导分工",
        [
            f"{m.name()}，男，藏族，1974年8月出生，市委常委、副市长。办公电话{m.landline()}，办公地址：格尔木市{m.pick(ROADS)}{m.random.randint(1, 60)}号市政府大楼{m.random.randint(2, 6)}楼{m.random.randint(201, 620)}室。",
            "信箱：fushizhang@geermu.gov.cn",
        ],
    )


def lab_results(m):
    rows = [["样品编号", "被抽样单位", "地址", "营业执照号", "判定"]] + [
        [
            f"GC2363{m.digits(11)}",
            "格尔木昆仑超市",
            f"{m.pick(ROADS)}{m.random.randint(1, 90)}号1层",
            m.pick(COUNTIES) + m.digits(9),
            "合格",
        ]
        for _row in range(5)
    ]
    return Paper("食品安全监督抽检信息通告", [rows])


def gps_points(m):
    rows = [["点位编码", "经度", "纬度", "高程", "设备号"]] + [
        [
            f"63280{m.digits(10)}",
            f"94.{m.digits(12)}",
            f"36.{m.digits(12)}",
            f"2{m.digits(3)}.5",
            f"86{m.digits(13)}",
        ]
        for _row in range(5)
    ]
    return Paper("地质灾害隐患点监测设备布设", [rows])


def vaccination(m):
    return Paper(
        "HPV疫苗接种问答",
        [
            "宫颈癌由人乳头瘤病毒引起。14岁以下女生可以免费接种。",
            "高血压、糖尿病患者病情稳定时可以接种。残疾儿童由监护人陪同。",
            f"接种门诊：{m.pick(ROADS)}{m.random.randint(1, 90)}号妇幼保健院2楼，电话{m.landline()}。",
        ],
    )


def honours(m):
    rows = [["序号", "姓名", "单位", "职务", "拟表彰称号"]] + [
        [
            str(at),
            m.name(),
            m.pick(["市第二中学", "市人民医院", "市残联", "市疾控中心"]),
            m.pick(["教师", "护士", "科长"]),
            "先进个人",
        ]
        for at in range(1, 8)
    ]
    return Paper("抗击疫情先进个人拟表彰对象公示", [rows])


def project_ledger(m):
    rows = [["项目代码", "项目名称", "合同编号", "合同金额（元）", "付款流水号", "施工单位"]] + [
        [
            f"23{m.digits(2)}-632801-04-05-{m.digits(6)}",
            "人畜饮水工程",
            f"GEM{m.digits(9)}",
            str(m.random.randint(13000000000, 18900000000)),
            m.digits(19),
            "青海水利水电工程局有限责任公司",
        ]
        for _row in range(4)
    ]
    return Paper("乡村振兴衔接资金项目公告公示", [rows])


FOURTH = [
    footer_contact,
    in_properties,
    deleted_words,
    hidden_markup,
    veterans,
    adult_school,
    drunk_driving,
    labour_dispute,
    child_injury,
    travel_abroad,
    compensation_text,
    leaders_page,
    lab_results,
    gps_points,
    vaccination,
    honours,
    project_ledger,
]
FIRST = [
    relief_list,
    driver_letter,
    illness_list,
    bullying,
    workers,
    student_list,
    application_form,
    bid_notice,
    budget,
    recruits,
    companies,
    health_policy,
    blank_form,
]


def compensation(m):
    rows, planted = [["编号", "被征收人", "有效证件号", "房屋地址", "补偿款(元)", "收款账户"]], []
    for number in range(1, 7):
        identity, home, card = m.identity(), m.home(), m.card()
        rows.append(
            [
                f"GE-{number:03}",
                m.name(),
                identity,
                home,
                f"{m.random.randint(10, 99)},{m.digits(3)}.00",
                card,
            ]
        )
        planted += [("id_number", identity), ("home_address", home), ("bank_card", card)]
    return Paper(
        "国有土地上房屋征收补偿情况公布",
        ["根据《国有土地上房屋征收与补偿条例》第二十九条，公布如下。", rows, f"征收办电话{m.landline()}"],
        planted,
    )


def epidemic(m):
    name, home, plate = m.name(), m.home(), m.plate()
    return Paper(
        "关于新增确诊病例活动轨迹的通告",
        [
            f"病例1：{name}，男，43岁，现居住于{home}。2022年10月9日驾驶私家车（{plate}）到{m.pick(ROADS)}菜市场，10月11日确诊新冠肺炎。"
        ],
        [("health", name), ("home_address", home), ("plate", plate)],
    )


def rosters(m):
    rows, planted = [["队次", "村民姓名", "联系方式", "一卡通账号", "车牌照"]], []
    for number in range(1, 6):
        mobile, card, plate = m.mobile(), m.card(16), m.plate()
        rows.append([f"{number}队", m.name(), f"手机{written(m, mobile)}", written(m, card), plate])
        planted += [("mobile", mobile), ("bank_card", card), ("plate", plate)]
    return Paper("秋收转运车辆登记", [rows], planted)


def court_letter(m):
    name, old, home = m.name(), m.old_identity(), m.home()
    return Paper(
        "强制执行催告书",
        [f"{name}（身份证{old}，住址：{home}）：你户逾期未拆除违法建筑，请于收到本催告书之日起十日内履行。"],
        [("id_number", old), ("home_address", home)],
    )


def disabled(m):
    rows, planted = [["姓名", "残疾类别", "残疾等级", "补贴金额"]], []
    for _row in range(6):
        name = m.name()
        rows.append([name, m.pick(["肢体", "视力", "精神", "智力"]), m.pick(["一级", "二级", "三级"]), "100"])
        planted.append(("health", name))
    return Paper("重度残疾人护理补贴发放表", [rows], planted)


def abandoned(m):
    first, second = m.name(), m.name()
    return Paper(
        "事实无人抚养儿童认定公示",
        [f"拟认定{first}（女，2014年5月出生，就读于某小学）、{second}（男，2016年出生）为事实无人抚养儿童。"],
        [("minor_name", first), ("minor_name", second)],
    )


def masked_letter(m):
    return Paper(
        "行政处罚决定书（公开版）",
        [
            f"当事人：{m.name()[0]}某某，身份证号6328***********012，住青海省格尔木市{m.pick(TOWNS)}。当事人驾驶青H***21号货车……处罚款200元。"
        ],
    )


def hotlines(m):
    rows = [["单位", "值班电话", "地址", "邮箱"]] + [
        [name, m.landline(), f"格尔木市{m.pick(ROADS)}{m.random.randint(1, 99)}号", f"{word}@geermu.gov.cn"]
        for name, word in (("市民政局", "mzj"), ("市医保局", "ybj"), ("市教育局", "jyj"))
    ]
    return Paper("各部门值班电话", [rows])


def assets(m):
    rows = [["资产编号", "名称", "型号", "购置日期", "原值", "存放地点", "保管人"]] + [
        [
            m.digits(18),
            "台式计算机",
            f"EH{m.digits(7)}",
            "2019-05-06",
            f"{m.random.randint(3000, 6000)}.00",
            f"办公楼{m.random.randint(1, 5)}楼{m.random.randint(101, 520)}室",
            m.name(),
        ]
        for _row in range(6)
    ]
    return Paper("固定资产报废清单", [rows])


def isbn_list(m):
    rows = [["书号", "书名", "单价", "入库单号"]] + [
        [
            f"978{m.digits(10)}",
            m.pick(["糖尿病饮食指导", "高血压防治百问", "藏文书法"]),
            "32.00",
            f"1{m.pick('35789')}{m.digits(9)}",
        ]
        for _row in range(6)
    ]
    return Paper("农家书屋配送书目", [rows])


def land(m):
    rows = [["宗地编号", "不动产单元号", "土地坐落", "面积（㎡）", "受让单位", "成交价（万元）"]] + [
        [
            f"2023-{at}",
            f"{m.pick(COUNTIES)}{m.digits(6)}GB{m.digits(5)}",
            f"{m.pick(ROADS)}以北、{m.pick(ROADS)}以东",
            f"{m.digits(5)}.5",
            "青海盐湖工业股份有限公司",
            str(m.random.randint(100, 9000)),
        ]
        for at in range(1, 5)
    ]
    return Paper("国有建设用地使用权出让结果公示", [rows])


def river_chiefs(m):
    rows = [["河流", "河长姓名", "职务", "监督电话"]] + [
        [m.pick(["格尔木河", "那棱格勒河"]), m.name(), "副市长", m.landline()] for _row in range(4)
    ]
    return Paper("市级河长名单", [rows])


def appointment(m):
    return Paper(
        "关于任免职的通知",
        [
            f"经研究决定：任命{m.name()}同志为格尔木市卫生健康局局长；免去{m.name()}同志的市残疾人联合会副理事长职务。",
            f"{m.name()}，男，汉族，{m.random.randint(1965, 1985)}年3月出生，大学学历，任市教育局党组书记。",
        ],
    )


def interviews(m):
    return Paper(
        "全国道德模范事迹",
        [
            f"{m.name()}，女，市中医院护士长，从事糖尿病、脑梗死患者护理二十年。",
            f"{m.name()}医生常年资助贫困学生，被评为先进工作者。",
        ],
    )


THIRD = [
    compensation,
    epidemic,
    rosters,
    court_letter,
    disabled,
    abandoned,
    masked_letter,
    hotlines,
    assets,
    isbn_list,
    land,
    river_chiefs,
    appointment,
    interviews,
]
SECOND = [
    subsidy_cards,
    complaint,
    orphan_list,
    tobacco,
    note_in_file,
    injury,
    masked_list,
    doctors,
    public_cars,
    flats,
    beneficiaries,
    approval,
]


def write_files(folder: Path, seed: int, scenarios=(*FIRST, *SECOND), times: int = 6) -> dict[Path, Paper]:
    """Every scenario `times` times, each time in the next of the formats that can hold it."""
    random = Random(seed)
    written_files = {}
    for number, scenario in enumerate(scenarios):
        for turn in range(times):
            paper = scenario(Maker(random))
            formats = [name for name in WRITERS if can_hold(name, paper)]
            name = formats[(number + turn) % len(formats)]
            path = folder / f"{scenario.__name__}-{turn}.{name.partition('-')[0]}"
            path.write_bytes(WRITERS[name](paper))
            written_files[path] = paper
    return written_files


def can_hold(name: str, paper: Paper) -> bool:
    special = {part[0] for part in paper.parts if isinstance(part, tuple)}
    if "hidden" in special or any(
        isinstance(cell, int) and cell > 10**11
        for part in paper.parts
        if isinstance(part, list)
        for row in part
        for cell in row
    ):
        return name == "xlsx"
    if name in {"csv", "zip"} and not any(isinstance(part, list) for part in paper.parts):
        return False
    if special & {"footer", "property", "deleted"}:
        return name == "docx"
    if "unseen" in special:
        return name == "html"
    if "note" in special:
        return name in {"docx", "xlsx", "html"}
    return True


def rows_of(paper):
    for part in paper.parts:
        yield from part if isinstance(part, list) else [[part]]


def to_docx(paper):
    from docx import Document

    document = Document()
    document.add_heading(paper.title, 1)
    for part in paper.parts:
        if isinstance(part, list):
            table = document.add_table(len(part), len(part[0]))
            for row, texts in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = str(text)
        elif isinstance(part, tuple):
            _hide(document, *part)
        else:
            document.add_paragraph(part)
    return _bytes(document.save)


def _hide(document, where, text):
    """Where the file as it opens does not show it."""
    from docx.oxml import parse_xml

    if where == "note":
        document.add_comment(document.paragraphs[-1].runs, text=text)
    elif where == "footer":
        document.sections[0].footer.paragraphs[0].text = text
    elif where == "property":
        document.core_properties.comments = text
    else:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        document.paragraphs[-1]._p.append(
            parse_xml(
                f'<w:del xmlns:w="{space}" w:id="7" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
            )
        )


def to_xlsx(paper):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.append([paper.title])
    for part in paper.parts:
        if isinstance(part, tuple) and part[0] == "hidden":
            other = book.create_sheet("境外")
            other.sheet_state = "hidden"
            for row in part[1]:
                other.append(row)
        elif isinstance(part, tuple):
            sheet["A1"].comment = Comment(part[1], "")
        else:
            for row in part if isinstance(part, list) else [[part]]:
                sheet.append(
                    [float(cell) if isinstance(cell, int) and cell > 10**15 else cell for cell in row]
                )
    return _bytes(book.save)


def to_pdf(paper):
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=9, leading=13, wordWrap="CJK")
    story = [Paragraph(paper.title, style), Spacer(1, 8)]
    for part in paper.parts:
        if isinstance(part, list):
            rows = [[Paragraph(str(cell), style) for cell in row] for row in part]
            story.append(
                Table(
                    rows,
                    colWidths=[440 / len(part[0])] * len(part[0]),
                    style=[("GRID", (0, 0), (-1, -1), 0.5, "black")],
                )
            )
        else:
            story.append(Paragraph(part, style))
    data = io.BytesIO()
    SimpleDocTemplate(data).build(story)
    return data.getvalue()


def to_csv(paper):
    text = io.StringIO()
    csv.writer(text).writerows(rows_of(paper))
    return text.getvalue().encode("gb18030")


def to_txt(paper):
    lines = [paper.title, *("\t".join(map(str, row)) for row in rows_of(paper))]
    return "\n".join(lines).encode()


def to_html(paper):
    out = [
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{paper.title}</title></head><body><h1>{paper.title}</h1>"
    ]
    for part in paper.parts:
        if isinstance(part, tuple):
            shown = f"<!-- {part[1]} -->" if part[0] == "note" else f'<p style="display:none">{part[1]}</p>'
            out.append(shown)
        elif isinstance(part, str):
            out.append(f"<p>{part}</p>")
        else:
            out.append(
                "<table>"
                + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in part)
                + "</table>"
            )
    return "".join([*out, "</body></html>"]).encode()


def to_zip(paper):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("附件/名单.csv", to_csv(paper))
        archive.writestr("说明.txt", paper.title)
    return data.getvalue()


def _bytes(save):
    data = io.BytesIO()
    save(data)
    return data.getvalue()


WRITERS = {
    "docx": to_docx,
    "xlsx": to_xlsx,
    "csv": to_csv,
    "txt": to_txt,
    "html": to_html,
    "zip": to_zip,
    "pdf": to_pdf,
}
