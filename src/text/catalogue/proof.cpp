#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

// What no scenario guards; then what is proved.
// Where a client is the example, {0} and {1} describe it in the two languages.
constexpr std::array entries{
    catalogue_entry{"mutant-row", note, "no scenario minds if this row is gone",
                    "ни один сценарий не заметит, если убрать эту строку",
                    "Tell the story of a client whom this row fits.",
                    "Расскажите историю клиента, которому подходит эта строка."},
    catalogue_entry{"mutant-unnoticed", note, "no scenario minds if {0} here becomes {1}",
                    "ни один сценарий не заметит, если {0} здесь станет {1}",
                    "Tell a story in which that makes a difference: just at the bound, or one minute late.",
                    "Расскажите историю, в которой это важно: ровно на границе или на минуту позже срока."},
    catalogue_entry{
        "proof-conflict-contact", warning,
        "{0}: “{2}” and “{3}” begin together and both contact the client at once: {4}",
        "{1}: «{2}» и «{3}» начинаются одновременно, и оба сразу обращаются к клиенту: {4}",
        "Limit contacts in the vocabulary, let one wait for the other, or let their conditions part clients.",
        "Ограничьте обращения в словаре, пусть один подождёт другого, или разделите клиентов условиями."},
    catalogue_entry{
        "proof-conflict-facts", warning, "{0}: “{2}” and “{3}” begin together; one sets “{4}” to {5}, the other to {6}",
        "{1}: «{2}» и «{3}» начинаются одновременно; один ставит «{4}» = {5}, другой — {6}",
        "Which of them wins hangs on who is slower. Let their conditions part clients, or let one regulation "
        "decide.",
        "Чем кончится, зависит от того, кто медленнее. Разделите клиентов условиями или решайте это в одном "
        "регламенте."},
    catalogue_entry{
        "proof-dead-branch", warning, "nobody ever takes this branch: {0}", "в эту ветку никто никогда не попадёт: {0}",
        "The way here, or the branches above it, leave no client for it. Remove it, or mend the condition.",
        "Путь сюда или ветки выше не оставляют для неё ни одного клиента. Уберите ветку или исправьте условие."},
    catalogue_entry{"proof-dead-else", warning,
                    "nobody ever comes to `else` here: on this way the condition always holds",
                    "до «иначе» здесь никто не дойдёт: на этом пути условие выполняется всегда",
                    "Remove `else`, or mend the condition.", "Уберите «иначе» или исправьте условие."},
    catalogue_entry{
        "proof-dead-row", warning, "no client comes to row {0} of the table",
        "до строки {0} таблицы не доходит ни один клиент",
        "Rows above it, or what is known on the way here, leave nobody for it. Move it up, mend it or remove it.",
        "Строки выше или уже известное на этом пути никого для неё не оставляют. Поднимите её, исправьте "
        "или уберите."},
    catalogue_entry{"proof-ends-from-outside", note, "from “{0}” on only an event from outside ends the run",
                    "начиная с «{0}» запуск закончится, только если придёт событие извне",
                    "If that event may never come, give the steps an end of their own.",
                    "Если это событие может и не прийти, дайте шагам собственный конец."},
    catalogue_entry{"proof-event-circle", warning,
                    "“{0}” brings about “{1}”, and that brings about “{0}” again, at once and for ever",
                    "«{0}» вызывает «{1}», а тот снова вызывает «{0}» — сразу и без конца",
                    "Say `again after:` in one of the regulations, or let a step wait.",
                    "Укажите в одном из регламентов `снова через:` или поставьте ожидание."},
    catalogue_entry{
        "proof-gap", warning, "{0}: no branch fits", "{1}: ни одна ветка не подходит",
        "Add a branch for such clients, or an `else:`; until then their run stops here as an incident.",
        "Добавьте ветку для таких клиентов или «иначе». Пока её нет, запуск остановится здесь и попадёт в инциденты."},
    catalogue_entry{"proof-gap-unknown", note, "{0}: no branch fits", "{1}: ни одна ветка не подходит",
                    "A condition over what is not known holds for nobody. An `else:` would take such clients.",
                    "Условие о неизвестном не выполняется ни для кого. Таких клиентов приняло бы «иначе»."},
    catalogue_entry{"proof-late", note, "when “{0}” is late, nothing happens and nobody hears of it",
                    "если «{0}» опоздает, ничего не произойдёт и никто об этом не узнает",
                    "Say under `on late:` who is told, or where the run goes on.",
                    "Укажите в `при опоздании:`, кому сообщить или куда идти дальше."},
    catalogue_entry{"proof-livelock", warning,
                    "a run that comes to “{0}” never ends: no way out of the loop can be taken",
                    "запуск, который дошёл до «{0}», не закончится никогда: выйти из цикла нельзя",
                    "Mend the condition that lets it out, or limit the turns with `at most:`.",
                    "Исправьте условие выхода или ограничьте число повторов: `не больше:`."},
    catalogue_entry{"proof-lost-output", warning, "no run ever ends with the output “{0}”",
                    "ни один запуск не закончится выходом «{0}»",
                    "The conditions on the way to it cannot hold together. Mend one, or remove the output.",
                    "Условия на пути к нему не могут выполняться вместе. Исправьте их или уберите выход."},
    catalogue_entry{"proof-never-begun", warning, "nobody ever begins this branch: {0}",
                    "эту ветку никто никогда не начнёт: {0}", "What is known on the way here rules its condition out.",
                    "То, что уже известно на этом пути, исключает её условие."},
    catalogue_entry{"proof-never-heard", warning, "“{0}” is never heard here: its condition cannot hold",
                    "событие «{0}» здесь никогда не сработает: его условие не может выполниться",
                    "Compare it with what is known on the way here.",
                    "Сравните условие с тем, что уже известно на этом пути."},
    catalogue_entry{"proof-never-so", warning, "what is waited for here never comes about",
                    "того, чего здесь ждут, никогда не случится", "Its parts cannot hold together: mend the condition.",
                    "Части условия несовместимы. Исправьте его."},
    catalogue_entry{"proof-never-starts", warning, "no client is ever begun with: the condition cannot hold",
                    "ни один клиент сюда не попадёт: условие запуска не может выполниться",
                    "Its parts cannot hold together: mend the condition.",
                    "Части условия несовместимы. Исправьте его."},
    catalogue_entry{"proof-no-row", warning, "{0}: no row of the table fits", "{1}: ни одна строка таблицы не подходит",
                    "Add a row for such clients, or an `else:` to the step; until then the table gives them nothing.",
                    "Добавьте строку для таких клиентов или «иначе» у шага. Пока её нет, таблица им ничего не даст."},
    catalogue_entry{"proof-no-row-unknown", note, "{0}: no row of the table fits",
                    "{1}: ни одна строка таблицы не подходит",
                    "Only `-` fits what is not known. A last row of `-` would take such clients.",
                    "Неизвестному подходит только «-». Таких клиентов приняла бы последняя строка из «-»."},
    catalogue_entry{"proof-not-built", error, "this build cannot prove: it was made without Z3",
                    "эта сборка не умеет доказывать: она сделана без Z3",
                    "Build it with `-DREGLAMENT_PROOF=ON`, or leave out `--prove`.",
                    "Соберите с `-DREGLAMENT_PROOF=ON` или не указывайте `--prove`."},
    catalogue_entry{"proof-overlap", warning, "{0}: both “{2}” and “{3}” fit, and the first is taken",
                    "{1}: подходят обе ветки, «{2}» и «{3}», и сработает первая",
                    "Make the conditions exclude each other, as `< 30` and `>= 30` do.",
                    "Сделайте так, чтобы условия исключали друг друга, например `< 30` и `>= 30`."},
    catalogue_entry{"proof-rows-overlap", warning, "{0}: rows {2} and {3} both fit, but the table wants one",
                    "{1}: подходят строки {2} и {3}, а таблица допускает одну",
                    "Narrow one of them, or say `first` above the table.",
                    "Сузьте одну из строк или напишите над таблицей «первая»."},
    catalogue_entry{"proof-spare-else", note, "nobody needs `else` here: the branches above take everybody",
                    "«иначе» здесь никому не понадобится: ветки выше принимают всех", "", ""},
    catalogue_entry{"proof-too-large", note, "“{0}” has too many ways to look at them all",
                    "у «{0}» слишком много путей, чтобы проверить все",
                    "What was found holds; what was not found is not proved.",
                    "То, что найдено, верно; то, чего не нашлось, не доказано."},
    catalogue_entry{"proof-unknown", note, "could not be proved, because of this part: {0}",
                    "доказать не удалось из-за этой части: {0}",
                    "Put it into a fact of its own, or try the step out with a scenario.",
                    "Вынесите её в отдельный факт или проверьте шаг сценарием."},
};

}  // namespace

table proof() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
