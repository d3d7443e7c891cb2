"""Layers (optional content) that are switched off: what lies on them is taken out of the pages."""

import pikepdf

_MAX_DEPTH = 20


def drop_hidden_layers(document: pikepdf.Pdf) -> int:
    """How many layers were dropped; those that show are shown for good."""
    properties = document.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return 0
    hidden = _hidden(properties)
    if hidden:
        seen: set = set()
        for page in document.pages:
            _clean(document, page.obj, page.obj.get("/Resources"), hidden, seen, 0)
            _drop_annotations(page, hidden)
    del document.Root["/OCProperties"]
    return len(hidden)


def _hidden(properties) -> set:
    default = properties.get("/D", pikepdf.Dictionary())
    groups = [group.objgen for group in properties.get("/OCGs", ())]
    off = {group.objgen for group in default.get("/OFF", ())}
    if str(default.get("/BaseState", "")) == "/OFF":
        off |= set(groups) - {group.objgen for group in default.get("/ON", ())}
    return off


def _is_off(content, hidden: set) -> bool:
    """A group, or a membership of groups of which none that it needs shows."""
    if not isinstance(content, pikepdf.Dictionary):
        return False
    if str(content.get("/Type", "")) != "/OCMD":
        return content.objgen in hidden
    groups = content.get("/OCGs")
    if groups is None:
        return False
    members = list(groups) if isinstance(groups, pikepdf.Array) else [groups]
    states = [member.objgen not in hidden for member in members if isinstance(member, pikepdf.Dictionary)]
    policy = str(content.get("/P", "/AnyOn"))
    shown = {
        "/AllOn": all(states),
        "/AnyOff": not all(states),
        "/AllOff": not any(states),
    }.get(policy, any(states))
    return bool(states) and not shown


def _clean(document, holder, resources, hidden: set, seen: set, depth: int):
    """`holder` is a page or a form drawn by one."""
    if depth > _MAX_DEPTH or not isinstance(resources, pikepdf.Dictionary):
        return
    objects = resources.get("/XObject", pikepdf.Dictionary())
    names = resources.get("/Properties", pikepdf.Dictionary())
    off_objects = {name for name, item in objects.items() if _is_off(item.get("/OC"), hidden)}
    off_names = {name for name, item in names.items() if _is_off(item, hidden)}
    if off_objects or off_names:
        kept = _without(pikepdf.parse_content_stream(holder), off_objects, off_names)
        _write(document, holder, pikepdf.unparse_content_stream(kept))
    for name in off_objects:
        del objects[name]
    for item in objects.values():
        if str(item.get("/Subtype", "")) == "/Form" and item.objgen not in seen:
            seen.add(item.objgen)
            _clean(document, item, item.get("/Resources", resources), hidden, seen, depth + 1)


def _write(document, holder, data: bytes):
    if isinstance(holder, pikepdf.Stream):
        holder.write(data)
    else:
        holder.Contents = document.make_stream(data)


def _without(instructions, off_objects: set, off_names: set) -> list:
    """Leaves out marked passages of hidden layers, but keeps the state of drawing that they change."""
    kept, marks, hiding = [], [], 0
    for operands, operator in instructions:
        name = str(operator)
        if name in ("BDC", "BMC"):
            off = len(operands) > 1 and str(operands[0]) == "/OC" and str(operands[1]) in off_names
            marks.append(off)
            hiding += off
            if off:
                continue
        elif name == "EMC" and marks:
            off = marks.pop()
            hiding -= off
            if off:
                continue
        if hiding and name not in ("q", "Q", "cm", "BT", "ET", "BDC", "BMC", "EMC", "gs"):
            continue
        if name == "Do" and operands and str(operands[0]) in off_objects:
            continue
        kept.append((operands, operator))
    return kept


def _drop_annotations(page: pikepdf.Page, hidden: set):
    annotations = page.obj.get("/Annots")
    if annotations is not None:
        page.obj.Annots = pikepdf.Array([one for one in annotations if not _is_off(one.get("/OC"), hidden)])
