"""The JSON Schema of the files."""

import reglament


def test_the_schema_offers_keys_of_one_language_and_knows_both() -> None:
    english, russian = reglament.schema(), reglament.schema("ru")
    keys = english["$defs"]["regulation"]["properties"]
    assert "steps" in keys and "шаги" not in keys
    assert "шаги" in russian["$defs"]["regulation"]["properties"]
    assert any("steps" in pattern for pattern in russian["$defs"]["regulation"]["patternProperties"])
    assert english["$defs"]["step"]["additionalProperties"] is False
