"""Writes the workload in each engine's own form:  forms.py FOLDER

clients.csv   the facts; the header names each and its kind: whole, money, boolean, or the values of an enumeration
rules.hpp     C++, an if-chain          rules.table  terms of numbers alone, for the table by hand
rules.feel    a condition a line        chain.feel   the same as one expression     table.dmn  the same as a FIRST table
table.feel    that table as Reglament reads it
rules.cel, chain.cel, rules.zen, chain.zen, table.zen.json, rules.clp, rules.json: as their engines want them
"""

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from workload import FACTS, RULES, clients

NAMES = list(FACTS)


def kind(fact):
    return "enumeration" if isinstance(FACTS[fact], tuple) else FACTS[fact]


def quoted(values):
    return ", ".join(f'"{v}"' for v in values)


def number(fact, value):
    """As a literal of a language that tells whole numbers from others."""
    return str(value) if kind(fact) == "whole" or "." in str(value) else f"{value}.0"


class Language:
    """An expression language: how it writes each kind of term. What is here is what most of them share."""

    conjunction, true = " && ", "true"

    def is_(self, fact, value):
        return fact if value else f"!{fact}"

    def in_(self, fact, values):
        return f'{fact} == "{values[0]}"' if len(values) == 1 else f"{fact} in [{quoted(values)}]"

    def compare(self, fact, operator, value):
        return f"{fact} {'==' if operator == '=' else operator} {number(fact, value)}"

    def within(self, fact, low, high):
        return self.conjunction.join((self.compare(fact, ">=", low), self.compare(fact, "<=", high)))

    def choice(self, condition, yes, no):
        return f"{condition} ? {yes} : {no}"

    def term(self, fact, operator, value):
        if operator == "is":
            return self.is_(fact, value)
        if operator == "in":
            return self.in_(fact, value)
        return self.within(fact, *value) if operator == "within" else self.compare(fact, operator, value)

    def condition(self, terms):
        return self.conjunction.join(self.term(*t) for t in terms) or self.true

    def rules(self):
        return "".join(self.condition(terms) + "\n" for _, terms in RULES)

    def chain(self):
        """All rules as one expression whose value is the number of the first that holds."""
        text = str(len(RULES) - 1)
        for i in reversed(range(len(RULES) - 1)):
            text = self.choice(self.condition(RULES[i][1]), i, text)
        return text + "\n"


class Cel(Language):
    pass


class Zen(Language):
    conjunction = " and "

    def is_(self, fact, value):
        return fact if value else f"not {fact}"

    def within(self, fact, low, high):
        return f"{fact} in [{low}..{high}]"


class Feel(Language):
    """With parentheses about `in`, because feelin 8.2 takes the `and` behind it for a part of what is on its right."""

    conjunction = " and "

    def is_(self, fact, value):
        return fact if value else f"not({fact})"

    def in_(self, fact, values):
        return f'{fact} = "{values[0]}"' if len(values) == 1 else f"({fact} in ({quoted(values)}))"

    def compare(self, fact, operator, value):
        return f"{fact} {operator} {value}"

    def within(self, fact, low, high):
        return f"({fact} in [{low}..{high}])"

    def choice(self, condition, yes, no):
        return f"if {condition} then {yes} else {no}"


class Cpp(Language):
    def is_(self, fact, value):
        return super().is_(f"c.{fact}", value)

    def in_(self, fact, values):
        alternatives = " || ".join(f"c.{fact} == {fact}_values::{v}" for v in values)
        return alternatives if len(values) == 1 else f"({alternatives})"

    def compare(self, fact, operator, value):
        return f"c.{fact} {'==' if operator == '=' else operator} {number(fact, value)}"


def rules_hpp():
    types = {"whole": "std::int32_t", "money": "double", "boolean": "bool"}
    parts = ["// Written by forms.py.\n#pragma once\n\n#include <cstdint>\n"]
    parts += [f"enum class {f}_values : std::uint8_t {{ {', '.join(FACTS[f])} }};" for f in NAMES
              if kind(f) == "enumeration"]
    parts += ["\nstruct client {"]
    parts += [f"    {types.get(kind(f), f + '_values')} {f};" for f in NAMES]
    parts += ["};\n", "/// From the numbers that the facts are in clients.csv: an enumeration's value by its place.",
              "inline client to_client(const double* facts) {", "    return {"]
    parts += [f"        static_cast<{types.get(kind(f), f + '_values')}>(facts[{i}])," for i, f in enumerate(NAMES)]
    parts += ["    };", "}\n", "inline std::uint8_t first_rule(const client& c) {"]
    parts += [f"    if ({Cpp().condition(terms)}) return {i};  // {name}" for i, (name, terms) in enumerate(RULES[:-1])]
    parts += [f"    return {len(RULES) - 1};  // {RULES[-1][0]}", "}\n"]
    return "\n".join(parts)


def rules_table():
    """Lines of: rule, slot, operator, number. `in` has a mask of the enumeration's values; each rule ends in `end`."""
    lines = []
    for i, (_, terms) in enumerate(RULES):
        for fact, operator, value in terms:
            slot = NAMES.index(fact)
            if operator == "within":
                lines += [f"{i} {slot} >= {value[0]}", f"{i} {slot} <= {value[1]}"]
            elif operator == "in":
                places = [FACTS[fact].index(v) for v in value]
                mask = sum(1 << p for p in places)
                lines.append(f"{i} {slot} = {places[0]}" if len(places) == 1 else f"{i} {slot} in {mask}")
            else:
                lines.append(f"{i} {slot} {'=' if operator == 'is' else operator} {float(value)}")
        lines.append(f"{i} 0 end 0")
    return "\n".join(lines) + "\n"


def rules_clp():
    types = {"whole": "INTEGER", "money": "FLOAT"}

    def slot(terms):
        fact, variable = terms[0][0], f"?{terms[0][0]}"
        tests = []
        for _, operator, value in terms:
            if operator == "in":
                return f"({fact} {'|'.join(value)})"
            if operator == "is":
                return f"({fact} {str(value).upper()})"
            bounds = zip((">=", "<="), value) if operator == "within" else [(operator, value)]
            tests += [f"({o} {variable} {number(fact, v)})" for o, v in bounds]
        both = tests[0] if len(tests) == 1 else f"(and {' '.join(tests)})"
        return f"({fact} {variable}&:{both})"

    slots = "".join(f"\n  (slot {f} (type {types.get(kind(f), 'SYMBOL')}))" for f in NAMES)
    parts = [f"(deftemplate client{slots})"]
    for i, (name, terms) in enumerate(RULES):
        pattern = " ".join(slot([t]) for t in terms)
        parts.append(f'(defrule rule{i} "{name}" (declare (salience {-i}))\n  (client {pattern})\n  =>\n  (hit {i}))')
    return "\n\n".join(parts) + "\n"


def cell(fact, operator, value):
    """A cell of a decision table: a unary test. Zen's and FEEL's differ in nothing that is used here."""
    if operator == "is":
        return str(value).lower()
    if operator == "in":
        return quoted(value)
    if operator == "within":
        return f"[{value[0]}..{value[1]}]"
    return str(value) if operator == "=" else f"{operator} {value}"


def cells(terms):
    """Texts by fact, for those that the rule looks at."""
    return {t[0]: cell(*t) for t in terms}


def table_zen_json():
    inputs = [{"id": f, "name": f, "field": f} for f in NAMES]
    rules = [{"_id": f"rule{i}", **{f: cells(terms).get(f, "") for f in NAMES}, "rule": str(i)}
             for i, (_, terms) in enumerate(RULES)]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
               "rules": rules}
    nodes = [{"id": "in", "name": "client", "type": "inputNode"},
             {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
             {"id": "out", "name": "result", "type": "outputNode"}]
    edges = [{"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
             {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"}]
    return json.dumps({"nodes": nodes, "edges": edges}, indent=1) + "\n"


def rules_json():
    operators = {"is": "equal", "=": "equal", "in": "in", "<": "lessThan", "<=": "lessThanInclusive",
                 ">": "greaterThan", ">=": "greaterThanInclusive"}

    def plain(fact, value):
        return value if kind(fact) in ("enumeration", "boolean") else float(value)

    def conditions(fact, operator, value):
        if operator == "in":
            single = len(value) == 1
            return [{"fact": fact, "operator": "equal" if single else "in", "value": value[0] if single else value}]
        bounds = zip((">=", "<="), value) if operator == "within" else [(operator, value)]
        return [{"fact": fact, "operator": operators[o], "value": plain(fact, v)} for o, v in bounds]

    rules = [{"name": name, "priority": len(RULES) - i, "event": {"type": str(i)},
              "conditions": {"all": [c for t in terms for c in conditions(*t)]}}
             for i, (name, terms) in enumerate(RULES)]
    return json.dumps(rules, indent=1) + "\n"


def table_dmn():
    types = {"whole": "number", "money": "number", "boolean": "boolean"}
    data, needs, inputs = [], [], []
    for f in NAMES:
        data.append(f'  <inputData id="{f}" name="{f}"><variable name="{f}" '
                    f'typeRef="{types.get(kind(f), "string")}"/></inputData>')
        needs.append(f'    <informationRequirement id="need_{f}"><requiredInput href="#{f}"/></informationRequirement>')
        inputs.append(f'      <input id="in_{f}"><inputExpression typeRef="{types.get(kind(f), "string")}">'
                      f"<text>{f}</text></inputExpression></input>")
    rows = []
    for i, (_, terms) in enumerate(RULES):
        entries = "".join(f"<inputEntry id=\"c{i}_{f}\"><text>{escape(cells(terms).get(f, '-'))}</text></inputEntry>"
                          for f in NAMES)
        rows.append(f'      <rule id="rule{i}">{entries}<outputEntry id="o{i}"><text>{i}</text></outputEntry></rule>')
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="peers" name="peers" namespace="peers">',
        *data, '  <decision id="rule" name="rule"><variable name="rule" typeRef="number"/>', *needs,
        '    <decisionTable id="table" hitPolicy="FIRST">', *inputs,
        '      <output id="out" name="rule" typeRef="number"/>', *rows,
        "    </decisionTable>", "  </decision>", "</definitions>", ""])


def table_feel():
    lines = ["first", " | ".join(NAMES) + " || rule"]
    lines += [" | ".join(cells(terms).get(f, "-") for f in NAMES) + f" || {i}" for i, (_, terms) in enumerate(RULES)]
    return "\n".join(lines) + "\n"


def clients_csv():
    header = ",".join(f"{f}:{'|'.join(FACTS[f]) if kind(f) == 'enumeration' else kind(f)}" for f in NAMES)
    return "\n".join([header, *(",".join(c) for c in clients())]) + "\n"


FILES = {
    "clients.csv": clients_csv, "rules.hpp": rules_hpp, "rules.table": rules_table, "rules.clp": rules_clp,
    "rules.feel": Feel().rules, "chain.feel": Feel().chain, "rules.cel": Cel().rules, "chain.cel": Cel().chain,
    "rules.zen": Zen().rules, "chain.zen": Zen().chain, "table.zen.json": table_zen_json, "rules.json": rules_json,
    "table.dmn": table_dmn, "table.feel": table_feel,
}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in FILES.items():
        (folder / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
