"""个人住址，到门牌号一级。办公、经营地址和没有人的房屋不算。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import is_name, is_name_label, person_in

NAME = gettext_lazy("家庭住址")
TRIGGER = r"[\d一二三四五六七八九十]\s?[号室户栋幢]|单元|\d-\d"

_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百]{1,4})"
_DOOR = re.compile(
    rf"(?:{_NUMBER}\s?(?:[-之]\s?\d{{1,4}}\s?)*(?:号院|号楼|号|栋|幢|单元|楼|室|户|层|门|座)[东西南北中]?(?:侧|户)?|{_NUMBER}\s?-\s?\d{{1,4}}(?:\s?-\s?\d{{1,5}}){{0,3}}号?)"
)
_PLACE = re.compile(r"[省市州县区旗镇乡村路街道巷社组队园苑小区里弄胡同]")
_LABEL = re.compile(
    r"住址|家庭地址|居住地|现住|家庭住|户籍地|户籍所在|户口所在|户口地址|房号|门牌|收件地址|收货地址|住房地址|房屋地址|配租房|详细地址|送达地址|常住地|居所"
)
_LOOSE_LABEL = re.compile(r"地\s*址|住\s*所|坐落|座落|房源|位置|房屋")
_BUSINESS = re.compile(
    r"企业|单位|公司|机构|药店|商户|店名|店铺|字号|经营|注册地址|法定代表人|信用代码|学校名|医院|诊所|办公|网点|场所|门店|营业|站点|加油站|超市|饭店|项目名称|供应商|合作社|采购"
)
_CUE = re.compile(
    r"(?:家庭住址|现住址|住址|家庭地址|居住地址|户籍地址|户籍所在地|户籍地|户口所在地|经常居住地|居住地|家住(?:在)?|(?:我|现|租|暂|均|生前|原|曾|[，,；;、）)]|[男女])\s?住(?:在|于)?(?![址所地宅房院宿户建])|现居住?[于在]?|居住[于在]|我们?住在?(?![址所地宅房院宿户建])|住于|住在|我们?是(?=[一-鿿]{2,12}[县市区镇乡村])|送达地址(?:确认)?|收件地址|收货地址|身份证地址)"
    r"[\s:：为是]*(?=[^\s，。；])"
)
_SOFT_CUE = re.compile(
    r"(?:住所地?|地址|(?<![国专商一独每各大业农厂店住回酒])(?:家在|家（|家\())[\s:：为是]*"
)
_BARE = re.compile(
    r"(?:(?<=[，,；;：:\s])|^)(?=[一-鿿]{0,8}?[省州市县][一-鿿]{0,8}[乡镇街道路村][^，,。；;：:\s]{0,14}?(?:[组社队]\d+号|单元\d+))"
)
_TELLS_PERSON = re.compile(
    r"1[3-9]\d{9}|\d{17}[\dXx]|[，,]\s?[男女][，,]|(?:19|20)\d\d年(?:\d+月)?(?:\d+日)?(?:出)?生|收[件货]人|[一-鿿]族[，,]|\d岁"
)
_PROSE = re.compile(
    r"[《》\[\]“”]|规定|办法|标准|证明|按照|依照|要求|相关|国家|政策|问题|位于|对面|仅有|安置|希望|一个|驾驶|生活|[了吗]"
)
_PERSON = re.compile(
    r"身份证|[，,、]\s?[男女]\s?[，,、]|性别|出生|年生|族[，,]|被处罚人|申请执行人|被执行人|村民|居民|户主|本人|我家|他家|她家"
)
_COMPANY = re.compile(
    r"公司|企业|合作社|法定代表人|信用代码|经营者|字号|采购人|代理机构|办公|营业执照|联系地址|看车|邮编|事务所|厂|医院|学校|大厅|窗口|中心|局"
)


def find(passage):
    if passage.row and (_LABEL.search(passage.label) or _LOOSE_LABEL.search(passage.label)):
        yield from _in_cell(passage)
    else:
        yield from _in_text(passage)


def _in_cell(passage):
    found = _door(passage.text)
    if not found or not _is_home(passage):
        return
    start = len(passage.text) - len(passage.text.lstrip())
    yield Hit(start, found, _value(passage.text[start:found]), _message())


def _is_home(passage) -> bool:
    labels = passage.labels()
    own = "住址" in passage.label and person_in(passage.row) is not None
    if _BUSINESS.search(re.sub("工作单位|所在单位" + "|单位" * own, "", labels)):
        return bool(re.search("家庭|户籍|现住|居住", passage.label))
    person = any(is_name_label(cell.label) for cell in passage.row) or person_in(passage.row) is not None
    if _LABEL.search(passage.label):
        return person or bool(re.search("家庭|现住|住址|户籍", passage.label))
    return person


def _in_text(passage):
    done = 0
    for cue in _CUE.finditer(passage.text):
        if cue.start() >= done and not _of_company(passage, cue):
            for hit in _after(passage, cue.end()):
                done = hit.end
                yield hit
    for cue in _SOFT_CUE.finditer(passage.text):
        before = passage.text[max(0, cue.start() - 60) : cue.start()]
        before = re.split(r"[。；;\n]", before)[-1]
        if cue.start() >= done and (
            _is_family(cue, before) or (_PERSON.search(before) and not _COMPANY.search(before))
        ):
            for hit in _after(passage, cue.end()):
                done = hit.end
                yield hit
    for cue in _bare(passage):
        if cue.start() >= done:
            yield from _after(passage, cue.end())


def _bare(passage):
    """An address that is a clause of its own, among what tells a person: 收件人：某某，手机，共和县……3社12号。"""
    for cue in _BARE.finditer(passage.text):
        line = passage.text[: cue.start()].rsplit("\n", 1)[-1][-60:]
        after = passage.text[cue.end() : cue.end() + 60]
        if _TELLS_PERSON.search(line) and not _COMPANY.search(
            re.split("[，,。；;]", line + after)[0] + after
        ):
            yield cue


def _is_family(cue, before: str) -> bool:
    return cue.group().startswith("家") and any(is_name(before[-length:]) for length in (2, 3))


def _of_company(passage, cue) -> bool:
    if re.search("家|户籍|户口|我|身份证|租|[男女]", cue.group()):
        return False
    before = re.split(r"[。；;\n]", passage.text[max(0, cue.start() - 30) : cue.start()])[-1]
    return bool(_COMPANY.search(before)) and not _PERSON.search(before)


def _after(passage, start):
    tail = re.split(r"[，,。；;、：:！？\n]", passage.text[start : start + 90])[0]
    end = _door(tail)
    if end and _PLACE.search(tail[:end]) and not _PROSE.search(tail[:end]):
        yield Hit(start, start + end, _value(tail[:end]), _message())


def _door(text: str) -> int:
    """Where the address ends: behind its last door, room or unit number; 0 when it does not go so far."""
    end = 0
    for found in _DOOR.finditer(text):
        if found.group().endswith(("层", "座", "楼")) and not end:
            continue
        if re.match(r"\s?(?:公告|文件|令|文|线|桩|地块|宗地|信|通知|函|井|工作日)", text[found.end() :]):
            break
        end = found.end()
        tail = re.match(r"(?:附\d+号?|\d{1,4}(?![\d.年月日]))", text[end:])
        end += tail.end() if tail else 0
    return end


def _value(text: str) -> str:
    return re.sub(r"\s", "", text)


def _message() -> str:
    return _("个人住址到了门牌号。请只写到村或者社区。")
