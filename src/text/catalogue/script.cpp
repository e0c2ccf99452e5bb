#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"answer-without-way", error, "the line “{0}” leads nowhere after the answer: {1}",
                    "у реплики «{0}» нет хода на ответ: {1}",
                    "Add a reply for each of them, or `{2}:` beside the replies for all others.",
                    "Добавьте ход на каждый из них или `{2}:` рядом с ответами — для всех остальных."},
    catalogue_entry{"duplicate-script", error, "there is another script or questionnaire “{0}”, at {1}",
                    "скрипт или опросник «{0}» уже есть: {1}", "Give this one an id of its own.",
                    "Дайте этому своё имя."},
    catalogue_entry{"form-field-twice", error, "the field “{0}” is in “{1}” already", "поле «{0}» уже есть в «{1}»",
                    "The form of the step takes the fields of the document; write only those that are not in it.",
                    "В анкету шага попадают поля документа; пишите здесь только те, которых в нём нет."},
    catalogue_entry{"line-called-end", error, "a line cannot be called “{0}”: that is where the conversation is over",
                    "реплику нельзя назвать «{0}»: это слово означает конец разговора", "Give it another id.",
                    "Дайте ей другое имя."},
    catalogue_entry{"line-leads-nowhere", error, "it is not said how the conversation goes on after “{0}”",
                    "не сказано, что после «{0}»", "Add `{1}:` and the id of a line, or `{1}: {2}`.",
                    "Добавьте `{1}:` и имя реплики или `{1}: {2}`."},
    catalogue_entry{"line-unreachable", error, "no answer leads to the line “{0}”",
                    "до реплики «{0}» не дойти ни при каком ответе", "Lead some reply to it, or take it out.",
                    "Приведите к ней какой-нибудь ответ или уберите её."},
    catalogue_entry{
        "replies-to-anything", error, "the answer to “{0}” can be anything, as “{1}” can",
        "ответ на «{0}» может быть любым, как и поле «{1}»",
        "Replies to a question are values of its field: let it be `one of …` or boolean, or write `next:`.",
        "Ответы на вопрос — значения его поля: сделайте поле `одно из …` или да/нет, либо напишите `далее:`."},
    catalogue_entry{
        "scenario-not-by-script", warning, "no way through “{0}” leaves the form that is written down for “{1}”",
        "как ни пройти «{0}», такой анкеты у «{1}» не получится",
        "Play it (`reglament play`) and mend the form, or the script: a drill cannot tell this line by line.",
        "Пройдите его (`reglament play`) и поправьте анкету или сам скрипт: на тренировке такой разговор по "
        "репликам не рассказать."},
    catalogue_entry{"script-field-left-out", error, "the field “{0}” stays unfilled on this way: {1}",
                    "поле «{0}» остаётся незаполненным, если разговор пойдёт так: {1}",
                    "Fill it on that way, or make it `optional`.",
                    "Заполните его на этом пути или сделайте `необязательно`."},
    catalogue_entry{"script-never-ends", error, "from the line “{0}” the conversation never ends",
                    "от реплики «{0}» разговор никогда не закончится", "It goes round these lines: {1}.",
                    "Он ходит по кругу: {1}."},
    catalogue_entry{"script-of-other-kind", error, "“{0}” is a document of the other kind",
                    "«{0}» — документ другого вида", "Write `{s}`.", "Пишите `{s}`."},
    catalogue_entry{"script-unknown-field", error, "there is no field “{0}” in the form of this script",
                    "в анкете этого скрипта нет поля «{0}»", "Did you mean “{s}”?|Fields stand under `{1}:`.",
                    "Может быть, «{s}»?|Поля перечисляют в разделе `{1}:`."},
    catalogue_entry{"script-unused", warning, "no step takes “{0}”", "«{0}» не использует ни один шаг",
                    "Write `{1}: {0}` in a task, or take it out.", "Напишите в задаче `{1}: {0}` или уберите его."},
    catalogue_entry{"script-wrong-value", error, "“{0}” does not fit the field “{1}”, which is: {2}",
                    "«{0}» не подходит полю «{1}»; там должно быть: {2}",
                    "Did you mean “{s}”?|Write a value of that kind.",
                    "Может быть, «{s}»?|Напишите подходящее значение."},
    catalogue_entry{"two-scripts", error, "the step takes “{0}” already", "у шага уже есть «{0}»",
                    "One step goes by one document: keep one, or make two steps.",
                    "На шаг — один документ: оставьте один или сделайте два шага."},
    catalogue_entry{"unknown-line", error, "there is no line “{0}” in this script", "в этом скрипте нет реплики «{0}»",
                    "Did you mean “{s}”?|Write the id of a line, or `{1}`.",
                    "Может быть, «{s}»?|Напишите имя реплики или `{1}`."},
    catalogue_entry{"unknown-questionnaire", error, "there is no questionnaire “{0}”", "нет опросника «{0}»",
                    "Did you mean “{s}”?|A questionnaire is a document of its own: `questionnaire: {0}`.",
                    "Может быть, «{s}»?|Опросник — отдельный документ: `опросник: {0}`."},
    catalogue_entry{"unknown-script", error, "there is no script “{0}”", "нет скрипта «{0}»",
                    "Did you mean “{s}”?|A script is a document of its own: `script: {0}`.",
                    "Может быть, «{s}»?|Скрипт — отдельный документ: `скрипт: {0}`."},
};

}  // namespace

table script() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
