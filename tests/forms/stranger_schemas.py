"""Constructs that strangers' schemas use, each with documents that satisfy it."""

TREE = {
    "$defs": {
        "node": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                "left": {"$ref": "#/$defs/node"},
            },
        }
    },
    "$ref": "#/$defs/node",
}
META = {
    "$id": "https://example.org/tree",
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {"data": True, "kids": {"type": "array", "items": {"$dynamicRef": "#node"}}},
}
ADDRESS = {
    "type": "object",
    "required": ["street"],
    "properties": {"street": {"type": "string"}, "zip": {"type": "string"}},
}

STRANGERS = {
    "recursive": (
        TREE,
        [
            {"name": "a"},
            {"name": "a", "children": []},
            {"name": "a", "children": [{"name": "b", "left": {"name": "c"}}]},
            {"name": "", "left": {"name": "x", "left": {"name": "y", "children": [{"name": "z"}]}}},
        ],
    ),
    "root is itself": (
        {"type": "object", "properties": {"n": {"$ref": "#"}, "v": {"type": "integer"}}},
        [{}, {"n": {}}, {"n": {"n": {"v": 1}}, "v": 2}],
    ),
    "dynamic": (META, [{"data": 1}, {"data": {"x": [None]}, "kids": [{"data": "t"}, {"kids": [{}]}]}]),
    "anchor": (
        {"$defs": {"a": {"$anchor": "addr", **ADDRESS}}, "type": "object", "properties": {"home": {"$ref": "#addr"}}},
        [{}, {"home": {"street": "s"}}],
    ),
    "allOf": (
        {"allOf": [ADDRESS, {"properties": {"country": {"enum": ["vn", "la"]}}, "required": ["country"]}]},
        [{"street": "a", "country": "la"}],
    ),
    "allOf beside properties": (
        {"type": "object", "properties": {"x": {"type": "string"}}, "allOf": [{"properties": {"x": {"minLength": 2}}}]},
        [{"x": "ab"}, {}],
    ),
    "if then else": (
        {
            "type": "object",
            "properties": {"k": {"enum": ["a", "b"]}},
            "if": {"properties": {"k": {"const": "a"}}, "required": ["k"]},
            "then": {"properties": {"m": {"type": "integer"}}, "required": ["m"]},
            "else": {"properties": {"s": {"type": "string"}}},
        },
        [{"k": "a", "m": 1}, {"k": "b", "s": "x"}, {}, {"k": "b"}],
    ),
    "dependentRequired": (
        {
            "type": "object",
            "properties": {"card": {"type": "string"}, "billing": {"type": "string"}},
            "dependentRequired": {"card": ["billing"]},
        },
        [{}, {"card": "1", "billing": "b"}],
    ),
    "dependentSchemas": (
        {
            "type": "object",
            "properties": {"card": {"type": "integer"}},
            "dependentSchemas": {"card": {"properties": {"billing": {"type": "string"}}, "required": ["billing"]}},
        },
        [{}, {"card": 1, "billing": "b"}],
    ),
    "draft 7": (
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "definitions": {"p": {"type": "integer"}},
            "type": "object",
            "properties": {
                "a": {"$ref": "#/definitions/p"},
                "t": {"type": "array", "items": [{"type": "string"}, {"type": "number"}], "additionalItems": False},
            },
            "dependencies": {"a": ["t"], "b": {"properties": {"c": {"type": "string"}}}},
        },
        [{}, {"a": 1, "t": ["x", 2.5]}],
    ),
    "patternProperties": (
        {
            "type": "object",
            "patternProperties": {"^n_": {"type": "integer"}, "^s_": {"type": "string"}},
            "additionalProperties": False,
        },
        [{}, {"n_a": 1, "s_b": "x"}],
    ),
    "pattern and named": (
        {
            "type": "object",
            "properties": {"id": {"type": "string"}},
            "patternProperties": {"^x": {"type": "boolean"}},
            "additionalProperties": {"type": "number"},
        },
        [{"id": "1", "x1": True, "other": 2.5}],
    ),
    "propertyNames": (
        {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}, "additionalProperties": {"type": "string"}},
        [{"a": "x", "b": ""}],
    ),
    "mixed enum": (
        {"enum": ["a", 1, None, True, {"x": 1}, [1, 2], "1", "true", ""]},
        ["a", 1, None, True, {"x": 1}, [1, 2], "1", "true", ""],
    ),
    "const object": ({"type": "object", "properties": {"c": {"const": {"a": [1]}}}}, [{}, {"c": {"a": [1]}}]),
    "types in a list": (
        {"type": ["string", "number", "boolean", "null", "array", "object"]},
        ["", "x", 1, 1.5, True, False, None, [], ["a", 1, [None]], {}, {"a": {"b": 1}}],
    ),
    "nullable": (
        {
            "type": "object",
            "properties": {"s": {"type": ["string", "null"]}, "o": {"anyOf": [{"type": "null"}, ADDRESS]}},
        },
        [{}, {"s": None}, {"s": ""}, {"s": "x", "o": None}, {"o": {"street": ""}}],
    ),
    "discriminated": (
        {
            "oneOf": [
                {
                    "type": "object",
                    "title": "Cat",
                    "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
                    "required": ["kind"],
                },
                {
                    "type": "object",
                    "title": "Dog",
                    "properties": {"kind": {"const": "dog"}, "breed": {"type": "string"}},
                    "required": ["kind"],
                },
            ]
        },
        [{"kind": "cat", "lives": 9}, {"kind": "dog", "breed": "x"}, {"kind": "dog"}],
    ),
    "anyOf in properties": (
        {
            "type": "object",
            "properties": {
                "v": {
                    "anyOf": [
                        {"type": "string", "format": "date"},
                        {"type": "integer"},
                        {"type": "array", "items": {"type": "string"}},
                    ]
                }
            },
        },
        [{"v": "2020-02-02"}, {"v": 5}, {"v": ["a", ""]}, {"v": []}, {}],
    ),
    "union beside properties": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "oneOf": [
                {"properties": {"b": {"type": "integer"}}, "required": ["b"]},
                {"properties": {"c": {"type": "integer"}}, "required": ["c"]},
            ],
        },
        [{"a": "x", "b": 1}, {"c": 2}],
    ),
    "either required": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        [{"a": "x"}, {"b": ""}],
    ),
    "tuple": (
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}},
        [[], ["a"], ["a", 1, True, False]],
    ),
    "array of arrays": (
        {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        [[], [[]], [[1, 2.5], []]],
    ),
    "unique choices": ({"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", 3]}}, [[], ["b", "a"], [3]]),
    "unique strings": ({"type": "array", "uniqueItems": True, "items": {"type": "string"}}, [[], ["b", "a"]]),
    "contains": ({"type": "array", "contains": {"const": 5}}, [[5], [1, 5, "x"]]),
    "untyped with properties": ({"properties": {"a": {"minimum": 3}, "b": {"maxLength": 3}}}, [{}, {"a": 5, "b": "x"}]),
    "untyped takes others": ({"properties": {"a": {"type": "string"}}}, ["text", 5, [1], None, True]),
    "minimum says no type": (
        {"type": "object", "properties": {"a": {"minimum": 3}, "p": {"pattern": "^x"}}},
        [{"a": "text", "p": 5}, {"a": None, "p": ["x"]}],
    ),
    "anything": (True, [None, "", [], {}, False, 0, {"a": [{}]}]),
    "names": (
        {
            "type": "object",
            "properties": {
                n: {"type": "string"}
                for n in ("", "/", "~", "~1", "a b", "_go", "_rows:/x", "#", "validate", '"><b>', "%s", "họ tên")
            },
        },
        [
            {
                "": "1",
                "/": "2",
                "~": "3",
                "~1": "4",
                "_go": "5",
                "_rows:/x": "6",
                "#": "7",
                "validate": "8",
                '"><b>': "9",
                "%s": "%(id)s",
            }
        ],
    ),
    "defaults are not answers": (
        {
            "type": "object",
            "properties": {
                "a": {"type": "string", "default": "x"},
                "b": {"type": "object", "properties": {"c": {"type": "integer", "default": 5}}},
            },
        },
        [{}, {"a": ""}, {"b": {}}],
    ),
    "read only": ({"type": "object", "properties": {"a": {"type": "string", "readOnly": True}}}, [{"a": "x"}]),
    "embedded id": (
        {
            "$id": "https://example.org/root.json",
            "$defs": {"x": {"$id": "item.json", "type": "integer"}},
            "type": "object",
            "properties": {"n": {"$ref": "item.json"}},
        },
        [{"n": 5}],
    ),
    "not": ({"type": "object", "properties": {"a": {"type": "string", "not": {"const": "no"}}}}, [{"a": "yes"}]),
    "multiple of": (
        {"type": "object", "properties": {"a": {"type": "number", "multipleOf": 0.01}}},
        [{"a": 19.99}, {"a": 0.07}],
    ),
    "unevaluated": (
        {"type": "object", "properties": {"a": {"type": "string"}}, "unevaluatedProperties": False},
        [{"a": "x"}],
    ),
    "deep optional groups": (
        {
            "type": "object",
            "properties": {
                "a": {
                    "type": "object",
                    "properties": {"b": {"type": "object", "properties": {"c": {"type": "array", "items": {}}}}},
                }
            },
        },
        [{}, {"a": {}}, {"a": {"b": {}}}, {"a": {"b": {"c": []}}}],
    ),
    "extra properties are kept": (
        {"type": "object", "properties": {"a": {"type": "string"}}},
        [{"a": "x", "more": {"b": [1]}}, {"x": 1}],
    ),
    "oneOf with titles": (
        {"oneOf": [{"const": 1, "title": "One"}, {"const": "x", "title": "Ex", "description": "about"}]},
        [1, "x"],
    ),
    "numbers at the ends": (
        {"type": "array", "items": {"type": "number"}},
        [[2**53, -(2**53), 1e300, 1e-300, 0.1, -0.0, 123456789012345.0]],
    ),
    "texts at the ends": (
        {"type": "array", "items": {"type": "string"}},
        [["", " ", "\n", "\n\n", "a\n", "\ta", "…", "</textarea>", "&lt;", "'\""]],
    ),
    "a chooser with a constant null": (
        {"anyOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}, {"const": None}]},
        [None, {"a": ""}],
    ),
    "nothing but a name without letters": ({"type": "object"}, [{"": {}}, {"": {"": None}}, {"a\nb": 1, "a\tb": [2]}]),
    "an optional group with a constant in it": (
        {
            "type": "object",
            "properties": {"s": {"type": "object", "required": ["k"], "properties": {"k": {"const": {"deep": [1]}}}}},
        },
        [{}, {"s": {"k": {"deep": [1]}}}],
    ),
    "a condition's chooser": (
        {
            "type": "object",
            "properties": {"k": {"enum": ["a", "b"]}},
            "if": {"properties": {"k": {"const": "a"}}},
            "then": {
                "properties": {
                    "m": {
                        "oneOf": [
                            {"required": ["kind"], "properties": {"kind": {"const": None}}},
                            {"required": ["kind"], "properties": {"kind": {"const": False}}},
                        ]
                    }
                }
            },
        },
        [{"k": "a", "m": {"kind": False}}, {"k": "a", "m": {"kind": None}}, {"k": "b", "m": 5}, {"k": "b", "m": {}}],
    ),
    "text where a number is meant": (
        {"type": "object", "properties": {"a": {"minimum": 0}, "d": {"format": "date"}}},
        [{"a": "5"}, {"a": "a\nb"}, {"a": ""}, {"d": 5}, {"d": [""]}],
    ),
    "constants and choices that contradict": (
        {"properties": {"o": {"enum": [{"n": "A"}, {"n": "B"}]}, "l": {"items": {"enum": ["x"]}, "uniqueItems": True}}},
        [{"o": {"n": "B"}, "l": ["x"]}, {"o": {"n": "A"}, "l": []}, {"l": "no list"}],
    ),
    "draft 4": (
        {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "id": "http://example.org/four.json",
            "definitions": {"p": {"id": "#p", "type": "integer", "minimum": 0, "exclusiveMinimum": True}},
            "properties": {"a": {"$ref": "#p"}, "const": {"const": 5}, "t": {"items": [{"type": "string"}]}},
            "dependencies": {"a": ["t"]},
        },
        [{}, {"a": 1, "t": ["x", 2]}, {"const": "not known in draft 4"}],
    ),
    "draft 3": (
        {
            "$schema": "http://json-schema.org/draft-03/schema#",
            "type": "object",
            "properties": {"a": {"type": "string", "required": True}, "b": {"type": "any"}, "c": {"divisibleBy": 2}},
        },
        [{"a": ""}, {"a": "x", "b": [None], "c": 4}],
    ),
    "draft 2019-09": (
        {
            "$schema": "https://json-schema.org/draft/2019-09/schema",
            "$recursiveAnchor": True,
            "type": "object",
            "properties": {"kids": {"type": "array", "items": {"$recursiveRef": "#"}}, "t": {"items": [{}, False]}},
            "dependentSchemas": {"t": {"required": ["kids"]}},
        },
        [{}, {"kids": [{"kids": [{}]}], "t": [1]}],
    ),
    "no draft said, spelled as of old": (
        {
            "type": "object",
            "properties": {
                "fixed": {"type": "array", "items": [{"type": "string"}, {"type": "boolean"}], "additionalItems": True},
                "card": {"type": "number"},
                "again": {"$ref": "#/properties/fixed/items/0"},
            },
            "dependencies": {"card": {"properties": {"address": {"type": "string"}}, "required": ["address"]}},
        },
        [{"fixed": ["x", False, {"more": 1}], "again": "y"}, {"card": 1, "address": ""}, {}],
    ),
    "a schema of schemas": (
        {"$ref": "http://json-schema.org/draft-07/schema#"},
        [
            True,
            {},
            {"type": ["string", "null"], "items": [{}, False], "default": {"a": None}, "dependencies": {"a": []}},
        ],
    ),
    "a read-only branch": (
        {"anyOf": [{"readOnly": True, "type": "array", "uniqueItems": True, "items": {"enum": ["", "a"]}}]},
        [[], ["a", ""]],
    ),
    "old fragments in ids": (
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": "http://example.org/seven.json#",
            "definitions": {"meta": {"$id": "#/definitions/meta", "type": "integer"}, "b": {"$id": "#b", "const": 1}},
            "properties": {"m": {"$ref": "#/definitions/meta", "title": "M"}, "b": {"$ref": "#b"}},
        },
        [{"m": 5, "b": 1}, {}],
    ),
}
