"""A drawing of matplotlib as SVG that is part of a page, and takes the page's colours and type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from defusedxml import ElementTree as SafeElementTree

_TAGS = frozenset({"svg", "g", "defs", "path", "use", "text"})
_ATTRIBUTES = frozenset({"viewBox", "d", "id", "x", "y", "href", "transform"})
_STYLES = frozenset(
    {
        "fill",
        "opacity",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "text-anchor",
    }
)
_COLOURED = frozenset({"fill", "stroke"})


def page_svg(drawing: str, description: str, colours: Mapping[str, str]) -> str:
    """The drawing as an element of HTML, named by its description.

    A policy without inline styles forbids style sheets and attributes in it, so that what they say
    stands as attributes; nothing else but known elements and attributes is kept. colours: of the
    drawing ("#aabbcc") to those of the page ("var(--ink)"). KeyError for a colour that is not
    there: it could not be told from the paper in the dark.
    """
    root = SafeElementTree.fromstring(drawing)
    (image,) = _kept(root, colours)
    image.attrib |= {"role": "img", "aria-label": description, "class": "drawing"}
    return ElementTree.tostring(image, encoding="unicode")


def _kept(
    element: ElementTree.Element, colours: Mapping[str, str]
) -> Iterator[ElementTree.Element]:
    """The element without what is not known; a group says nothing and gives way to its parts."""
    tag = _local(element.tag)
    if tag not in _TAGS:
        return
    children = [kept for child in element for kept in _kept(child, colours)]
    if tag == "g":
        yield from children
        return
    if tag == "defs" and not children:
        return
    made = ElementTree.Element(tag, dict(_attributes(element, colours)))
    made.text = (element.text or "").strip() or None
    made.extend(children)
    yield made


def _attributes(
    element: ElementTree.Element, colours: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    in_marker = "id" in element.attrib
    for name, value in element.attrib.items():
        if _local(name) in _ATTRIBUTES and not value.startswith("rotate(-0 "):
            yield _local(name), " ".join(value.split())
    for name, value in _styles(element.get("style", "")):
        if name in _COLOURED and value != "none":
            # A marker takes the colours of its uses.
            if not in_marker:
                yield name, colours[value]
        elif name in _STYLES:
            yield name, value


def _styles(style: str) -> Iterator[tuple[str, str]]:
    for declaration in filter(None, style.split(";")):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _local(name: str) -> str:
    """Without its namespace, which an element of HTML does not need."""
    return name.rpartition("}")[2]
