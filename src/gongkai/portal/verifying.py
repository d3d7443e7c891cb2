"""Every sentence of the page that checks receipts in the browser. Its scripts know codes and values, and no words.

Gaps stand in braces. `refusals`: by the codes of gongkai.translog; `what`: the part of a file that a refusal names.
"""

from django.utils.translation import gettext as _


def words() -> dict:
    return {
        "refusals": _refusals() | _refusals_of_proofs(),
        "what": _parts(),
        "steps": _steps(),
        "labels": _labels(),
        "verdicts": _verdicts(),
        "choosing": _choosing(),
    }


def _parts() -> dict[str, str]:
    return {
        "receipt": _("凭证"),
        "extra": _("凭证的 extra 行"),
        "index": _("凭证的序号"),
        "path": _("证明路径"),
        "note": _("检查点"),
        "size": _("检查点的条数"),
        "root": _("检查点的根"),
        "signature": _("签名"),
        "key": _("公钥"),
        "salt": _("盐"),
        "entry": _("日志条目"),
        "member": _("一批里的这一件"),
        "policy": _("公钥和见证规则"),
    }


def _refusals() -> dict[str, str]:
    """Bytes that are not what they are said to be."""
    return {
        "base64": _("{what}不是正确的 Base64 文本，可能没有复制完整。请重新取凭证。"),
        "hash-length": _("{what}应当是 32 个字节，实为 {length} 个字节。请重新取凭证。"),
        "number": _("{what}不是正确的整数。请重新取凭证。"),
        "too-large": _("{what}太大，最多 {limit} 字节。请确认没有拿错文件。"),
        "utf-8": _("{what}不是 UTF-8 文本。请确认没有拿错文件。"),
        "control-character": _("{what}里有控制字符。请用原样下载的文件，不要另存。"),
        "hex": _("{what}应当是 64 位十六进制数字。请重新取凭证。"),
        "json": _("{what}不是 JSON 对象。请重新取凭证。"),
        "extra": _("{what}的格式不对。请重新取凭证。"),
        "receipt": _("这不是凭证。凭证的第一行是 c2sp.org/tlog-proof@v1，文件名以 .tlog-proof 结尾。"),
        "receipt-newer": _("这份凭证的格式比本页认识的新。请打开本站最新的验证页，或者用命令核验。"),
        "no-entry": _("凭证里没有日志条目，不能和文件核对。请从本站重新下载凭证。"),
        "no-salt": _("凭证里没有盐，不能核对内容。请把这件的 canonical.json 作为文件再试。"),
        "note": _("检查点不完整：正文和签名之间应有空行，末尾应有换行。请重新取凭证。"),
        "checkpoint": _("检查点的格式不对：应有日志名称、条数、根三行。请重新取凭证。"),
        "signature-line": _("签名行的格式不对。请重新取凭证。"),
        "too-many-signatures": _("签名太多，最多 {limit} 行。请重新取凭证。"),
        "key-name": _("名称“{name}”不能为空，不能有空格、加号或控制字符。"),
        "key-text": _("公钥应当是“名称+编号+Base64”的一行文字。请从可靠的地方重新抄录。"),
        "key-id": _("公钥 {name} 的编号与内容不符，可能抄错了。请从可靠的地方重新抄录。"),
        "key-kind": _("公钥 {name} 的类型是 {kind}，本页只认 1（日志）和 4（见证人）。"),
        "key-length": _("公钥 {name} 的长度不对。请从可靠的地方重新抄录。"),
        "policy": _("公钥和见证规则第 {row} 行不对。请改正，或者恢复本站的公钥。"),
        "unexpected": _("核验没有完成。请刷新页面再试；还不行，请用命令核验。"),
    }


def _refusals_of_proofs() -> dict[str, str]:
    """Proofs and signatures that do not hold."""
    return {
        "other-document": _("重新算出的摘要与凭证登记的不同。文件可能被改过、另存过，或者拿错了凭证。"),
        "document-is-page": _(
            "这是另存的网页。网页的样子会变，凭证证明的是它的内容：请下载这一页的 canonical.json。"
        ),
        "document-of-other": _("这是 {theirs} 的，凭证是 {ours} 的。请换成同一件、同一版。"),
        "index-outside-tree": _("凭证的序号不在检查点的日志之内，凭证不成立。"),
        "path-too-long": _("证明路径太长，凭证不成立。"),
        "path-too-short": _("证明路径太短，凭证不成立。"),
        "not-included": _("由证明路径算出的根与检查点不同：这份内容不在日志的这个位置。"),
        "not-a-batch": _("凭证说它是一批里的一件，日志里的这一条却不是一批。"),
        "not-in-batch": _("这一件不在日志所记的那一批里。"),
        "other-log": _("凭证属于日志 {origin}，公钥属于 {known}。请填那个日志的公钥，或者换凭证。"),
        "not-signed": _("检查点没有日志 {origin} 的这把公钥的签名。请从两个以上渠道核对公钥。"),
        "signature-wrong": _("{name} 的签名不对：内容被改动过，或者签名是伪造的。"),
        "from-the-future": _(
            "见证人 {name} 的签名时间在未来。请检查这台设备的时钟；时钟不错，凭证就不可信。"
        ),
        "smaller-tree": _(
            "今天的日志只有 {now} 条，比凭证里的 {before} 条还少：日志被改短了。请保存好凭证。"
        ),
        "inconsistent": _("今天的日志不是由当时的日志增加而来：日志被改过。请保存好凭证。"),
        "tile": _("日志的文件 {path} 没有取到或者不完整。请稍后再试。"),
    }


def _steps() -> dict[str, dict[str, str]]:
    return {
        "1": {"done": _("已读"), "text": _("凭证完整，指向公开日志第 {number} 条。")},
        "2": {
            "done": _("一致"),
            "content": _("用 SHA-256 对您的文件重新计算，与凭证登记的内容摘要相同。"),
            "file": _("用 SHA-256 对您的文件重新计算，与凭证登记的附件摘要之一相同。"),
            "none": _("没有内容"),
            "without": _("这份凭证记的是{act}，里面没有内容，不需要文件。"),
        },
        "3": {
            "done": _("一致"),
            "text": _("由日志条目和 {count} 个旁支节点逐层算出的日志根，与检查点中的根相同。"),
            "member": _("本件是第 {number} 条所记一批 {count} 件里的第 {place} 件。"),
        },
        "4": {"done": _("有效"), "text": _("检查点由日志 {origin} 的公钥签名，当时日志共 {size} 条。")},
        "5": {
            "done": _("{count} 家有效"),
            "text": _("{count} 家见证人各自签名，最早的见证时间是 {moment}。"),
            "none": _("待见证"),
            "without": _("还没有认得的见证人签名。时间是发布者自己说的。"),
            "few": _("见证人还不够：要求 {quorum}，实有 {held}。在此之前，时间是发布者自己说的。"),
        },
        "6": {
            "done": _("一致"),
            "text": _("今天的日志共 {size} 条，完整包含当时的日志，没有删改。"),
            "none": _("未对照"),
            "offline": _("没有连上本站，没有和今天的日志对照。以上各步不受影响。"),
            "other": _("凭证属于另一个日志 {origin}，本页不能到那里对照。以上各步不受影响。"),
        },
        "7": {
            "done": _("现行"),
            "current": _("本站今天公开的就是这一版：第 {version} 版，{standing}。"),
            "corrected": _("本站今天公开的是第 {newest} 版，您核的是第 {version} 版。变更和理由见信息页。"),
            "was-corrected": _("已更正"),
            "withdrawn": _("本件已经撤回。日期和理由见信息页。"),
            "was-withdrawn": _("已撤回"),
            "none": _("未查"),
            "offline": _("没有连上本站，没有查现行状态。"),
            "unknown": _("本站没有查到这一件的页面。"),
            "standing": _("有效"),
        },
        "failed": {
            "done": _("不成立"),
            "different": _("不一致"),
            "skipped": _("未进行"),
            "text": _("前一步没有通过，没有继续。"),
        },
    }


def _labels() -> dict[str, str]:
    return {
        "ours": _("您的文件（加盐）"),
        "theirs": _("凭证登记（加盐）"),
        "plain": _("文件摘要"),
        "entry": _("条目摘要"),
        "root": _("日志根"),
        "key": _("公钥"),
        "thing": _("索引号"),
        "title": _("标题"),
        "at": _("发布者记的时间"),
        "moment": _("{year}年{month}月{day}日 {time}"),
        "publish": _("公开"),
        "correct": _("更正"),
        "withdraw": _("撤回"),
        "expire": _("失效"),
        "late_review": _("补审"),
    }


def _verdicts() -> dict[str, str]:
    return {
        "running": _("正在核验"),
        "current": _("一致：这就是当时公开的那一份"),
        "corrected": _("一致：这是当时公开的一版，后来已更正"),
        "withdrawn": _("一致：这是当时公开的那一份，现已撤回"),
        "without": _("属实：日志里记着这次{act}"),
        "different": _("不一致：与当时公开的不是同一份"),
        "refused": _("没有通过：第 {step} 步{name}"),
        "witnessed": _("{moment} 以前已经公开，由 {count} 家见证人证明。"),
        "claimed": _("待见证：{moment} 公开，这个时间是发布者自己说的。"),
        "recorded": _("{moment} 以前已经记入日志，由 {count} 家见证人证明。"),
        "said": _("待见证：{moment} 记入日志，这个时间是发布者自己说的。"),
        "unchanged": _("日志之后没有删改。"),
        "offline": _("没有联网，没有对照今天的日志和现行状态。"),
        "taken": _("用时 {seconds} 秒，共 7 步。"),
        "stopped": _("后面各步没有继续。"),
    }


def _choosing() -> dict[str, str]:
    return {
        "no-address": _(
            "这不是本站的信息页。请输入本站信息页的网址，或者形如 632801001/2026-00012 的索引号。"
        ),
        "other-site": _("这是别的网站 {host} 的网址，本页不能到那里取。请从那里下载文件和凭证，再拖到这里。"),
        "missing": _("本站没有这个网址。请检查网址或索引号。"),
        "gone": _("这一版已经撤回或删除，不再提供凭证。请用撤回以前下载的凭证。"),
        "waiting": _("刚刚公开，日志还没有签发到这一条。请过几秒钟再试。"),
        "offline": _("没有连上本站。请检查网络，或者直接选文件和凭证。"),
        "too-large": _("文件太大，浏览器里最多核 {limit} MB。请用命令核验。"),
        "canonical": _("本站今天给出的内容"),
        "fetched": _("已取到凭证"),
    }
