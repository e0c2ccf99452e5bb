#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"absence-ends-first", error, "this absence of “{0}” ends before it begins",
                    "это отсутствие «{0}» кончается раньше, чем начинается", "Check the two days.",
                    "Проверьте обе даты."},
    catalogue_entry{"bad-role-by", error, "“{0}” does not say who gets a task", "«{0}» не говорит, кому дать задачу",
                    "Write one of {1}.", "Напишите одно из: {1}."},
    catalogue_entry{"bad-shift", error, "“{0}” is no shift", "«{0}» — не смена",
                    "Write it as 09:00-18:00, or 22:00-06:00 for one that ends on the next day; `no` is a day off.",
                    "Пишите так: 09:00-18:00; ночная смена — 22:00-06:00, она кончается на следующий день; `нет` — "
                    "выходной."},
    catalogue_entry{"date-without-year", error, "“{0}” is a day of every year", "«{0}» — день каждого года",
                    "Write the year too: 2026-03-15.", "Напишите и год: 15.03.2026."},
    catalogue_entry{"hand-over-stranger", warning, "neither the people nor a fact know “{0}”",
                    "«{0}» нет ни среди сотрудников, ни в фактах",
                    "Did you mean “{s}”?|Name people by id, by title, or as facts name them.",
                    "Может быть, «{s}»?|Называйте людей по имени из файла, полным именем или так, как они записаны в "
                    "фактах."},
    catalogue_entry{"hand-over-unreadable", error, "“{0}” does not say who hands over to whom",
                    "из «{0}» не понять, кто кому передаёт",
                    "Write it as anna=boris, anna=boris,vera for several, anna=boris if CONDITION for some clients.",
                    "Пишите так: anna=boris; нескольким — anna=boris,vera; только часть клиентов — anna=boris если "
                    "УСЛОВИЕ."},
    catalogue_entry{"hour-cost-of-nobody", warning, "no person and no role is called “{0}”: nothing costs that",
                    "ни сотрудника, ни роли «{0}» нет: эта цена ни к чему не относится",
                    "Name a person or a role by id or by title.", "Назовите сотрудника или роль."},
    catalogue_entry{"hour-cost-unreadable", error, "“{0}” does not say what an hour costs",
                    "из «{0}» не понять, сколько стоит час", "Write it as client manager=1200.",
                    "Пишите так: клиентский менеджер=1200."},
    catalogue_entry{"no-answer-endless", warning, "when nobody answers, “{0}” only comes back to itself",
                    "если не отвечают, «{0}» только возвращается к себе же",
                    "Lead `on no answer` to an output, or to a step from which one is reached without an answer.",
                    "Пусть `нет ответа` ведёт к выходу или к шагу, от которого до выхода можно дойти без ответа."},
    catalogue_entry{"person-absent", error, "“{0}” is absent then{1}", "«{0}» в это время отсутствует{1}",
                    "Hand it to somebody who is there.", "Передайте тому, кто на месте."},
    catalogue_entry{"person-nobody", error, "“{0}” stands for nobody", "«{0}» означает, что никого нет",
                    "Give the person another id.", "Дайте сотруднику другое имя."},
    catalogue_entry{"person-without-role", error, "“{0}” has not the role “{1}”", "«{0}» не исполняет роль «{1}»",
                    "Name somebody who has it, or add it to their `roles:`.",
                    "Назовите того, кто её исполняет, или допишите её в `роли:`."},
    catalogue_entry{"person-without-skill", error, "“{0}” has not the skill {1}", "«{0}» не умеет: {1}",
                    "Name somebody who has it, or add it to their `skills:`.",
                    "Назовите того, кто умеет, или допишите это в `умения:`."},
    catalogue_entry{"role-circle", error, "when nobody is there, “{0}” comes back to itself",
                    "если никого нет, «{0}» возвращается к себе же",
                    "Whoever is asked `otherwise` must at last be somebody else.",
                    "В конце цепочки `иначе` должна стоять другая роль."},
    catalogue_entry{"role-without-people", warning, "nobody has the role “{0}”", "роль «{0}» никто не исполняет",
                    "Its tasks will be given to nobody. Name the role at some person, under `roles:`.",
                    "Её задачи некому будет дать. Укажите роль у кого-нибудь из сотрудников, в `роли:`."},
    catalogue_entry{"rung-without-after", error, "this rung does not say when it comes",
                    "не сказано, когда наступает эта ступень", "Write `after:`, so long after the rung before.",
                    "Напишите `через:` — сколько после прошлой ступени."},
    catalogue_entry{"rung-without-deed", error, "this rung does nothing", "на этой ступени ничего не происходит",
                    "Say who is told, `escalate`, or in the last one where the run goes, `then`.",
                    "Укажите, кому сообщить, — `эскалация`, а у последней ступени можно и куда идти — `то`."},
    catalogue_entry{"task-not-given-out", error, "the task “{0}” is given to nobody by name",
                    "задачу «{0}» никому не дают по имени",
                    "Nobody of the people has its role. Name the role at some person, under `roles:`.",
                    "Её роль никто из сотрудников не исполняет. Укажите роль у кого-нибудь, в `роли:`."},
    catalogue_entry{"task-of-another", error, "“{1}” has the task “{0}”", "задача «{0}» у «{1}»",
                    "Let them give it back, or hand it on.", "Пусть её вернут или передадут."},
    catalogue_entry{"task-with-nobody", error, "nobody has the task “{0}”", "задача «{0}» ни у кого",
                    "Only whoever has a task can give it back.", "Вернуть задачу может только тот, у кого она."},
    catalogue_entry{"then-before-last", error, "after this rung there are others", "после этой ступени есть другие",
                    "`then` leaves the task: it may stand in the last rung alone.",
                    "`то` уводит от задачи: оно может стоять только на последней ступени."},
    catalogue_entry{"skill-not-text", error, "a skill is a text, or a list of texts",
                    "умение — это текст или список текстов",
                    "Let the expression give the name of a skill, or null when none is needed.",
                    "Пусть выражение даёт название умения или null, если никакого не нужно."},
    catalogue_entry{"shifts-overlap", error, "shifts of “{0}” overlap", "смены «{0}» пересекаются",
                    "A night shift ends on the next day: let the next one begin after it.",
                    "Ночная смена кончается на следующий день: следующая должна начинаться после неё."},
    catalogue_entry{"spent-of-no-form", warning, "no form has a field “{0}”: nobody tells how long tasks took",
                    "ни в одной анкете нет поля «{0}»: сколько заняла задача, никто не говорит",
                    "Name the field of forms in which people write minutes.",
                    "Назовите поле анкеты, в которое пишут минуты."},
    catalogue_entry{"substitute-self", error, "“{0}” cannot stand in for themselves", "«{0}» не может заменять себя",
                    "Name somebody else.", "Укажите другого человека."},
    catalogue_entry{"substitutes-circle", warning, "these stand in for each other alone: {0}",
                    "эти люди заменяют только друг друга: {0}",
                    "When all of them are away nobody is left. Name somebody else beside, or `otherwise` at the role.",
                    "Когда нет их всех, заменить некому. Добавьте кого-нибудь ещё или `иначе` у роли."},
    catalogue_entry{"unknown-person", error, "there is nobody “{0}” among the people", "среди сотрудников нет «{0}»",
                    "Did you mean “{s}”?|People are declared under `persons:`, each under an id.",
                    "Может быть, «{s}»?|Сотрудников описывают в разделе `сотрудники:`, у каждого своё имя."},
};

}  // namespace

table people() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
