"""年报: the tables of the national form of 2021, made from the few figures that a report of the demo city declares."""

HOLDERS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
RESULTS = (
    ("（一）予以公开", None, ("3.1",)),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", None, ("3.2",)),
    (
        "（三）不予公开",
        (
            "1.属于国家秘密",
            "2.其他法律行政法规禁止公开",
            "3.危及“三安全一稳定”",
            "4.保护第三方合法权益",
            "5.属于三类内部事务信息",
            "6.属于四类过程性信息",
            "7.属于行政执法案卷",
            "8.属于行政查询事项",
        ),
        tuple(f"3.3.{number}" for number in range(1, 9)),
    ),
    (
        "（四）无法提供",
        ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
        tuple(f"3.4.{number}" for number in range(1, 4)),
    ),
    (
        "（五）不予处理",
        (
            "1.信访举报投诉类申请",
            "2.重复申请",
            "3.要求提供公开出版物",
            "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
        ),
        tuple(f"3.5.{number}" for number in range(1, 6)),
    ),
    (
        "（六）其他处理",
        (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "3.其他",
        ),
        tuple(f"3.6.{number}" for number in range(1, 4)),
    ),
)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REMEDIES = ("行政复议", "未经复议直接起诉", "复议后起诉")
NOBODY = [0] * len(HOLDERS)


def report_tables(figures: dict) -> dict[str, str]:
    """HTML of tables two, three and four, by the name that a body names them with."""
    return {
        "proactive": _proactive(figures["proactive"]),
        "requests": _requests(figures["requests"]),
        "remedies": _remedies(figures["remedies"]),
    }


def _proactive(figures: dict) -> str:
    rows = [
        _head("第二十条第（一）项", "本年制发件数", "本年废止件数", "现行有效件数"),
        _line("规章", *figures["rules"]),
        _line("行政规范性文件", *figures["normative"]),
        _head("第二十条第（五）项", "本年处理决定数量"),
        _wide("行政许可", figures["permits"]),
        _head("第二十条第（六）项", "本年处理决定数量"),
        _wide("行政处罚", figures["penalties"]),
        _wide("行政强制", figures["coercion"]),
        _head("第二十条第（八）项", "本年收费金额（单位：万元）"),
        _wide("行政事业性收费", figures["fees"]),
    ]
    return _table("主动公开政府信息情况", "", rows)


def _requests(figures: dict) -> str:
    head = (
        '<tr><th colspan="3" rowspan="3" scope="col">第一项加第二项之和，等于第三项加第四项之和</th>'
        '<th colspan="7" scope="colgroup">申请人情况</th></tr>'
        '<tr><th rowspan="2" scope="col">自然人</th><th colspan="5" scope="colgroup">法人或其他组织</th>'
        '<th rowspan="2" scope="col">总计</th></tr>'
        f"<tr>{''.join(_th(name, 'col') for name in HOLDERS[1:])}</tr>"
    )
    results = figures.get("results", {})
    total = [sum(column) for column in zip(NOBODY, *results.values(), strict=True)]
    rows = [
        f"<tr>{_th('一、本年新收政府信息公开申请数量', 'row', 3)}{_with_sum(figures['new'])}</tr>",
        f"<tr>{_th('二、上年结转政府信息公开申请数量', 'row', 3)}{_with_sum(figures['carried'])}</tr>",
        *_result_rows(results),
        f"<tr>{_th('（七）总计', 'row', 2)}{_with_sum(total)}</tr>",
        f"<tr>{_th('四、结转下年度继续办理', 'row', 3)}{_with_sum(figures['next'])}</tr>",
    ]
    return _table("收到和处理政府信息公开申请情况", head, rows)


def _result_rows(results: dict) -> list[str]:
    """One row for each way a request may end; the first also opens the column that they and their sum stand in."""
    rows = []
    for label, leaves, codes in RESULTS:
        for position, code in enumerate(codes):
            group = _th("三、本年度办理结果", "rowgroup", 1, _leaf_count() + 1) if not rows else ""
            name = _th(label, "row", 2) if leaves is None else ""
            if leaves and position == 0:
                name = _th(label, "rowgroup", 1, len(leaves))
            if leaves:
                name += _th(leaves[position], "row")
            rows.append(f"<tr>{group}{name}{_with_sum(results.get(code, NOBODY))}</tr>")
    return rows


def _leaf_count() -> int:
    return sum(len(codes) for _label, _leaves, codes in RESULTS)


def _remedies(figures: dict) -> str:
    head = (
        '<tr><th colspan="5" rowspan="2" scope="colgroup">行政复议</th>'
        '<th colspan="10" scope="colgroup">行政诉讼</th></tr>'
        f"<tr>{''.join(_th(name, 'colgroup', 5) for name in REMEDIES[1:])}</tr>"
        f"<tr>{''.join(_th(name, 'col') for name in OUTCOMES) * len(REMEDIES)}</tr>"
    )
    kinds = ("review", "direct", "after_review")
    cells = "".join(_with_sum(figures.get(kind, [0, 0, 0, 0])) for kind in kinds)
    return _table("政府信息公开行政复议、行政诉讼情况", head, [f"<tr>{cells}</tr>"])


def _table(caption: str, head: str, rows: list[str]) -> str:
    body = "\n".join(rows)
    head = f"<thead>{head}</thead>" if head else ""
    return f"<table>\n<caption>{caption}</caption>\n{head}\n<tbody>\n{body}\n</tbody>\n</table>"


def _head(item: str, *columns: str) -> str:
    span = ' colspan="3"' if len(columns) == 1 else ""
    cells = "".join(f'<th{span} scope="col">{column}</th>' for column in columns)
    return f'<tr><th colspan="4" scope="colgroup">{item}</th></tr>\n<tr><th scope="col">信息内容</th>{cells}</tr>'


def _line(label: str, *values) -> str:
    return f"<tr>{_th(label, 'row')}{''.join(_td(value) for value in values)}</tr>"


def _wide(label: str, value) -> str:
    return f"<tr>{_th(label, 'row')}{_td(value, 3)}</tr>"


def _with_sum(values: list[int]) -> str:
    return "".join(_td(value) for value in (*values, sum(values)))


def _th(text: str, scope: str, colspan: int = 1, rowspan: int = 1) -> str:
    return f'<th{_spans(colspan, rowspan)} scope="{scope}">{text}</th>'


def _td(value, colspan: int = 1) -> str:
    shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    return f'<td class="align-right"{_spans(colspan, 1)}>{shown}</td>'


def _spans(colspan: int, rowspan: int) -> str:
    across = f' colspan="{colspan}"' if colspan > 1 else ""
    return across + (f' rowspan="{rowspan}"' if rowspan > 1 else "")
