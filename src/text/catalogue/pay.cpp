#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"back-without-key", error, "the event “{1}” has no attribute “{0}”",
                    "у события «{1}» нет поля «{0}»",
                    "What is taken back is known by an attribute that both events have, as the number of the order.",
                    "Возврат узнаём по полю, которое есть у обоих событий, например по номеру заказа."},
    catalogue_entry{"bad-month", error, "“{0}” is no month", "«{0}» — не месяц", "Write it as 2025-03.",
                    "Пишите так: 2025-03."},
    catalogue_entry{"bad-round", error, "“{0}” is nothing to round to", "до «{0}» округлить нельзя",
                    "Write a number above 0: 0.01 is a hundredth, 100 whole hundreds.",
                    "Напишите число больше 0: 0,01 — до копейки, 100 — до сотен."},
    catalogue_entry{"bad-split", error, "the part of “{0}” is no per cent", "доля «{0}» — не процент",
                    "Write it as `70 %`, above 0 and up to 100.", "Пишите так: `70 %`, больше 0 и не больше 100."},
    catalogue_entry{"duplicate-statement", error, "there is another statement “{0}” from the same month on, at {1}",
                    "ведомость «{0}» с того же месяца уже есть: {1}",
                    "Say from which month on this one is in force: `from: 2025-03`.",
                    "Укажите, с какого месяца действует эта: `с месяца: 2025-03`."},
    catalogue_entry{"figure-of-nobody", error,
                    "the line “{0}” asks for a figure, and it is not said where those of a person are kept",
                    "строка «{0}» берёт показатель, а где хранятся показатели сотрудника, не сказано",
                    "Add `subject: employee` to the statement; it is the kind of record whose facts are meant.",
                    "Добавьте в ведомость `субъект: employee` — тот субъект, чьи это показатели."},
    catalogue_entry{"line-of-nothing", error, "it is not said what the line “{0}” counts",
                    "не сказано, что считает строка «{0}»", "Add one of {1}, {2}, {3}.",
                    "Добавьте одно из: {1}, {2}, {3}."},
    catalogue_entry{"line-without-owner", error,
                    "nobody owns the events of the line “{0}”: no fact names who is “{1}” of a client",
                    "у событий строки «{0}» нет владельца: ни один факт не говорит, кто «{1}» у клиента",
                    "Add `owner: FACT` to the line, or `person: FACT` to the role.",
                    "Добавьте строке `владелец: ФАКТ` или роли `сотрудник: ФАКТ`."},
    catalogue_entry{"line-without-pay", error, "it is not said what is paid for the line “{0}”",
                    "не сказано, сколько платят по строке «{0}»",
                    "Add {1}, what is paid for the month, or {2}, what is paid for each event.",
                    "Добавьте {1} — за месяц или {2} — за каждое событие."},
    catalogue_entry{"not-both", error, "“{0}” and “{1}” do not go together in one line",
                    "«{0}» и «{1}» в одной строке несовместимы", "Keep one of them, or make two lines.",
                    "Оставьте одно или сделайте две строки."},
    catalogue_entry{"owner-no-text", error, "the fact “{0}” is no text, so it names nobody",
                    "факт «{0}» — не текст и никого не называет", "Take a fact that holds the id of a person.",
                    "Возьмите факт, в котором стоит имя сотрудника."},
    catalogue_entry{"owner-of-other", error, "the fact “{0}” is not known where the event “{1}” happens",
                    "факт «{0}» неизвестен там, где происходит событие «{1}»",
                    "It is of another subject. Take a fact of the client, or of what the event is about.",
                    "Он относится к другому субъекту. Возьмите факт клиента или того, о чём событие."},
    catalogue_entry{"pay-no-number", error, "this gives {0}, and a number is needed",
                    "здесь получается {1}, а нужно число", "", ""},
    catalogue_entry{"pay-unknown", warning, "“{0}” of {1} for {2} is not known, so nothing is paid by it: {3}",
                    "неизвестно, сколько платить: «{0}», {1}, {2}; не платим ничего: {3}",
                    "Say what is paid when something is missing, as `if total = null then 0 else …`.",
                    "Скажите, сколько платить, когда чего-то нет: `если итого = null то 0 иначе …`."},
    catalogue_entry{"principle-broken", warning,
                    "the line “{0}” pays for “{1}”, and the statement says that {2} is never paid for it",
                    "строка «{0}» платит за «{1}», а в ведомости сказано, что за это не платят никогда; роль: {2}",
                    "Pay for how well it is done, as `share` or `figure` tell; or change what is stated.",
                    "Платите за то, насколько хорошо сделано: `доля` или `показатель`; либо измените сам принцип."},
    catalogue_entry{"principle-of-nothing", error,
                    "there is no event, fact or regulation “{0}”, and it is not the word `volume`",
                    "нет ни события, ни факта, ни регламента «{0}», и это не слово `объём`", "Did you mean “{s}”?",
                    "Может быть, «{s}»?"},
    catalogue_entry{"split-over-all", error, "the parts come to {0} per cent", "доли в сумме дают {0} процентов",
                    "They must not come to more than 100.", "В сумме должно быть не больше 100."},
    catalogue_entry{"statement-back-unknown", warning, "{0}:{1} takes back “{2}”, which no event of the line “{3}” has",
                    "{0}:{1} возвращает «{2}», а такого события у строки «{3}» не было",
                    "It changes no pay. Was the event in the files, and did it count?",
                    "На оплату это не влияет. Есть ли то событие в файлах и учитывалось ли оно?"},
    catalogue_entry{
        "statement-events-untold", warning,
        "the files do not have {0} of the events that were taken before the month is closed, among them of “{1}”",
        "в файлах нет событий, принятых до закрытия месяца: {0}; среди них есть события «{1}»",
        "Name all files from the beginning on, and read each event with the source and id it was posted with.",
        "Назовите все файлы с самого начала; источник и номер события должны быть те же, с какими его приняли."},
    catalogue_entry{"statement-nobody", warning, "{2} of “{0}”, {1}, belongs to nobody: nobody is paid for it",
                    "{2}, «{0}», {1}: владельца нет, не платим никому",
                    "Who holds the role is told by the fact that the line names.",
                    "Владельца называет факт, указанный в строке."},
    catalogue_entry{"statement-regulation", error, "there is no regulation “{0}”", "регламента «{0}» нет",
                    "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"statement-subject", error, "“{0}” is no subject that has a record of its own",
                    "«{0}» — не субъект со своей записью", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"unknown-owner-fact", error, "there is no fact “{0}” in the vocabulary",
                    "в словаре нет факта «{0}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
};

}  // namespace

table pay() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
