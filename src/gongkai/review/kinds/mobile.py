"""手机号。作为单位联系方式公布的提醒，其余的拦下。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import is_name_label, person_in

NAME = gettext_lazy("手机号")
TRIGGER = r"1[\s\-]{0,3}[3-9](?:[\s\-.]{0,3}\d){9}"

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_/=.%])(?:[+(]{0,2}(?:00)?86\)?[\s\-]{0,2})?"
    r"(1(?:\s[3-9])(?:\s\d){9}|1[3-9]\d(?:\d{8}|(?:\s-\s|\.)\d{4}(?:\s-\s|\.)\d{4}|[\s\-]\d{4}[\s\-]\d{4}|[\s\-]\d{4}\d{4}|\d[\s\-]\d{3}[\s\-]?\d{4}|[\s\-]?\d{3}[\s\-]?\d{5}|(?:\s?\d){8}))"
    r"(?![0-9A-Za-z_]|\.\d|-\d{5})"
)
_CODE = re.compile(
    r"条码|条形码|编码|编号|代码|序列|考号|准考证|订单|流水|批次|批号|登记号|注册号|许可证|文号|书号|ISBN|户号|表号|货号|型号|设备|档案|桩号|卡号|学号|工号|"
    r"证号|发票|运单|快递|票号|账号|帐号|账户|单号|合同|地块|宗地|传真号码段|备案|QQ|税号",
    re.I,
)
_AMOUNT = re.compile(
    r"金额|元|收入|支出|决算|预算|数$|数[（(]|额|价|合计|总计|面积|产量|产值|公里|吨|平方|立方|人口|总量|余额|资产|税|费|存款|贷款|GDP|投资|资金|债|指标|千瓦"
)
_PHONE = re.compile(r"电话|手机|联系|号码|热线|tel|phone|mobile|联络|短信|微信|支付宝|通讯", re.I)
_UNIT_AFTER = re.compile(r"\s*(?:元|万|亿|吨|公里|千米|平方|立方|户|人次|辆|%|％|公斤|千克|千瓦)")
_INSIDE_CODE = re.compile(r"(?:[A-Za-z]\d{0,8}|(?<!\d)[1-9]\d{1,5})-$|[〔［\[]\d{4}[〕］\]]\s?第?$")
_PUBLIC = re.compile(
    r"咨询|热线|监督|举报|投诉|值班|服务|客服|报名|受理|承办|办公|指挥部|求助|救援|老师|科长|局长|主任|处长|专员|经办|采购|招标|代理|捐赠|"
    r"工作组|河长|路长|田长|林长|包保|网格员|领导"
)
_PRIVATE = re.compile(
    r"申请人|被处罚|当事人|户主|救助|监护人|家长|患者|病人|居民|来信|来访|来电|投诉人|举报人|业主|村民|学生|考生|住址|家住|我住|身份证|驾驶员|车主|本人|家属|父亲|母亲|丈夫|"
    r"妻子|联系我|低保|残疾|困难|帮扶|孤儿|儿童|领取|拆迁户|被征收人|承租|求职|密接|隔离|轨迹|伤者|死者|租户|务工|农户|贫困户|反映人|信访人"
)
_OFFICE = re.compile(r"(?<!\d)0\d{2,3}\s?[-)）]\s?\d{7,8}")
_PERSON = re.compile(r"联系人|联系方式|联系电话|负责人|责任人")
_HERE = {"body", "cell", "heading", "link", "inserted", "box", "ocr"}
_UNITS = re.compile(
    r"企业|公司|单位|机构|部门|商户|店|合作社|网点|医院|学校|委员会|[局处科]|政府|协会|中心|项目部"
)


def find(passage):
    for found in _NUMBER.finditer(passage.text):
        value = re.sub(r"\D", "", found.group(1))
        if len(value) == 11 and _is_phone(passage, found):
            yield Hit(found.start(), found.end(), value, *_judgement(passage, found))


def _is_phone(passage, found) -> bool:
    if passage.label:
        if _PHONE.search(passage.label):
            return True
        if _CODE.search(passage.label) or _AMOUNT.search(passage.label):
            return bool(_PHONE.search(passage.text[: found.start()]))
        if passage.number:
            return person_in(passage.row) is not None
    elif passage.number:
        return person_in(passage.row) is not None and not re.search(
            "单位[:：]?.{0,3}元", passage.around.words()
        )
    if _UNIT_AFTER.match(passage.text, found.end()) or _INSIDE_CODE.search(passage.text[: found.start()]):
        return False
    before = passage.before(found.start(), 14)
    phone = max((word.end() for word in _PHONE.finditer(before)), default=-1)
    code = max((word.end() for word in _CODE.finditer(before)), default=-1)
    if code > phone:
        return not re.fullmatch(r"[\s:：为是（(号码]*", before[code:])
    if phone < 0 and not passage.row and passage.around.header and not _PHONE.search(passage.around.header):
        return not _CODE.search(passage.around.header)
    return True


def _judgement(passage, found) -> tuple[str, str]:
    if not passage.place.hidden and passage.role in _HERE and _is_public_contact(passage, found):
        return _("手机号。如果是单位公布的联系电话可以保留，否则请遮盖；最好改用办公电话。"), "warn"
    return _("个人的手机号。请遮盖，或者改为办公电话。"), "block"


def _is_public_contact(passage, found) -> bool:
    if passage.row:
        labels = passage.labels()
        private = _PRIVATE.search(f"{labels} {passage.around.section} {passage.around.title}")
        people = any(is_name_label(cell.label) for cell in passage.row)
        return not private and not people and bool(_UNITS.search(labels) or _PUBLIC.search(labels))
    before, after = passage.before(found.start(), 60), passage.after(found.end(), 20)
    private = _last(_PRIVATE, before)
    public = max(_last(pattern, before) for pattern in (_PUBLIC, _OFFICE))
    if _UNITS.search(before):
        public = max(public, _last(_PERSON, before), _last(_UNITS, before))
    if private >= 0 or public >= 0:
        return public > private
    return bool(_PUBLIC.search(after)) and not _PRIVATE.search(after)


def _last(pattern, text: str) -> int:
    return max((word.end() for word in pattern.finditer(text)), default=-1)
