#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"answer-missing", error, "the form of “{0}” needs “{1}”",
                    "в анкете задачи «{0}» не заполнено поле «{1}»", "It takes {2}.", "Здесь нужно: {3}."},
    catalogue_entry{"answer-unknown", error, "the form of “{0}” has no field “{1}”",
                    "в анкете задачи «{0}» нет поля «{1}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"answer-wrong", error, "“{1}” of the task “{0}” takes {2}, not {3}",
                    "поле «{1}» задачи «{0}» ожидает: {4}; получено: {3}", "", ""},
    catalogue_entry{"answers-form", error, "the answers of “{0}” are names and values, not {1}",
                    "ответы задачи «{0}» — это имена полей и значения, а не {1}", "", ""},
    catalogue_entry{"answers-misplaced", note, "“{1}” is not among the answers of “{0}”",
                    "«{1}» не среди ответов задачи «{0}»", "Answers go into `data.answers`, by the fields of the form.",
                    "Ответы передают в `data.answers` под именами полей анкеты."},
    catalogue_entry{
        "condition-null", warning, "for “{0}” this condition could be neither true nor false",
        "для «{0}» это условие не удалось ни подтвердить, ни опровергнуть",
        "It counts as not met. Test what it speaks of: `count(…) > 0 and …`.",
        "Считаем, что оно не выполнено. Проверьте сначала то, о чём условие говорит: `count(…) > 0 and …`."},
    catalogue_entry{"attempt-over", error, "the attempt at “{0}” is over: client “{1}”",
                    "эта попытка «{0}» уже закончилась: клиент «{1}»", "Its time was up, or it had failed already.",
                    "Её время вышло, или о неудаче уже сообщали."},
    catalogue_entry{"call-not-named", error, "the event does not say which call it is about",
                    "в событии не сказано, о каком вызове речь",
                    "Give `data.call`: the step's id or the call's number.",
                    "Укажите `data.call` — имя шага или номер вызова."},
    catalogue_entry{"call-not-open", error, "the client “{1}” has no open call “{0}”",
                    "у клиента «{1}» нет открытого вызова «{0}»", "It may be done or cancelled already.",
                    "Возможно, его уже выполнили или отменили."},
    catalogue_entry{"condition-unknown", warning,
                    "for “{1}” this condition could be neither true nor false: “{0}” has no value",
                    "для «{1}» это условие не удалось ни подтвердить, ни опровергнуть: нет значения «{0}»",
                    "It counts as not met. Check that the events bring the value, or begin with `{0} != null and …`.",
                    "Считаем, что оно не выполнено. Проверьте, приходит ли значение с событиями, или начните условие с "
                    "`{0} != null и …`."},
    catalogue_entry{"event-attribute-missing", error, "the event “{0}” came without “{1}”",
                    "событие «{0}» пришло без поля «{1}»", "Send it, or make it optional in the vocabulary.",
                    "Передайте его или сделайте необязательным в словаре."},
    catalogue_entry{
        "event-attribute-unknown", warning, "the vocabulary knows no “{1}” of the event “{0}”; it is left aside",
        "в словаре у события «{0}» нет поля «{1}»; оно пропущено", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"event-attribute-wrong", error, "“{1}” of the event “{0}” takes {2}, not {3}",
                    "поле «{1}» события «{0}» ожидает: {4}; получено: {3}", "", ""},
    catalogue_entry{"event-data", error, "the data of the event “{0}” is names and values, not {1}",
                    "данные события «{0}» — это имена и значения, а не {1}", "", ""},
    catalogue_entry{"event-no-subject", error, "the event “{0}” does not say whom it is about",
                    "в событии «{0}» не сказано, о каком оно клиенте", "Give `subject`, the key of the client.",
                    "Укажите `subject` — ключ клиента."},
    catalogue_entry{"event-of-unknown-part", error,
                    "the event “{0}” names {1} but no client, and none is known to have it",
                    "событие «{0}» называет {1}, но не клиента; чьё это, неизвестно",
                    "Give `subject`, the key of the client, with the first event about it.",
                    "В первом событии о нём укажите `subject` — ключ клиента."},
    catalogue_entry{"fact-needs-part", error, "these facts are about a {0}, and it is not said about which",
                    "эти факты — о «{0}», а о каком именно, не сказано", "Name it among the data: `{1}: KEY`.",
                    "Назовите его среди данных: `{1}: КЛЮЧ`."},
    catalogue_entry{"facts-of-two-parts", error, "these facts are about a {0} and about a {1}",
                    "эти факты — и о «{0}», и о «{1}»", "Send two events.", "Пошлите два события."},
    catalogue_entry{"too-many-parts", error, "the client “{0}” has {1} deals, requests and the like already",
                    "у клиента «{0}» уже {1} сделок, заявок и подобного", "", ""},
    catalogue_entry{"set-wrong-value", warning, "{1} is no value of “{0}”, so nothing is known of it now",
                    "{1} — не значение для «{0}», поэтому теперь оно неизвестно",
                    "Check where the value comes from, or set it only `if` it fits.",
                    "Проверьте, откуда берётся значение, или записывайте его при условии."},
    catalogue_entry{"event-time", error, "the time of the event “{0}” is not within the years 1 to 9999",
                    "время события «{0}» выходит за пределы 1–9999 годов",
                    "Times are taken from 0001-01-02 to the beginning of 9999-12-31, in UTC.",
                    "Принимаются времена с 0001-01-02 до начала 9999-12-31 по UTC."},
    catalogue_entry{
        "event-too-old", error, "the event of {0} is older than the events still remembered for “{1}” (since {2})",
        "событие от {0} старше тех, что движок ещё помнит о клиенте «{1}» (с {2})",
        "It may have been counted already, so it is refused.", "Возможно, его уже учли, поэтому оно не принято."},
    catalogue_entry{"event-unknown", error, "there is no event “{0}” in the vocabulary", "в словаре нет события «{0}»",
                    "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"events-without-end", warning,
                    "“{0}” and others answer each other's events without end; they were stopped after {1}",
                    "«{0}» и другие регламенты без конца отвечают на события друг друга; остановлено после {1}",
                    "Let one of them wait, or start only once.",
                    "Пусть один из них ждёт или запускается только однажды."},
    catalogue_entry{"fact-unknown", error, "there is no fact “{0}” in the vocabulary", "в словаре нет факта «{0}»",
                    "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"fact-wrong", error, "the fact “{0}” takes {1}, not {2}", "факт «{0}» ожидает: {3}; получено: {2}",
                    "", ""},
    catalogue_entry{"result-missing", error, "the result of “{0}” needs “{1}”", "в результате «{0}» нет поля «{1}»",
                    "It takes {2}.", "Здесь нужно: {3}."},
    catalogue_entry{"result-unknown", error, "the result of “{0}” has no “{1}”",
                    "в результате «{0}» не бывает поля «{1}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"result-wrong", error, "“{1}” of the result of “{0}” takes {2}, not {3}",
                    "поле «{1}» результата «{0}» ожидает: {4}; получено: {3}", "", ""},
    catalogue_entry{"result-form", error, "the result of “{0}” is names and values, not {1}",
                    "результат «{0}» — это имена полей и значения, а не {1}", "", ""},
    catalogue_entry{"task-not-open", error, "the client “{1}” has no open task “{0}”",
                    "у клиента «{1}» нет открытой задачи «{0}»", "It may be done or cancelled already.",
                    "Возможно, её уже выполнили или отменили."},
    catalogue_entry{"task-not-named", error, "the event does not say which task it is about",
                    "в событии не сказано, о какой задаче речь",
                    "Give `data.task`: the step's id or the task's number.",
                    "Укажите `data.task` — имя шага или номер задачи."},
};

}  // namespace

table engine() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
