"""某个人的疾病、伤情、残疾。值是人名，遮盖的也是人名。医生、泛指的疾病不算。"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.review.checking.passages import Hit
from gongkai.review.checking.people import HAN_NAME, is_name, is_name_in_column, person_in

ILLNESS = (
    r"(?:肝|胃|肺|乳腺|食[管道]|宫颈|子宫|直?肠|结肠|胰腺|甲状腺|鼻咽|前列腺|膀胱|卵巢|骨|脑|皮肤|胆[管囊]|肾|喉|舌|口腔|贲门)?(?:恶性|良性)?(?:癌|肿瘤)|白血病|淋巴瘤|骨髓瘤|脑瘤|尿毒症|肾(?:功能)?衰竭|肾病综合征|肾炎|透析|重症肌无力|渐冻|肌萎缩|双相(?:情感)?障碍|精神分裂|精神(?:障碍|疾病|病)|抑郁症?|焦虑症|躁狂|"
    r"糖尿病|高血压|冠心病|心肌梗[死塞]|心脏病|心力衰竭|心衰|脑梗死?|脑出血|脑卒中|中风|偏瘫|截瘫|瘫痪|脑瘫|肝硬化|肝炎|乙肝|丙肝|艾滋病?|HIV|梅毒|淋病|尖锐湿疣|性病|肺结核|结核病?|癫痫|"
    r"唐氏|自闭症|孤独症|血友病|再生障碍性贫血|地中海贫血|红斑狼疮|强直性脊柱炎|类风湿|帕金森|阿尔茨海默|痴呆|尘肺|矽肺|包虫病|布鲁?氏?菌?病|布病|慢阻肺|肺纤维化|肺源性|股骨头坏死|骨折|烧伤|截肢|"
    r"失明|失聪|耳聋|聋哑|智力障碍|植物人|颅脑损伤|脊髓损伤|器官移植|麻风|克山病|大骨节病|氟骨症|风湿性|先天性[一-鿿]{1,6}|苯丙酮尿症|黏多糖|戈谢病|多发性硬化|"
    r"(?:视力|听力|言语|肢体|智力|精神|多重)(?:(?:残疾|残)(?:[一二三四1-4]级)?|[一二三四]级)|新型冠状病毒肺炎|新冠肺炎|不孕|流产|怀孕\d|吸毒成瘾|"
    r"宫外孕|挫裂?伤|撕裂伤|挤压伤|离断|脑震荡|脑积水|蛛网膜|脾破裂|肝破裂|粉碎性|烫伤|冻伤|脑膜炎|败血症|胰腺炎|阑尾炎|胆结石|胆囊炎|肾结石|肾积水|腰椎间盘|白内障|青光眼|小儿麻痹|唇腭裂|室间隔缺损|"
    r"法洛四联症|心脑血管|卧床不起|半身不遂|哮喘|肺气肿|胃溃疡|子宫肌瘤|静脉曲张|甲状腺结节|甲亢|痛风|动脉瘤|脑血栓|脑溢血|脑萎缩|心肌[病炎]|肺心病|白癜风|肌营养不良"
)
NAME = gettext_lazy("健康状况")
TRIGGER = (
    r"患者|病人|患儿|病种|病名|病情|诊断|疾病|伤情|健康状况|身体状况|癌|瘤|白血病|尿毒症|衰竭|肾|透析|肌无力|渐冻|肌萎缩|障碍|精神|抑郁|焦虑|躁狂|糖尿病|高血压|心病|梗|脑|中风|瘫|肝|艾滋|HIV|梅毒|淋病|性病|结核|癫痫|唐氏|自闭|孤独症|血|狼疮|脊柱|风湿|帕金森|"
    r"海默|痴呆|尘肺|矽肺|包虫|布病|布鲁|慢阻肺|肺|坏死|骨折|烧伤|截肢|失明|失聪|聋|植物人|脊髓|移植|麻风|克山|骨节|氟骨|[一二三四]级|先天|苯丙酮|黏多糖|戈谢|硬化|残|不孕|流产|怀孕|吸毒|宫外孕|阑尾|白癜|[裂压烫冻]伤|离断|脑|破裂|粉碎性|脑膜炎|[脾胰胆胃]|腰椎|白内障|青光眼|麻痹|腭裂|间隔|法洛|卧床|不遂|哮喘|静脉|甲[亢状]|痛风|动脉|肌"
)

_ILLNESS = re.compile(ILLNESS)
_HEALTH_LABEL = re.compile(
    r"病种|疾病|病名|病情|诊断|患病|残疾类|残疾等|残疾程度|伤情|伤残|健康状况|身体状况|残疾情况|所患"
)
_CAUSE_LABEL = re.compile(r"原因|事由|备注|情况|说明|类别|类型|等级|困难|内容|残疾|理由|症状")
_DOCTOR = re.compile(
    r"专家|医生|医师|擅长|职称|主治|坐诊|出诊|义诊|特长|专业特色|诊疗范围|研究方向|主讲|授课|讲师|主持人|课题|药品|适应症"
)
_NOBODY = re.compile(r"无|否|健康|良好|正常|-+|/|暂无|一般|未见异常")
_SUFFERS = re.compile(
    r"患(?!者)|罹患|确诊|诊断(?:为|出)|查出|身患|致(?!力|富|使|辞|谢|函|电)|因(?:[^，。；]{0,10}?)(?:住院|手术|治疗|去世|死亡|致)|突发|导致|造成|鉴定为|评定为|系|残疾人?证|受伤|伤残|被评|治疗|医治|病情|工伤|阳性|轨迹|既往|病史|住院|手术后"
)
_NAME = re.compile(
    rf"(?:(?<![一-鿿])|(?:村民|居民|职工|学生|患者|工人|老人|户主|群众|病人|同志|当事人|申请人|被救助人|伤者|死者|社员|牧民|户|儿子|女儿|丈夫|妻子|父亲|母亲|孙子|孙女|[一二三四五六七八九十]组|[村社]的|对象|之子|之女|劳动者|受害人|被害人|之[妻夫父母子女]|诊断|认定|评定|鉴定|劳动力|工友|军人|投诉人|反映人|信访人|来信人|被处罚人|被执行人|[原被]告|将|驾驶人|参保人|继承人|学员|人员|其[妻夫父母子女兄弟姐妹]|妻|慰问|看望|致|病例\d{{0,3}}|感染者\d{{0,3}})[:：]?)"
    rf"({HAN_NAME})(?=[，,（(）)、：:\s]|患|身患|罹患|老人|同志|常年|长期|多年|不慎|生前|称|从|反映|列|其患|既往|瘫|怀孕|截|全身|头|胸|腰|双|腹|颅|因|被|系|的|确诊|突发|经|于|自|名下|左|右|[男女]|家|$|为|在|受|诉|查出|一家)"
)
_GENERAL = re.compile(
    r"等(?:疾病|重大|病种|慢性|传染)|防治|预防|筛查|知识|门诊|科普|宣传|健康教育|病种范围|保险|药品|疫苗|专科|诊疗|指南|方案|规划|纳入|什么是|临床"
)


_DESCRIBED = re.compile(
    r"[为系是]|[，,、（(]\s?(?:(?:[男女]|\d{1,3}\s?周?岁|[一-鿿]{1,4}族|\d{4}年(?:\d+月)?(?:出?生)?)[，,、]?\s?){0,4}(?:[左右双上下前后][一-鿿]{0,3})?|\s{1,8}(?:[男女]\s+|\d{1,3}岁?\s+){0,2}"
)
_HAS = re.compile(r"(?:^|因|患有?|突发|列为|常年|长期|多年|双目|自幼|[左右双全头胸腰腹][一-鿿]{0,4})$")
_ILL_BY_LEAD = re.compile(r"(?:伤者|患者|病人|病例\d{0,3}|感染者)[:：]?$")
_FIELD = re.compile(
    r"(?P<label>残疾类[别型]|残疾等级|病种|疾病|病名|病情|诊断|伤情|患病情况|健康状况|原因)[一-鿿]{0,4}[:：]\s?(?P<value>[^，,。；;\s]{1,20})"
)
_OWNER = re.compile(
    rf"(?:姓\s?名|对象|患者|申请人|户主|职工|救助人|伤者|死者)[:：]\s?({HAN_NAME})(?=[\s，,。；;（(、]|$)"
)
_ENDS = re.compile(
    r"(?:[早中晚末期级型度等一二三四壹贰叁重轻症病伤残疾史后遗多年在床并发Ⅰ-ⅢI]{0,6})(?=[，,；;。、）)\s]|$)"
)
_PATIENT = re.compile(r"[一-鿿]{0,3}?(?:患者|病人|患儿|残疾人|感染者|携带者)(?:名单)?(?:[:：]|有)?\s?")
_FOUND_OUT = re.compile(r"诊断|确诊|鉴定|认定|病例|患者|检出|查出")
_COLON = re.compile(r"[^，,。；、:：科组门中专负联咨协院班方]{0,6}[:：]\s?")
_ONE_OF_LIST = re.compile(
    rf"({HAN_NAME})(?:[（(][^（）()]{{0,20}}[）)])?(?:(、)|(?=[，,。；;的等因（(未被于在进出住到系]|$))"
)


def find(passage):
    if passage.row:
        yield from _in_row(passage)
    elif passage.role not in {"property", "name", "code"} or passage.place.hidden:
        yield from _in_text(passage)


def _in_row(passage):
    if _DOCTOR.search(passage.context()):
        return
    if not _shows_health(passage) and not _is_patient(passage):
        if len(passage.text) > 20:
            yield from _in_text(passage)
        return
    person = person_in(passage.row)
    if person is not None:
        name = re.sub(r"\s", "", person.text)
        yield Hit(0, len(passage.text), name, _message(), place=person.place, raw=person.text.strip())


def _shows_health(passage) -> bool:
    text = passage.text.strip()
    if not text or _NOBODY.fullmatch(text):
        return False
    if _HEALTH_LABEL.search(passage.label):
        return not re.search(r"编号|代码|日期|机构|医院|人数|金额|证号", passage.label) and bool(
            re.search("[一-鿿]", text) or "等级" in passage.label
        )
    found = _ILLNESS.search(text)
    return bool(found) and (bool(_CAUSE_LABEL.search(passage.label)) or not passage.label)


def _is_patient(passage) -> bool:
    """The name itself, in a list whose title or column says that these are people with an illness."""
    label = re.search(r"患者|病人|患儿", passage.label) and "监护" not in passage.label
    if not label or not is_name_in_column(passage.text):
        return False
    title = f"{passage.around.title} {passage.around.section} {passage.labels()}"
    return bool(re.search(rf"(?:{ILLNESS})[一-鿿]{{0,3}}(?:患者|病人|患儿)", title))


def _in_text(passage):
    listed = bool(_HEALTH_LABEL.search(passage.around.header))
    if _DOCTOR.search(passage.around.words()):
        return
    done = set()
    for illness in _ILLNESS.finditer(passage.text):
        found = _listed_name(passage, illness) if listed else _name_before(passage, illness)
        for start, end in {found or (0, 0), *_names_after(passage, illness)} - done - {(0, 0)}:
            if _ILLNESS.fullmatch(passage.text[start:end]):
                continue
            done.add((start, end))
            yield Hit(start, end, passage.text[start:end].replace(" ", ""), _message())
    if not done:
        yield from _in_fields(passage)


def _in_fields(passage):
    """姓名：某某 / 残疾类别：视力: fields one after another in running text, or in the lines just before."""
    for field in _FIELD.finditer(passage.text):
        if _NOBODY.fullmatch(field["value"].strip()) or not (
            field["label"].startswith("残疾") or _ILLNESS.search(field["value"])
        ):
            continue
        owners = [owner for owner in _OWNER.finditer(passage.text[: field.start()]) if is_name(owner[1])]
        if owners:
            start, end = owners[-1].span(1)
            yield Hit(start, end, passage.text[start:end], _message())
            return
        earlier = [name for name in _OWNER.findall(passage.around.recent) if is_name(name)]
        if earlier:
            yield Hit(*field.span("value"), earlier[-1], _message(), raw=earlier[-1])
            return


def _listed_name(passage, illness):
    """In a list without visible columns: the last word before the illness that is by itself a name."""
    first = max(0, illness.start() - 80)
    words = re.finditer(r"[^\s|,，;；]+", passage.text[first : illness.start()])
    named = [word.span() for word in words if is_name(word.group())]
    return (first + named[-1][0], first + named[-1][1]) if named else None


def _name_before(passage, illness):
    first = max(passage.text.rfind(mark, 0, illness.start()) for mark in "。！？；\n") + 1
    first = max(first, illness.start() - 120)
    clause = passage.text[first : illness.end() + 12]
    reach = illness.start() - first
    if _GENERAL.search(clause[reach - 6 if reach > 6 else 0 :]):
        return None
    if re.search(r"医师|医生|主任|教授|专家|院长|护士|博士|院士|研究员|讲座|坐诊", clause):
        return None
    best = None
    for found in _NAME.finditer(clause):
        if found.end(1) <= reach and reach - found.end(1) <= 45 and is_name(found.group(1)):
            best = found
    if best is None:
        before = passage.text[max(0, illness.start() - 220) : illness.start()]
        found = _only_person(before) if _SUFFERS.search(clause) else None
        moved = illness.start() - len(before)
        return (found[0] + moved, found[1] + moved) if found else None
    if not _is_told(clause, best.start(1), best.end(1), reach, passage.text[illness.end() :]):
        return None
    return first + best.start(1), first + best.end(1)


def _is_told(clause: str, named: int, start: int, reach: int, tail: str) -> bool:
    """That the person suffers: said by a word, or by the illness right behind the name or the age."""
    if (
        _HAS.search(clause[start:reach])
        or _ILL_BY_LEAD.search(clause[:named])
        or _SUFFERS.search(clause[max(0, start - 4) : reach + 14])
    ):
        return True
    return bool(_ENDS.match(tail) and _DESCRIBED.fullmatch(clause[start:reach]))


def _names_after(passage, illness):
    """诊断为尘肺病：某某（壹期）、某某；尿毒症患者某某。"""
    before, after = passage.before(illness.start(), 16), passage.text[illness.end() : illness.end() + 300]
    led = _PATIENT.match(after)
    if not led and _FOUND_OUT.search(before):
        led = _COLON.match(after)
    if not led or _GENERAL.search(before[-6:] + after[: led.end()]):
        return
    at = led.end()
    while found := _ONE_OF_LIST.match(after, at):
        start, end = found.span(1)
        if not is_name(found.group(1)):
            return
        yield illness.end() + start, illness.end() + end
        at = found.end()
        if not found.group(2):
            return


def _only_person(before: str):
    """The one person of whom the paragraph has spoken so far: 病例1：姓名，男，43岁。……确诊……"""
    people = [found.span(1) for found in _NAME.finditer(before) if is_name(found.group(1))]
    if len({before[start:end] for start, end in people}) != 1 or len(before) - people[0][0] > 200:
        return None
    start, end = people[0]
    described = re.match(r"\s?[（(，,、]\s?(?:[男女]|\d+岁|身份证)", before[end:])
    return (start, end) if described else None


def _message() -> str:
    return _("写出了这个人的疾病、伤情或者残疾。请遮盖姓名，或者删去病情。")
