#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"answer-too-early", error, "“{0}” is not known yet: answers come only after the run began",
                    "«{0}» здесь ещё неизвестно: ответы появляются только после запуска",
                    "What starts a run can look at facts, and at the data of its event as `event.NAME`.",
                    "Условие запуска видит факты и данные самого события: `событие.ИМЯ`."},
    catalogue_entry{"always-taken", warning, "this condition is always true", "это условие выполняется всегда",
                    "What stands in `else` is never done.", "То, что стоит в «иначе», не выполнится никогда."},
    catalogue_entry{"ambiguous-target", error, "“{0}” names both a step and an output", "«{0}» — это и шаг, и выход",
                    "Rename one of the two.", "Переименуйте один из двух."},
    catalogue_entry{"case-missing", warning, "nothing is said for {0}", "не сказано, что делать, если {0}",
                    "Add a case for it or an `else:`; until then such a run stops here as an incident.",
                    "Добавьте такой случай или ветку `иначе:`. Пока их нет, запуск с таким значением остановится здесь "
                    "и попадёт в инциденты."},
    catalogue_entry{"emit-type-mismatch", error, "“{0}” of the event “{1}” is {2}, not {3}",
                    "поле «{0}» события «{1}» имеет тип «{4}», а здесь «{5}»", "", ""},
    catalogue_entry{"emit-unknown-value", error, "{0} is not among the values of “{1}”: {2}",
                    "значения {0} нет среди значений поля «{1}»: {2}", "Did you mean {s}?", "Может быть, {s}?"},
    catalogue_entry{"endless-loop", error, "the run goes round “{0}” without ever waiting",
                    "шаги идут по кругу через «{0}» и нигде не ждут",
                    "Put a task, a `wait` or a `listen` into the circle.",
                    "Поставьте внутрь круга задачу, `ждать` или `слушать`."},
    catalogue_entry{"event-data-missing", error, "the event “{0}” needs “{1}”", "событию «{0}» нужно поле «{1}»",
                    "Give it under `data:` of the step, or make it optional in the vocabulary.",
                    "Укажите его в `данные:` этого шага или сделайте необязательным в словаре."},
    catalogue_entry{"falls-off-the-end", error, "after this step the regulation ends without an output",
                    "после этого шага регламент обрывается: выхода нет",
                    "End each way with `- output: NAME`. Outputs here: {0}.",
                    "Завершите каждый путь строкой `- выход: ИМЯ`. Здесь есть выходы: {0}."},
    catalogue_entry{"jump-into-block", error, "“{0}” lies inside another block, one cannot go there",
                    "шаг «{0}» лежит внутри другого блока, туда нельзя перейти",
                    "Go to a step of this block or of one around it.",
                    "Переходите к шагу этого же блока или внешнего."},
    catalogue_entry{"join-too-many", error, "it would wait for {0}, but there are only {1}",
                    "дождаться нужно {0}, а ветвей всего {1}", "Write a smaller number, or `all`.",
                    "Укажите меньшее число или `всех`."},
    catalogue_entry{"no-count", error, "a number of turns is needed here, this is {0}",
                    "здесь нужно число повторов, а это: {1}", "", ""},
    catalogue_entry{"no-list", error, "a list is needed here, this is {0}", "здесь нужен список, а это: {1}",
                    "Write it as `[\"A\", \"B\"]`, or name a fact or an answer that is a list.",
                    "Напишите так: `[\"А\", \"Б\"]` — или назовите факт или ответ, в котором список."},
    catalogue_entry{"never-taken", warning, "this way is never taken: the condition is always false",
                    "эта ветка не выполнится никогда: условие всегда ложно", "", ""},
    catalogue_entry{"name-taken", error, "the name “{0}” is both a fact and a step with answers",
                    "имя «{0}» уже занято фактом словаря", "Give the step another id.", "Дайте шагу другое имя."},
    catalogue_entry{"never-ends", error, "a run that comes here never reaches an output",
                    "отсюда до выхода дойти нельзя",
                    "Lead some way out of the circle, or give an output `when: EVENT`.",
                    "Выведите из круга хотя бы один путь или дайте какому-нибудь выходу `когда: СОБЫТИЕ`."},
    catalogue_entry{"nobody-named", warning, "nobody is named to do “{0}”", "не сказано, кто делает «{0}»",
                    "Add `by: ROLE`, or give the regulation an `owner`.",
                    "Добавьте `исполнитель: РОЛЬ` или укажите владельца регламента."},
    catalogue_entry{"output-unused", warning, "nothing leads to the output “{0}”", "к выходу «{0}» ничего не ведёт",
                    "Give it `when: EVENT`, or end some way with `- output: {0}`.",
                    "Дайте ему `когда: СОБЫТИЕ` или завершите какой-нибудь путь строкой `- выход: {0}`."},
    catalogue_entry{"reserved-event", error, "“{0}” comes from the engine itself and cannot be used here",
                    "«{0}» создаёт сам движок, здесь его использовать нельзя", "", ""},
    catalogue_entry{"too-large", error, "too much for one: more than {0} {1}", "слишком много: больше {0} {2}",
                    "Divide it into several.", "Разделите на несколько частей."},
    catalogue_entry{"unchecked-names", note, "there is no vocabulary, so the names of events and roles are not checked",
                    "словаря нет, поэтому имена событий и ролей не проверяются",
                    "Put a `vocabulary.yaml` beside this file.", "Положите рядом с этим файлом `словарь.yaml`."},
    catalogue_entry{"unknown-attribute", error, "the event “{0}” has no “{1}”", "у события «{0}» нет поля «{1}»",
                    "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"unknown-case", error, "“{0}” is not among the values of “{1}”",
                    "значения «{0}» нет среди значений «{1}»", "Did you mean “{s}”?|The values are: {2}.",
                    "Может быть, «{s}»?|Возможные значения: {2}."},
    catalogue_entry{"unknown-event", error, "there is no event “{0}” in the vocabulary", "в словаре нет события «{0}»",
                    "Did you mean “{s}”?|Events are declared under `events:` of the vocabulary.",
                    "Может быть, «{s}»?|События описывают в словаре, в разделе `события:`."},
    catalogue_entry{"unknown-output", error, "there is no output “{0}” in this regulation",
                    "у этого регламента нет выхода «{0}»", "Did you mean “{s}”?|Outputs are declared under `output:`.",
                    "Может быть, «{s}»?|Выходы перечисляют в разделе `выход:`."},
    catalogue_entry{"unknown-resource", error, "there is no resource “{0}” in the vocabulary",
                    "в словаре нет ресурса «{0}»",
                    "Did you mean “{s}”?|Resources are listed under `resources:` of the vocabulary.",
                    "Может быть, «{s}»?|Ресурсы перечисляют в словаре, в разделе `ресурсы:`."},
    catalogue_entry{"unknown-role", error, "there is no role “{0}” in the vocabulary", "в словаре нет роли «{0}»",
                    "Did you mean “{s}”?|Roles are declared under `roles:` of the vocabulary.",
                    "Может быть, «{s}»?|Роли описывают в словаре, в разделе `роли:`."},
    catalogue_entry{"unknown-target", error, "there is no step or output “{0}” to go to",
                    "нет ни шага, ни выхода «{0}», чтобы к нему перейти", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"unreachable-step", error, "no way leads to this step", "до этого шага ни один путь не доходит",
                    "The step before it always goes elsewhere. Remove this step, or move it.",
                    "Шаг перед ним всегда уводит в другое место. Уберите этот шаг или переставьте."},
    catalogue_entry{"unsupported-subject", error, "regulations run for clients so far, not for “{0}”",
                    "пока регламенты исполняются для клиентов (client), а не для «{0}»", "Write `subject: client`.",
                    "Напишите `субъект: client`."},
    catalogue_entry{"zero-period", error, "this takes no time at all", "этот срок нулевой",
                    "Give a period longer than zero.", "Укажите срок больше нуля."},
};

}  // namespace

table machine() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
