"""Names of people in Chinese text: where a column or the words around say so, never by a guess about any two characters."""

import re

_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董潘袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚"
    "邵万钱严覃武戚莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戎岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕"
    "楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉"
    "银亢嵇公哈湛宾勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由妥喇切拜虎才扎达尕更朝色旦贡昌凤酆常贝蔡贲洪诸钮滑荀汲邴糜松牧隗山宓蓬郗仰秋钭韶蓟怀鄂咸籍赖能苍莘逄扶宰郦璩"
    "濮寿郏充习宦鱼慎庾暨步弘广禄殳沃蔚越夔厍融空毋须巢蒯红竺桓付闫撒仁水"
)
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|轩辕|夏侯|端木|独孤|南宫|呼延"
_TIBETAN = (
    "卓玛|才让|扎西|多杰|央宗|尖措|仁青|更登|当周|切吉|卓尕|旦增|丹增|次仁|才仁|索南|拉毛|措毛|吉毛|东主|多吉|加措|嘉措|桑杰|达娃|尼玛|白玛|普布|格桑|"
    "洛桑|旺姆|曲珍|拉姆|旦正|公保|华旦|南杰|夸吉|才旦|万玛|三智|贡保|羊毛|关却|巴桑|班玛|江永|尕玛|文毛|拉措|看卓|昂毛|楞本|俄日|周毛|项杰|索巴|罗桑|"
    "德吉|央金|平措|贡布|旺堆|旺杰|强巴|土登|阿旺|班禅|彭措|加羊|拉加|豆格|先巴|角巴|华本|赛吉|多日杰|巴特|巴图|其其格|格日勒|图雅|那仁|苏和|乌兰|吾个|布拉|萨利哈"
)
HAN_NAME = rf"(?:(?:{_COMPOUND})[一-鿿]{{1,2}}|[{_SINGLE}][一-鿿]{{1,2}}|(?:{_TIBETAN})[一-鿿]{{0,4}}|[一-鿿]{{1,5}}(?:·[一-鿿]{{1,6}}){{1,2}})"
_WHOLE = re.compile(rf"(?:{HAN_NAME}|[一-鿿]{{1,3}}(?:{_TIBETAN}))")
_COLUMN_NAME = re.compile(r"[一-鿿㐀-䶿]{2,8}(?:·[一-鿿]{1,8}){0,3}")
_MASKED = re.compile(r"[某*×xX○〇Ｏ□#]")

NAME_LABEL = re.compile(
    r"姓\s*名|名字|户主|患者|对象|者$|人$|户$|户名|学生|考生|孤儿|儿童|幼儿|家长|司机|车主|房主|业主|员$|职工|农户|^name$|成员|人员|亲属|家属|配偶|子女",
    re.I,
)
_NOT_NAME_LABEL = re.compile(
    r"企业|单位|公司|机构|名称|电话|证|号|数$|数量|人数|关系|年龄|类别|类型|性质|性别|人次|地址|住址|金额|村|情况|范围|是否|条件|开户|账户|"
    r"联系人|经办|负责人|保管|法定代表|代理人|采购人|招标人|投标人|中标|供应商|主持|审批|审核|监督|填报|填表|制表|发证|发布|承办|责任人|受理|"
    r"管理员|网格员|联络|组织者|开发者|经营者|生产者|所有者|保证人"
)
_COMMON = re.compile(
    r"(?:包括|来信|来访|来电|严禁|严重|严格|信息|强奸|高血|白血|白内|宫颈|麻风|麻疹|水痘|甲状|甲亢|牛皮|房颤|关节|白癜|幽门|高原|高脂|荨麻|花粉|高度|高温|高龄|高校|高危|安全|安排|施工|任务|任命|成立|成员|成绩|温度|常务|常见|方面|方便|时候|时刻|易发|平均|平台|平时|关注|关爱|关系|关心|危害|危险|利用|利于|支持|相关|国家|"
    r"全部|全国|全市|全县|全省|和谐|明确|明显|万元|水平|水利|农村|农民|农业|农户|林业|牧业|牧民|卫生|计划|童年|党员|党委|党组|宁可|通过|沙漠|盛行|解决|解除|司法|车辆|花费|顾客|盖章|白天|黄金|金额|石油|马上|钱款|"
    r"路面|田地|雷电|单独|从事|双方|双向|充分|隆重|柴油|房屋|房产|祖国|乐观|曲线|纪律|申请|申报|焦点|权利|权力|权益|步行|应急|应该|应对|能够|能力|居民|居住|居家|文化|文件|文明|古代|游客|阳光|经过|强制|强化|强调|"
    r"宣传|宣布|边境|连续|余额|何时|幸福|幸存|台风|池塘|段落|富裕|班级|仲裁|宫颈|宿舍|公安|公益|公共|公民|公开|狄|计生|谈话|封闭|官方|查处|查询|明知|储存|燕麦|毕业|金融|江河|向全|尚未|尚需|包含|左右|左手|右手|"
    r"家庭|病人|病情|诊断|周岁|周边|周期|周围|预防|实施|母亲|父亲|儿童|学生|同学|老师|患者|子女|其他|我市|我县|本人|群众|村民|职工|工人|老人|妇女|干部|人员|对象|以上|以下|未成|满十|不满)"
)
_WORDS = re.compile(
    r".[其的了在是与或被所将则但而且者该此这那]|[县市区乡镇村局厅委办院校所站队组社科股室处部会厂店场路街号楼年月日元]$|公司|政府|学校|医院|中心|合计|小计|总计|无$|有$|是$|否$|男|女|汉族|藏族|回族|蒙古|土族|撒拉|"
    r"情况|工作|管理|服务|建设|项目|补助|救助|高中|初中|小学|幼儿|本科|大专|未成年|方案|于是|关于|对于|由于|任何|成为|成年|时间|向其|应当|和|及|与|等"
)


def is_name(text: str) -> bool:
    """By itself: a token that can only be a name of a person (surname or given names of the region)."""
    text = text.strip().replace(" ", "")
    return (
        2 <= len(text) <= 14
        and bool(_WHOLE.fullmatch(text))
        and not _WORDS.search(text)
        and not _COMMON.match(text)
        and not _MASKED.search(text)
    )


def is_name_in_column(text: str) -> bool:
    """Below a label that says name: any Chinese word short enough, not masked."""
    text = text.strip().replace(" ", "")
    return (
        bool(_COLUMN_NAME.fullmatch(text))
        and "某" not in text
        and not re.search(r"合计|小计|总计|公司|姓名|^无$", text)
    )


def is_name_label(label: str) -> bool:
    return bool(NAME_LABEL.search(label)) and not _NOT_NAME_LABEL.search(
        re.sub(r"姓\s*名", "", label).strip()
    )


def person_in(row):
    """The cell of a row that names the person: by its label, else by its look where no labels are known."""
    named = [cell for cell in row if is_name_label(cell.label) and is_name_in_column(cell.text)]
    if named:
        return min(named, key=lambda cell: bool(re.search("监护|家长|联系人|经办", cell.label)))
    if any(cell.label for cell in row):
        return None
    return next((cell for cell in row if is_name(cell.text)), None)
