"""The third lot of scenarios."""

from benchmarks.clerk_files.people import COUNTIES, ROADS, TOWNS, Paper, written


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
