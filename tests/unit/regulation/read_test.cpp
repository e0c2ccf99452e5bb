#include <reglament/regulation/read.hpp>

#include <gtest/gtest.h>

#include <filesystem>

namespace reglament {
namespace {

namespace fs = std::filesystem;

documents read_folder(const fs::path& path, issues& found) {
    const std::vector<fs::path> paths{path};
    return read(find_sources(paths, found), found);
}

TEST(read, the_rules_are_read_without_a_word) {
    issues found;
    const documents read = read_folder(fs::path{REGLAMENT_SOURCE_DIR} / "rules" / "reactivation", found);
    EXPECT_EQ(render(found), "");
    ASSERT_EQ(read.regulations.size(), 1U);
    const regulation& r = read.regulations[0];
    EXPECT_EQ(r.id.value, "wake-up");
    EXPECT_EQ(r.resources.size(), 3U);
    EXPECT_EQ(r.input.event.value, "order.paid");
    EXPECT_EQ(to_string(r.input.lasting->value), "90 days");
    EXPECT_EQ(r.input.when.text, "class in (\"A\", \"B\") and phone allowed");
    EXPECT_TRUE(r.input.when.verbatim);
    EXPECT_EQ(to_string(r.input.again->after), "180 days");
    ASSERT_EQ(r.outputs.size(), 2U);
    EXPECT_EQ(r.outputs[0].when.value, "order.paid");
    EXPECT_EQ(r.outputs[1].emit.value, "client.lost");
    ASSERT_EQ(r.steps.size(), 4U);
    EXPECT_EQ(r.steps[0].id.value, "survey");
    EXPECT_EQ(r.steps[1].id.value, "switch-1");
    const auto& survey = std::get<task_step>(r.steps[0].kind);
    EXPECT_EQ(survey.form.size(), 2U);
    EXPECT_EQ(survey.on_no_answer->at_most, 3U);
    EXPECT_EQ(survey.on_no_answer->then.target.value, "lost");
    EXPECT_EQ(std::get<switch_step>(r.steps[1].kind).cases.at(0).then.steps.size(), 2U);
    EXPECT_EQ(read.vocabulary.events.at(reserved_events).name.value, "order.paid");
    EXPECT_EQ(read.vocabulary.facts.at(2).from.at(0).attribute, "");
    EXPECT_FALSE(read.vocabulary.calendar.is_working_day(*feel::parse_date("2025-01-01")));
}

struct parsed {
    documents read;
    issues found;
};

parsed read_texts(std::initializer_list<const char*> texts) {
    parsed result;
    std::vector<std::shared_ptr<const source>> files;
    for (const char* text : texts) {
        files.push_back(std::make_shared<const source>(std::to_string(files.size() + 1) + ".yaml", text));
    }
    result.read = read(files, result.found);
    return result;
}

constexpr const char* vocabulary_ru = R"(словарь: отдел
название: Клиентский отдел
календарь:
  пояс: Europe/Moscow
  неделя: [пн, вт-чт, суббота]
  часы: 9:00–17:30
  праздники: [01.05.2025]
субъекты:
  сделка:
    родитель: client
    ключ: deal
события:
  заказ оплачен:
    субъект: client
    данные:
      сумма: число
      повод: необязательно одно из акция, «день рождения»
факты:
  последний заказ:
    тип: дата и время
    источник: заказ оплачен.time
  сумма:
    тип: число
    источник: [заказ оплачен.сумма]
    вначале: 0
роли:
  менеджер:
    название: Клиентский менеджер
  руководитель:
ресурсы: [телефон]
)";

constexpr const char* regulation_ru = R"(регламент: побудка
приоритет: 2
владелец: руководитель
ресурсы: телефон
вход:
  тишина: заказ оплачен
  в течение: 90 дней
  если: сумма > 1000 и последний заказ != null
  снова после: 180 дней от конца
  однажды: нет
выход:
  вернулся:
    когда: заказ оплачен
    если: "event.сумма > 0"
  ушёл:
    сигнал: клиент ушёл
шаги:
  - задача: опрос
    сделать: |
      Позвонить.
      Спросить, почему: цена?
    исполнитель: менеджер
    срок: 2 рабочих дня
    норма: 15 минут
    анкета:
      причина: одно из обида, забыл
      жалоба: необязательно текст
    нет ответа:
      повторить через: 1 рабочий день
      не более: 3
      то: ушёл
    при опоздании:
      эскалация: руководитель
  - выбор: опрос.причина
    случаи:
      обида:
        - задача: wait-1
          сделать: Помириться
          исполнитель: руководитель
      забыл:
    иначе: ушёл
  - выбор:
    случаи:
      - когда: >-
          сумма > 5
          и сумма < 10
        то: {выход: ушёл}
  - слушать: [заказ оплачен]
    срок: 5 дней
    по истечении:
      - ждать: 1 день
      - перейти: опрос
  - если: сумма = 1
    то:
      - ждать: 2 дня
  - сигнал: клиент ушёл
    данные:
      сумма: сумма + 1
  - выход: ушёл
)";

TEST(read, every_keyword_may_be_russian) {
    const parsed all = read_texts({regulation_ru, vocabulary_ru});
    EXPECT_EQ(render(all.found, language::ru), "");
    ASSERT_EQ(all.read.regulations.size(), 1U);
    const regulation& r = all.read.regulations[0];
    EXPECT_EQ(r.priority, 2);
    EXPECT_EQ(r.resources.at(0).value, "телефон");
    EXPECT_EQ(r.input.again->from, start_rule::again_rule::since::end);
    EXPECT_FALSE(r.input.once);
    const auto& survey = std::get<task_step>(r.steps.at(0).kind);
    EXPECT_EQ(survey.instruction, "Позвонить.\nСпросить, почему: цена?");
    EXPECT_TRUE(survey.form.at(1).optional);
    EXPECT_EQ(survey.on_late.front().escalate.value, "руководитель");
    EXPECT_FALSE(survey.on_late.front().then.given);
    const auto& choice = std::get<switch_step>(r.steps.at(1).kind);
    EXPECT_TRUE(choice.cases.at(1).then.given);
    EXPECT_EQ(choice.otherwise->target.value, "ушёл");
    EXPECT_EQ(std::get<switch_step>(r.steps.at(2).kind).cases.at(0).when.text, "сумма > 5 и сумма < 10");
    const vocabulary& v = all.read.vocabulary;
    EXPECT_EQ(v.calendar.rules().working_weekdays, 0b0101111);
    EXPECT_EQ(v.calendar.rules().week[0], (working_hours{{540, 1050}}));
    EXPECT_EQ(v.subjects.size(), 3U);  // the last is the desk
    EXPECT_EQ(v.events.at(reserved_events).data.at(1).type.values.at(1), "день рождения");
    EXPECT_EQ(feel::to_string(v.facts.at(1).initial), "0");
    EXPECT_EQ(v.find_role("руководитель"), 1U);
    EXPECT_EQ(v.find_fact("сумма"), 1U);
    EXPECT_FALSE(v.find_event("нет такого"));
}

TEST(read, steps_without_a_name_are_called_by_kind_and_number) {
    const parsed all = read_texts({regulation_ru});
    const block& steps = all.read.regulations.at(0).steps;
    std::vector<std::string> ids;
    for (const step& s : steps) ids.push_back(s.id.value);
    EXPECT_EQ(ids,
              (std::vector<std::string>{"опрос", "switch-1", "switch-2", "listen-1", "if-1", "emit-1", "output-2"}));
    // wait-1 is taken by a task
    EXPECT_EQ(std::get<listen_step>(steps.at(3).kind).on_timeout->steps.at(0).id.value, "wait-2");
    EXPECT_EQ(std::get<if_step>(steps.at(4).kind).then.steps.at(0).id.value, "wait-3");
}

TEST(read, conditions_know_whether_they_stand_in_the_text_letter_for_letter) {
    const parsed all = read_texts({regulation_ru});
    const regulation& r = all.read.regulations.at(0);
    const std::string_view text = r.file->text();
    const auto written = [&](const condition& c) { return text.substr(c.where.begin, c.where.end - c.where.begin); };
    EXPECT_TRUE(r.input.when.verbatim);
    EXPECT_EQ(written(r.input.when), r.input.when.text);
    EXPECT_TRUE(r.outputs.at(0).condition.verbatim);  // in quotation marks without escapes
    EXPECT_EQ(written(r.outputs.at(0).condition), "event.сумма > 0");
    const condition& folded = std::get<switch_step>(r.steps.at(2).kind).cases.at(0).when;
    EXPECT_FALSE(folded.verbatim);
    EXPECT_EQ(written(folded), "сумма > 5\n          и сумма < 10");
}

TEST(read, conditions_in_mended_text_are_found_where_they_stand) {
    const parsed all =
        read_texts({"regulation: r\ninput:\n  event: e\n  if: \"A\" = x\noutput: [o]\nsteps:\n  – output: o\n"});
    ASSERT_EQ(all.read.regulations.size(), 1U);
    const condition& c = all.read.regulations[0].input.when;
    EXPECT_TRUE(c.verbatim);
    EXPECT_EQ(all.read.regulations[0].file->text().substr(c.where.begin, c.where.end - c.where.begin), "\"A\" = x");
    EXPECT_TRUE(all.found.has_errors());
}

TEST(read, without_a_vocabulary_nothing_is_declared_but_what_the_engine_knows) {
    const parsed all = read_texts({"regulation: r\ninput:\n  event: e\noutput: [o]\nsteps:\n  - output: o\n"});
    EXPECT_FALSE(all.read.vocabulary.declared);
    ASSERT_EQ(all.read.vocabulary.events.size(), reserved_events);
    EXPECT_EQ(all.read.vocabulary.events[0].name.value, "task.done");
    EXPECT_EQ(all.read.vocabulary.events[1].name.value, "task.unanswered");
    EXPECT_EQ(all.read.vocabulary.events[2].name.value, "facts.changed");
    EXPECT_EQ(all.read.vocabulary.events[3].name.value, "action.done");
    EXPECT_EQ(all.read.vocabulary.events[4].name.value, "action.failed");
    ASSERT_EQ(all.read.vocabulary.subjects.size(), 2U);  // the last is the desk
    EXPECT_EQ(all.read.vocabulary.subjects[0].name.value, "client");
}

TEST(read, vocabularies_of_several_files_are_one) {
    const parsed all = read_texts({"vocabulary: a\nfacts:\n  last sum:\n    type: number\n    from: paid.sum\n",
                                   "vocabulary: b\nevents:\n  paid:\n    data:\n      sum: number\nroles: [manager]\n",
                                   "vocabulary: c\nroles: [manager, head]\n"});
    ASSERT_EQ(all.found.size(), 1U);
    EXPECT_EQ(all.found[0].code, "declared-twice");
    EXPECT_EQ(all.found[0].arguments.at(1), "2.yaml:6");
    EXPECT_EQ(all.read.vocabulary.facts.at(0).from.at(0).event, reserved_events);
    EXPECT_EQ(all.read.vocabulary.roles.size(), 2U);
}

TEST(read, a_regulation_tells_whether_it_is_whole) {
    constexpr const char* rest = "input:\n  event: e\noutput: [o]\nsteps:\n  - output: o\n";
    const std::string detail = std::string{"regulation: a\npriority: 7\n"} + rest;
    const std::string part = std::string{"regulation: b\n"} + rest + "  - nothing known\n";
    const parsed all = read_texts({detail.c_str(), part.c_str()});
    ASSERT_EQ(all.read.regulations.size(), 2U);
    EXPECT_EQ(all.read.regulations[0].state, soundness::wrong_in_details);
    EXPECT_EQ(all.read.regulations[1].state, soundness::with_gaps);
    EXPECT_EQ(all.found.count(severity::error), 2U);
    const std::string whole = std::string{"regulation: c\n"} + rest;
    EXPECT_EQ(read_texts({whole.c_str()}).read.regulations.at(0).state, soundness::sound);
}

}  // namespace
}  // namespace reglament
