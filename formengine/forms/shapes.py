"""What a schema says about one value, gathered from `$ref`, `allOf` and its conditions, for drawing.

Judging never uses this: the schema itself is judged. A shape is the union of what a value may have.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing import Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, SchemaRegistry

from formengine.forms.problems import DefinitionError, Problem

TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
TYPE_SCHEMAS = {kind: {"type": kind} for kind in TYPES}
_OBJECT = {
    "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
    "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties",
}  # fmt: skip
_ARRAY = {
    "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems",
    "minContains", "maxContains", "additionalItems",
}  # fmt: skip
_STRING = {"pattern", "minLength", "maxLength", "format", "list", "contentEncoding", "contentMediaType"}
_NUMBER = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_IN_PLACE = {"allOf", "anyOf", "oneOf", "if", "$ref", "$dynamicRef", "dependentSchemas"}
_BOUNDS_UP = {"minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum", "minContains"}
_BOUNDS_DOWN = {"maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"}


class Fragment(NamedTuple):
    """A schema that speaks about a value, with what resolves its references.

    `soft` marks one that holds only under a condition (then, else, dependentSchemas): it may add properties,
    it must not narrow. `chosen` are the unions (schema's id, keyword) for which a branch stands beside it already.
    """

    schema: Any
    resolver: Any
    soft: bool = False
    chosen: frozenset[tuple[int, str]] = frozenset()


@dataclass
class Union:
    """An `oneOf` or `anyOf` somewhere in the fragments of a value, and its branches."""

    keyword: str
    owner: int
    branches: list[Fragment]

    def choices(self, fragments: list[Fragment]) -> list[list[Fragment]]:
        """`fragments` with each branch beside them."""
        mark = {(self.owner, self.keyword)}
        base = [fragment._replace(chosen=fragment.chosen | mark) for fragment in fragments]
        return [[*base, branch._replace(chosen=branch.chosen | mark)] for branch in self.branches]


@dataclass
class Shape:
    """The gathered view. `types` empty: the schema does not say; `keywords`: every other keyword, merged;
    `perhaps`: properties that some condition requires; `settled`: the first fragment has said its words.
    """

    types: tuple[str, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, list[Fragment]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)
    items: list[Fragment] = field(default_factory=list)
    prefix: list[list[Fragment]] = field(default_factory=list)
    closed_items: bool = False
    additional: list[Fragment] = field(default_factory=list)
    closed: bool = False
    patterns: dict[str, list[Fragment]] = field(default_factory=dict)
    unions: list[Union] = field(default_factory=list)
    impossible: bool = False
    said: bool = False
    settled: bool = False

    def get(self, keyword: str, default: Any = None) -> Any:
        return self.keywords.get(keyword, default)

    def admits(self, kind: str) -> bool:
        return not self.types or kind in self.types or (kind == "integer" and "number" in self.types)


def root_fragment(schema: Any) -> Fragment:
    """The fragment of a whole schema; references resolve inside it alone, nothing is ever fetched."""
    resource: Resource[Any] = DRAFT202012.create_resource(schema)
    return Fragment(schema, registry_of(resource).resolver_with_root(resource))


def registry_of(resource: Resource[Any]) -> SchemaRegistry:
    """What references in `resource` may lead to: itself and JSON Schema's own meta-schemas. Nothing is fetched."""
    registry: SchemaRegistry = SPECIFICATIONS
    return (resource @ registry if resource.id() else registry.with_resource("", resource)).crawl()


def child(parent: Fragment, schema: Any, soft: bool | None = None) -> Fragment:
    """A subschema of `parent`, its own `$id` taken into account."""
    resolver = parent.resolver
    if isinstance(schema, dict) and isinstance(schema.get("$id"), str) and schema is not parent.schema:
        resolver = resolver.in_subresource(DRAFT202012.create_resource(schema))
    return Fragment(schema, resolver, parent.soft if soft is None else soft)


def beside(fragment: Fragment, schema: Any, soft: bool | None = None) -> Fragment:
    """A subschema that speaks about the same value as `fragment`."""
    return child(fragment, schema, soft)._replace(chosen=fragment.chosen)


def gather(fragments: list[Fragment]) -> Shape:
    """The shape that `fragments` together describe. Raises DefinitionError for a reference that cannot be followed."""
    shape = Shape()
    for fragment in fragments:
        _add(shape, fragment, set())
        shape.settled = True
    if not shape.types:
        shape.types = _inferred(shape)
    return shape


def _add(shape: Shape, fragment: Fragment, seen: set[int]) -> None:
    schema = fragment.schema
    if schema is True or schema == {}:
        return
    if schema is False:
        shape.impossible = shape.impossible or not fragment.soft
        return
    if not isinstance(schema, dict):
        raise DefinitionError([Problem("", "schema", f"a schema is an object or true or false, not {schema!r:.40}")])
    if id(schema) in seen:
        raise DefinitionError([Problem("", "$ref", "references lead back to themselves without a value in between")])
    seen = {*seen, id(schema)}
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in schema:
            _add(shape, resolve(fragment, schema[keyword]), seen)
    _add_object(shape, schema, fragment)
    for part in schema.get("allOf", ()):
        _add(shape, beside(fragment, part), seen)
    _add_types(shape, schema, fragment.soft)
    _add_array(shape, schema, fragment)
    _add_keywords(shape, schema, fragment.soft)
    _add_unions(shape, schema, fragment)
    for part in _conditional(fragment):
        _add(shape, part, seen)


def _add_unions(shape: Shape, schema: dict[str, Any], fragment: Fragment) -> None:
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches and (id(schema), keyword) not in fragment.chosen:
            shape.unions.append(Union(keyword, id(schema), [beside(fragment, branch) for branch in branches]))


def _conditional(fragment: Fragment) -> list[Fragment]:
    """The parts of a schema that hold only under a condition."""
    schema = fragment.schema
    parts = [schema[keyword] for keyword in ("if", "then", "else") if "if" in schema and keyword in schema]
    for dependent in (schema.get("dependentSchemas"), schema.get("dependencies")):
        parts += dependent.values() if isinstance(dependent, dict) else ()
    return [beside(fragment, part, soft=True) for part in parts if isinstance(part, dict)]


def resolve(fragment: Fragment, reference: Any) -> Fragment:
    try:
        found = fragment.resolver.lookup(str(reference))
    except (Unresolvable, ValueError, TypeError, AttributeError, IndexError) as error:
        message = f"{str(reference)[:80]!r} leads nowhere: write #/$defs/… or urn:formengine:part:…"
        if "://" in str(reference) or str(reference).startswith("//"):
            message = f"{str(reference)[:80]!r} leads outside: nothing is fetched, put the schema into $defs"
        raise DefinitionError([Problem("", "$ref", message)]) from error
    return Fragment(found.contents, found.resolver, fragment.soft, fragment.chosen)


def _add_types(shape: Shape, schema: dict[str, Any], soft: bool) -> None:
    said = schema.get("type")
    types = tuple(said) if isinstance(said, list) else (said,) if isinstance(said, str) else ()
    if "const" in schema:
        types = types or (type_of(schema["const"]),)
    elif isinstance(schema.get("enum"), list) and not types:
        types = tuple(dict.fromkeys(type_of(value) for value in schema["enum"]))
    if not types:
        return
    if soft:
        shape.types = shape.types if shape.said else tuple(dict.fromkeys((*shape.types, *types)))
    elif not shape.said:
        shape.types = types
    else:
        shape.types = _common(shape.types, types)
        shape.impossible = shape.impossible or not shape.types
    shape.said = shape.said or not soft


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    both = [kind for kind in left if kind in right]
    if ("number" in left and "integer" in right) or ("integer" in left and "number" in right):
        both.append("integer")
    return tuple(dict.fromkeys(both))


def _add_object(shape: Shape, schema: dict[str, Any], fragment: Fragment) -> None:
    properties = schema.get("properties")
    for name, part in (properties if isinstance(properties, dict) else {}).items():
        shape.properties.setdefault(name, []).append(child(fragment, part))
    names = [name for name in schema.get("required") or () if isinstance(name, str)]
    (shape.perhaps if fragment.soft else shape.required).update(names)
    for others in (schema.get("dependentRequired") or {}).values():
        shape.perhaps.update(others)
    for pattern, part in (schema.get("patternProperties") or {}).items():
        shape.patterns.setdefault(pattern, []).append(child(fragment, part))
    rest = _rest(schema, "additionalProperties", "unevaluatedProperties", _IN_PLACE)
    if rest is False:
        shape.closed = shape.closed or not fragment.soft
    elif rest is not None:
        shape.additional.append(child(fragment, rest))


def _rest(schema: dict[str, Any], keyword: str, unevaluated: str, elsewhere: set[str]) -> Any:
    """The schema of what nobody names: that of `keyword`, else of `unevaluated` where nothing else evaluates."""
    if isinstance(schema.get(keyword), dict | bool):
        return schema[keyword]
    if unevaluated not in schema:
        return None
    return True if schema.keys() & elsewhere else schema[unevaluated]


def _add_array(shape: Shape, schema: dict[str, Any], fragment: Fragment) -> None:
    for index, part in enumerate(schema.get("prefixItems") or ()):
        while len(shape.prefix) <= index:
            shape.prefix.append([])
        shape.prefix[index].append(child(fragment, part))
    rest = _rest(schema, "items", "unevaluatedItems", _IN_PLACE | {"contains"})
    if rest is False:
        shape.closed_items = shape.closed_items or not fragment.soft
    elif rest is not None:
        shape.items.append(child(fragment, rest))


def _add_keywords(shape: Shape, schema: dict[str, Any], soft: bool) -> None:
    merged = shape.keywords
    for key, value in schema.items():
        if key == "enum" and "enum" in merged and not soft:
            merged[key] = [item for item in merged[key] if any(same(item, other) for other in value)]
        elif soft and key not in ("title", "description", "format", "list", "within", "on", "x-widget", "x-help"):
            merged.setdefault("~" + key, value)
        elif key in _BOUNDS_UP and key in merged:
            merged[key] = max(merged[key], value)
        elif key in _BOUNDS_DOWN and key in merged:
            merged[key] = min(merged[key], value)
        elif key.startswith("x-") or key in ("title", "description", "default", "examples"):
            if key not in merged or not (soft or shape.settled):
                merged[key] = value
        else:
            merged.setdefault(key, value)


def _inferred(shape: Shape) -> tuple[str, ...]:
    """The types that the keywords speak about, where no `type` is said."""
    found = []
    keys = shape.keywords.keys()
    if shape.properties or keys & _OBJECT:
        found.append("object")
    if shape.items or shape.prefix or keys & _ARRAY:
        found.append("array")
    if keys & _STRING:
        found.append("string")
    if keys & _NUMBER:
        found.append("number")
    return tuple(found)


def type_of(value: Any) -> str:
    """The JSON type of a plain value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def same(left: Any, right: Any) -> bool:
    """Equality as JSON has it: 1 is 1.0, but never true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return type_of(left) == type_of(right) and left == right
