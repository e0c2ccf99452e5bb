#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"control-compensate", note,
                    "control takes “{0}” for done: what it undoes is not looked for in logs",
                    "контроль считает «{0}» выполненным: отмены в журнале не ищутся", "", ""},
    catalogue_entry{"control-endless", warning,
                    "no run of this regulation was found that comes to an end: cases are not decided",
                    "не нашлось ни одного пути этого регламента до конца: случаи не разобраны", "", ""},
    catalogue_entry{"control-hears-itself", note,
                    "the regulation hears what “{0}” tells; control looks for that event in the log all the same",
                    "регламент сам ждёт того, о чём сообщает «{0}»; контроль всё равно ищет это событие в журнале", "",
                    ""},
    catalogue_entry{"control-heard-before", note,
                    "“{0}” also hears what came before; control takes such an event for one out of sequence",
                    "«{0}» засчитывает и то, что пришло раньше; для контроля такое событие стоит не на своём месте", "",
                    ""},
    catalogue_entry{"control-more-values", note, "… and {0} more values that could not be read",
                    "… и ещё {0} значений, которые не удалось прочитать", "", ""},
    catalogue_entry{"control-share", note,
                    "“{0}” waits for a share of a list that is known only when it runs; control takes it for all",
                    "«{0}» ждёт доли списка, который известен только по ходу дела; контроль ждёт всех", "", ""},
    catalogue_entry{
        "control-stop", note, "that “{0}” came about by `stop when` is seen only where the log says `run.stopped {0}`",
        "что выход «{0}» наступил по `прекратить, когда`, видно, только если в журнале есть `run.stopped {0}`", "", ""},
    catalogue_entry{"control-untested", warning,
                    "{0} variants pass through too many conditions between two events; they were compared without them",
                    "в {0} вариантах между двумя событиями слишком много условий; они сверены без условий", "", ""},
    catalogue_entry{"control-value", warning,
                    "the log says “{1}” for “{0}”, which is no such value; it counts as not known",
                    "в журнале «{0}» — «{1}», а такого значения быть не может; оно считается неизвестным",
                    "Write it as the vocabulary has it, or map another column: --map \"data.{0}=COLUMN\"",
                    "Запишите его как в словаре или назовите другой столбец: --map \"data.{0}=СТОЛБЕЦ\""},
    catalogue_entry{"control-ways", note, "“{0}” has more than 10 ways with conditions; control looks at the first 10",
                    "у «{0}» больше 10 путей с условиями; контроль смотрит первые 10", "", ""},
};

}  // namespace

table conformance() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
