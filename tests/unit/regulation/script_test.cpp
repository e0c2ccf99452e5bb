// Scripts and questionnaires as they are read, and as tasks take them. What is wrong with them: tests/golden.
#include "support/rules.hpp"

#include <reglament/regulation/script.hpp>

#include <algorithm>
#include <string>

namespace reglament {
namespace {

using testing::small_vocabulary;

const std::string regulation_text = R"(regulation: calls
input:
  event: order.paid
output: [met, gone]
steps:
  - task: talk
    do: Talk
    by: manager
    script: first call
    form:
      minutes: optional number
  - if: talk.outcome = "meeting" and talk.minutes > 1
    then: met
    else: gone
)";

const std::string script_text = R"(---
script: first call
title: The first call
version: 1.1.0
form:
  outcome: one of meeting, no
  why: optional text
lines:
  greet:
    say: Good morning.
    hint: Smile
    replies:
      Go on: offer
      Not now:
        fill: {outcome: no}
        next: end
  offer:
    say: Shall we meet?
    ask: outcome
    replies:
      meeting: end
    next: ask why
  ask why:
    say: Why not?
    ask: why
    next: end
)";

const std::string survey_text = R"(---
questionnaire: survey
questions:
  mood:
    type: one of good, bad
    say: How do you feel?
  age: optional number
)";

std::shared_ptr<const rulebook> load_all(const std::string& text) {
    const loaded l = load_text(small_vocabulary + text, "test.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

TEST(script, is_lines_that_lead_somewhere) {
    const auto rules = load_all(regulation_text + script_text);
    ASSERT_EQ(rules->scripts().size(), 1U);
    const script& s = *rules->scripts()[0];
    EXPECT_EQ(s.id.value, "first call");
    EXPECT_EQ(s.name(), "The first call");
    EXPECT_EQ(s.version, "1.1.0");
    EXPECT_FALSE(s.questionnaire);
    ASSERT_EQ(s.lines.size(), 3U);
    const script_line& greet = s.lines[0];
    EXPECT_EQ(greet.hint, "Smile");
    EXPECT_FALSE(greet.asks());
    EXPECT_EQ(greet.to, script_nowhere);
    ASSERT_EQ(greet.replies.size(), 2U);
    EXPECT_EQ(greet.replies[0].to, 1U);
    EXPECT_EQ(greet.replies[1].to, script_end);
    ASSERT_EQ(greet.replies[1].fills.size(), 1U);
    EXPECT_EQ(greet.replies[1].fills[0].value, feel::value{"no"});
    const script_line& offer = s.lines[1];
    EXPECT_EQ(offer.field, 0U);
    EXPECT_EQ(offer.to, 2U);
    EXPECT_EQ(offer.replies[0].fills[0].value, feel::value{"meeting"});
}

TEST(script, gives_its_fields_to_the_task_before_its_own) {
    const auto rules = load_all(regulation_text + script_text);
    const task_definition& t = rules->machines()[0].tasks()[0];
    ASSERT_EQ(t.form.size(), 3U);
    EXPECT_EQ(t.form[0].name.value, "outcome");
    EXPECT_EQ(t.form[1].name.value, "why");
    EXPECT_EQ(t.form[2].name.value, "minutes");
    EXPECT_EQ(t.goes_by, rules->scripts()[0]);
}

TEST(questionnaire, asks_field_after_field) {
    std::string text = regulation_text + survey_text;
    text.replace(text.find("script: first call"), 18, "questionnaire: survey");
    text.replace(text.find("talk.outcome = \"meeting\""), 24, "talk.mood = \"good\"");
    const auto rules = load_all(text);
    const script& s = *rules->scripts()[0];
    EXPECT_TRUE(s.questionnaire);
    ASSERT_EQ(s.lines.size(), 2U);
    EXPECT_EQ(s.lines[0].say, "How do you feel?");
    EXPECT_EQ(s.lines[0].to, 1U);
    EXPECT_EQ(s.lines[1].say, "age");
    EXPECT_EQ(s.lines[1].to, script_end);
    EXPECT_TRUE(s.form[1].optional);
}

TEST(script, is_written_in_russian_as_well) {
    const auto rules = load_all(R"(регламент: звонки
вход: по вызову
выход: [готово]
шаги:
  - задача: разговор
    сделать: Поговорить
    исполнитель: manager
    скрипт: звонок
  - задача: опрос
    сделать: Спросить
    исполнитель: manager
    опросник: опрос
  - выход: готово
---
скрипт: звонок
анкета:
  удобно: да или нет
реплики:
  приветствие:
    говорим: Удобно поговорить?
    подсказка: Улыбаться
    спрашиваем: удобно
    ответы:
      да: спасибо
      нет: конец
  спасибо:
    говорим: Спасибо!
    далее: конец
---
опросник: опрос
вопросы:
  причина:
    тип: текст
    спросить: Почему?
)");
    const script& s = *rules->scripts()[0];
    ASSERT_EQ(s.lines.size(), 2U);
    EXPECT_EQ(s.lines[0].replies[0].fills[0].value, feel::value{true});
    EXPECT_EQ(s.lines[0].replies[1].to, script_end);
    EXPECT_EQ(rules->scripts()[1]->lines[0].say, "Почему?");
}

std::string definition(const std::string& text) {
    return load_all(text)->machines()[0].regulation().definition;
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(script, is_part_of_what_a_regulation_says) {
    const std::string known = definition(regulation_text + script_text);
    for (const auto& [from, to] :
         {std::pair{"Good morning.", "Good evening."}, std::pair{"hint: Smile", "hint: Nod"},
          std::pair{"next: end\n  offer", "next: offer\n  offer"}, std::pair{"version: 1.1.0", "version: 1.2.0"}})
        EXPECT_NE(definition(regulation_text + with(script_text, from, to)), known) << to;
    EXPECT_EQ(definition(regulation_text + with(script_text, "  greet:", "  greet:   # the first")), known);
    const std::string unused = with(survey_text, "questionnaire: survey", "questionnaire: other");
    EXPECT_EQ(definition(regulation_text + script_text + unused), known);
}

TEST(script, is_unused_only_where_there_are_regulations) {
    const loaded alone = load_text(script_text.substr(4), "script.yaml");
    EXPECT_TRUE(alone.rules) << render(alone.found);
    EXPECT_EQ(alone.found.count(severity::warning), 0U) << render(alone.found);
    const loaded beside = load_text(small_vocabulary + regulation_text + script_text + survey_text, "test.yaml");
    EXPECT_EQ(beside.found.count(severity::warning), 1U) << render(beside.found);
}

TEST(script, is_bounded) {
    std::string lines = "script: long\nform:\n  done: boolean\nlines:\n";
    for (std::size_t l = 0; l <= most_script_lines; ++l)
        lines += "  l" + std::to_string(l) + ":\n    say: x\n    ask: done\n    next: end\n";
    const loaded l = load_text(lines, "long.yaml");
    EXPECT_FALSE(l.rules);
    const auto too_large = [](const issue& i) { return i.code == "too-large"; };
    EXPECT_EQ(std::count_if(l.found.begin(), l.found.end(), too_large), 1);
}

}  // namespace
}  // namespace reglament
