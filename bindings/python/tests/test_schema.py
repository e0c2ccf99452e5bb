"""The JSON Schema of the files."""

import reglament


def test_the_schema_offers_keys_of_one_language_and_knows_both() -> None:
    english, russian = reglament.schema(), reglament.schema("ru")
    keys = english["$defs"]["regulation"]["properties"]
    assert "steps" in keys and "шаги" not in keys
    assert "шаги" in russian["$defs"]["regulation"]["properties"]
    assert any("steps" in pattern for pattern in russian["$defs"]["regulation"]["patternProperties"])


def test_the_schema_takes_no_key_that_a_kind_of_step_does_not_know() -> None:
    definitions = reglament.schema()["$defs"]
    assert definitions["regulation"]["additionalProperties"] is False
    rule, kinds = definitions["step"], []
    while "then" in rule:  # one kind of step after another, by the key that names it
        kinds.append(rule["then"])
        rule = rule["else"]
    assert len(kinds) > 15
    assert all(kind["additionalProperties"] is False for kind in kinds)
