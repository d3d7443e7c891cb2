"""The first lot of scenarios."""

from benchmarks.clerk_files.people import COUNTIES, ILLS, ROADS, TOWNS, VILLAGES, Paper, written


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


def bullying(m):
    first, second = m.name(), m.name()
    return Paper(
        "关于某中学学生欺凌事件的处理通报",
        [
            f"{m.day()}，该校八年级学生{first}（14岁）在宿舍内殴打{second}（13岁），造成面部擦伤。学校已对相关学生进行教育惩戒。"
        ],
        [("minor_name", first), ("minor_name", second)],
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


def health_policy(m):
    return Paper(
        "关于完善门诊慢特病保障的通知",
        [
            "将恶性肿瘤、尿毒症透析、器官移植、精神分裂症、糖尿病等病种纳入门诊慢特病范围。患者凭身份证到定点医院办理。",
            f"经办人电话{m.landline()}。",
            "残疾人两项补贴按月发放，一级、二级残疾每人每月100元。",
        ],
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
