#include "text/catalogue/tables.hpp"

#include <algorithm>
#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

// What is wrong with a scenario as written.
constexpr std::array written{
    catalogue_entry{
        "bad-expectation", error, "“{0}” cannot be expected by itself", "«{0}» само по себе ожидать нельзя",
        "Did you mean `{s}`?|A single word may be: {1}. Anything else is a key with a value, as `{2}: NAME`.",
        "Может быть, `{s}`?|Одним словом можно ожидать: {1}. Остальное — ключ со значением, например `{2}: "
        "ИМЯ`."},
    catalogue_entry{"bad-time", error, "“{0}” is no date or time", "«{0}» — не дата и не время",
                    "Write it as 2025-03-12 or 2025-03-12 18:00.", "Пишите так: 2025-03-12 или 2025-03-12 18:00."},
    catalogue_entry{"duplicate-scenario", error, "there is another scenario “{0}” of this regulation, at {1}",
                    "сценарий «{0}» у этого регламента уже есть: {1}", "Say what this one shows.",
                    "Назовите этот по тому, что показывает он."},
    catalogue_entry{"empty-scenario-step", error, "in this step nothing happens and nothing is expected",
                    "в этом шаге ничего не происходит и ничего не ожидается",
                    "Say what happens, let time pass, or remove the step.",
                    "Напишите, что происходит или сколько времени проходит, или уберите шаг."},
    catalogue_entry{"expected-scenario-step", error, "this is no step of a scenario", "это не шаг сценария",
                    "A step says what happens and what comes of it: `- {0}: NAME`, `- {1}: 90 days`.",
                    "Шаг говорит, что происходит и что из этого выходит: `- {0}: ИМЯ`, `- {1}: 90 дней`."},
    catalogue_entry{"expects-nothing", warning, "the scenario “{0}” expects nothing, so it can never fail",
                    "сценарий «{0}» ничего не ожидает, поэтому ничего и не проверяет",
                    "Say under `expect:` of a step what should come of it.",
                    "Напишите у шага в `ожидаем:`, что должно получиться."},
    catalogue_entry{"key-without-owner", error, "“{0}” says more of “{1}”, and there is none here",
                    "«{0}» дополняет ключ «{1}», а его здесь нет", "Add `{1}: NAME` beside it.",
                    "Добавьте рядом `{1}: ИМЯ`."},
    catalogue_entry{"scenario-without-time", error, "it is not said when the scenario begins",
                    "не сказано, когда сценарий начинается", "Give its first step a time: `at: 2025-01-10 12:00`.",
                    "Укажите время первого шага: `когда: 2025-01-10 12:00`."},
    catalogue_entry{"time-goes-back", error, "“{0}” is earlier than the step before, which is at {1}",
                    "«{0}» раньше прошлого шага: он был {1}", "Put the steps into the order of their times.",
                    "Расположите шаги по порядку времени."},
    catalogue_entry{"two-actions", error, "“{0}” is a second thing that happens in one step",
                    "«{0}» — второе действие в одном шаге", "Make it a step of its own, with a `- `.",
                    "Сделайте его отдельным шагом, начните с `- `."},
    catalogue_entry{"two-times", error, "the step has both `{0}` and `{1}`", "у шага сразу и `{0}`, и `{1}`",
                    "Keep one of them.", "Оставьте что-нибудь одно."},
    catalogue_entry{"unknown-refusal", error, "“{0}” is no reason not to start", "«{0}» — не причина не начинать",
                    "Did you mean “{s}”?|The reasons are: {1}.", "Может быть, «{s}»?|Причины такие: {1}."},
    catalogue_entry{"unknown-regulation", error, "there is no regulation “{0}” here", "регламента «{0}» здесь нет",
                    "Did you mean “{s}”?|It must stand in this file or in its folder.",
                    "Может быть, «{s}»?|Он должен лежать в этом же файле или в той же папке."},
    catalogue_entry{"unknown-call", error, "the regulation “{1}” has no call “{0}”",
                    "в регламенте «{1}» нет вызова «{0}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"unknown-task", error, "the regulation “{1}” has no task “{0}”",
                    "в регламенте «{1}» нет задачи «{0}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"wrong-value", error, "“{0}” takes {2}, not “{1}”", "для «{0}» нужно: {3}; а здесь «{1}»",
                    "Did you mean “{s}”?", "Может быть, «{s}»?"},
};

// What was expected, and what there was instead; what is words among the arguments is there in both languages.
constexpr std::array ran{
    catalogue_entry{"expected-data", error, "“{0}” of the event “{1}” should be {2}; it is {4}",
                    "поле «{0}» события «{1}»: ожидаем {3}; на деле {5}", "", ""},
    catalogue_entry{"expected-event", error, "the event “{0}” should have been told; {1}", "ожидаем событие «{0}»; {2}",
                    "", ""},
    catalogue_entry{"expected-fact", error, "the fact “{0}” should be {1}; it is {3}",
                    "факт «{0}»: ожидаем {2}; на деле {4}", "", ""},
    catalogue_entry{"expected-nothing", error, "nothing should have come about; {0}",
                    "ожидаем, что ничего не произойдёт; {1}", "", ""},
    catalogue_entry{"expected-output", error, "the run should have ended with “{0}”; {1}",
                    "ожидаем, что запуск закончится выходом «{0}»; {2}", "", ""},
    catalogue_entry{"expected-refusal", error, "no run should have started, because {0}; {2}",
                    "ожидаем, что запуск не начнётся, причина: {1}; {3}", "", ""},
    catalogue_entry{"expected-some-task", error, "some task should be open; none is",
                    "ожидаем хотя бы одну открытую задачу; их нет", "", ""},
    catalogue_entry{"expected-something", error, "something should have come about; nothing has",
                    "ожидаем, что что-нибудь произойдёт; ничего не произошло", "", ""},
    catalogue_entry{"expected-start", error, "a run should have started; {0}", "ожидаем, что запуск начнётся; {1}", "",
                    ""},
    catalogue_entry{"expected-stuck", error, "the run should have stopped at “{0}” for want of a branch; {1}",
                    "ожидаем, что запуск остановится на «{0}»: ни одна ветка не подойдёт; {2}", "", ""},
    catalogue_entry{"expected-call", error, "the call “{0}” should be open", "ожидаем открытый вызов «{0}»", "", ""},
    catalogue_entry{"expected-task", error, "the task “{0}” should be open; {1}", "ожидаем открытую задачу «{0}»; {2}",
                    "", ""},
    catalogue_entry{"expected-task-detail", error, "{1} of the task “{0}” should be {3}; it is {5}",
                    "задача «{0}», {2}: ожидаем {4}; на деле {6}", "", ""},
    catalogue_entry{"unexpected", error, "this should not be; {0}", "этого быть не должно; {1}", "", ""},
    catalogue_entry{"unexpected-tasks", error, "no task should be open; {0}", "ожидаем, что открытых задач нет; {1}",
                    "", ""},
};

constexpr auto entries = [] {
    std::array<catalogue_entry, written.size() + ran.size()> all{};
    std::copy(ran.begin(), ran.end(), std::copy(written.begin(), written.end(), all.begin()));
    return all;
}();

}  // namespace

table scenario() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
