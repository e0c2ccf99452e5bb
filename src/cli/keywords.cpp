// reglament keywords
#include "cli/command.hpp"

#include <reglament/regulation/keywords.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

namespace reglament::cli {

namespace {

std::string place_of(context_of where, const session& s) {
    switch (where) {
        case context_of::document:
            return s.say("A document", "Документ");
        case context_of::regulation:
            return s.say("A regulation", "Регламент");
        case context_of::input:
            return s.say("Its input", "Вход");
        case context_of::output:
            return s.say("An output", "Выход");
        case context_of::step:
            return s.say("A step", "Шаг");
        case context_of::task:
            return s.say("A task", "Задача");
        case context_of::no_answer:
            return s.say("A task: on no answer", "Задача: нет ответа");
        case context_of::channel:
            return s.say("A channel", "Канал");
        case context_of::contact_policy:
            return s.say("The contact policy", "Правила контактов");
        case context_of::contact_limit:
            return s.say("A limit of contacts", "Ограничение контактов");
        case context_of::refused:
            return s.say("if not allowed", "Если нельзя");
        case context_of::since:
            return s.say("since: of a silence", "Считая от: у тишины");
        case context_of::again:
            return s.say("again after", "Снова не раньше");
        case context_of::late:
            return s.say("A task: on late", "Задача: при просрочке");
        case context_of::retry:
            return s.say("A call: retry", "Вызов: повторить");
        case context_of::switch_case:
            return s.say("A case", "Случай");
        case context_of::handler:
            return s.say("An event handled", "Обработка события");
        case context_of::vocabulary:
            return s.say("The vocabulary", "Словарь");
        case context_of::subject:
            return s.say("A subject of the vocabulary", "Субъект словаря");
        case context_of::event:
            return s.say("An event of the vocabulary", "Событие словаря");
        case context_of::action:
            return s.say("An action of the vocabulary", "Действие словаря");
        case context_of::fact:
            return s.say("A fact of the vocabulary", "Факт словаря");
        case context_of::segment:
            return s.say("A segment of the vocabulary", "Сегмент словаря");
        case context_of::best_word:
            return s.say("A segment: best", "Сегмент: лучше");
        case context_of::share_word:
            return s.say("A segment: share of", "Сегмент: доля от");
        case context_of::cut_word:
            return s.say("A segment: on the cut", "Сегмент: на границе");
        case context_of::tie_word:
            return s.say("A segment: ties", "Сегмент: равные");
        case context_of::late_word:
            return s.say("An event: if late", "Событие: если опоздало");
        case context_of::origin_word:
            return s.say("A fact: from", "Факт: источник");
        case context_of::class_word:
            return s.say("A class of a segment", "Класс сегмента");
        case context_of::role:
            return s.say("A role of the vocabulary", "Роль словаря");
        case context_of::calendar:
            return s.say("The calendar", "Календарь");
        case context_of::join:
            return s.say("join", "Дождаться");
        case context_of::others:
            return s.say("others", "Остальные");
        case context_of::pilot:
            return s.say("A pilot", "Пилот");
        case context_of::people:
            return s.say("People", "Люди");
        case context_of::person:
            return s.say("A person", "Сотрудник");
        case context_of::absence:
            return s.say("A person: absent", "Сотрудник: отсутствует");
        case context_of::observation:
            return s.say("What a log calls a step: observe", "Как журнал называет шаг: в журнале");
        case context_of::control:
            return s.say("How logs are compared: control", "Сравнение с журналом: контроль");
        case context_of::statement:
            return s.say("A statement", "Ведомость");
        case context_of::statement_line:
            return s.say("A line of a statement", "Строка ведомости");
        case context_of::script:
            return s.say("A script or a questionnaire", "Скрипт или опросник");
        case context_of::question:
            return s.say("A question of a questionnaire", "Вопрос опросника");
        case context_of::script_line:
            return s.say("A line of a script", "Реплика скрипта");
        case context_of::script_reply:
            return s.say("A reply of the client", "Ответ клиента");
        case context_of::script_word:
            return s.say("A script: where a line leads", "Скрипт: куда ведёт реплика");
        case context_of::role_by:
            return s.say("A role: by", "Роль: назначать");
        case context_of::migration:
            return s.say("A migration", "Миграция");
        case context_of::running:
            return s.say("running", "Начатые запуски");
        case context_of::existing:
            return s.say("existing: of an input", "Кто уже подходит: у входа");
        case context_of::removed:
            return s.say("A migration: removed", "Миграция: убранные шаги");
        case context_of::deadlines:
            return s.say("A migration: deadlines", "Миграция: сроки");
        case context_of::scenario:
            return s.say("A scenario", "Сценарий");
        case context_of::scenario_step:
            return s.say("A step of a scenario", "Шаг сценария");
        case context_of::expectation:
            return s.say("A step of a scenario: expect", "Шаг сценария: ожидаем");
        case context_of::expected_word:
            return s.say("A step of a scenario: what may be expected in a word",
                         "Шаг сценария: что можно ожидать одним словом");
        case context_of::refusal_reason:
            return s.say("A step of a scenario: why it has not started", "Шаг сценария: почему не начат");
        case context_of::weekday:
            return s.say("Days of the week", "Дни недели");
        case context_of::type:
            return s.say("Types", "Типы");
    }
    return {};
}

// The words of conditions in both languages; their other forms (days, дня …) are in docs/language.md.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> condition_words{
    {{"and", "и"},
     {"or", "или"},
     {"not", "не"},
     {"in", "в"},
     {"between … and …", "между … и …"},
     {"if … then … else …", "если … то … иначе …"},
     {"true", "истина, да"},
     {"false", "ложь, нет"},
     {"\"text\"", "«text»"},
     {"90 days", "90 дней"}}};

std::string joined(const keyword& k) {
    std::string out;
    for (const std::string_view word : k.ru) out += (out.empty() ? "" : "; ") + std::string{word};
    return out;
}

void print(const session& s) {
    std::size_t en = 0, ru = 0;
    for (const keyword& k : keywords()) {
        en = std::max(en, count_characters(k.en));
        ru = std::max(ru, count_characters(joined(k)));
    }
    std::optional<context_of> last;
    for (const keyword& k : keywords()) {
        if (last != k.where) std::cout << (last ? "\n" : "") << place_of(k.where, s) << "\n";
        last = k.where;
        std::cout << "  " << padded(k.en, en) << "  " << padded(joined(k), ru) << "  "
                  << s.say(k.meaning_en, k.meaning_ru) << "\n";
    }
    std::cout << "\n" << s.say("Conditions", "Условия") << "\n";
    for (const auto& [english, russian] : condition_words)
        std::cout << "  " << padded(english, en) << "  " << russian << "\n";
}

}  // namespace

void add_keywords(CLI::App& app, session& s) {
    CLI::App* command =
        app.add_subcommand("keywords", s.say("lists the words of the language", "перечисляет слова языка"));
    command->callback([&s] { print(s); });
}

}  // namespace reglament::cli
