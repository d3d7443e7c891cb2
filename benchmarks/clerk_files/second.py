"""The second lot of scenarios."""

from benchmarks.clerk_files.people import COUNTIES, ESTATES, ILLS, ROADS, TOWNS, VILLAGES, Paper, written


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


def tobacco(m):
    name = m.name()
    return Paper(
        "向未成年人售烟行政处罚信息",
        [
            f"经查，{m.day()}当事人经营的便利店向{name}（男，15岁，在校学生）出售卷烟一盒，违反《中华人民共和国未成年人保护法》第五十九条。"
        ],
        [("minor_name", name)],
    )


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


def public_cars(m):
    rows = [
        ["车牌号", "品牌", "所属单位", "起拍价"],
        *[[m.plate(), "丰田", "市水利局", "12000元"] for _row in range(4)],
    ]
    return Paper(
        "公务用车拍卖公告", [rows, f"看车地点：格尔木市{m.pick(ROADS)}{m.random.randint(1, 90)}号院内"]
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
