"""The fourth lot of scenarios."""

from benchmarks.clerk_files.people import COUNTIES, ROADS, Paper, written


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
