#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"drill-answer", error, "“{1}” does not fit “{0}”: {2} is asked", "«{1}» не подходит к «{0}»: {2}",
                    "", ""},
    catalogue_entry{"drill-line", error, "this line is no JSON object", "эта строка — не объект JSON",
                    "Each line of a file of results is one repetition, as drill writes it.",
                    "Каждая строка файла результатов — один прогон, как его пишет drill."},
    catalogue_entry{"drill-line-clean", error, "a clean repetition with deviations",
                    "прогон назван чистым, а отклонения есть", "Results are not to be changed by hand.",
                    "Результаты вручную не правят."},
    catalogue_entry{"drill-line-lacks", error, "`{0}` is missing, or is something else than drill writes there",
                    "нет `{0}` или там не то, что пишет drill", "", ""},
    catalogue_entry{"drill-line-long", error, "a line of more than {0} bytes", "строка длиннее {0} байт", "", ""},
    catalogue_entry{
        "drill-no-start", error, "no run of “{0}” begins by itself or by lot: there is nothing to drill",
        "ни один запуск регламента «{0}» не начался: играть нечего",
        "Write a scenario in which it begins and the role does something; `reglament test --generate` writes "
        "some.",
        "Напишите сценарий, в котором он начинается и эта роль что-то делает; часть их напишет `reglament test "
        "--generate`."},
    catalogue_entry{"drills-too-large", error, "the file “{0}” is larger than {1} bytes", "файл «{0}» больше {1} байт",
                    "", ""},
    catalogue_entry{"drills-too-many", error, "more than {0} repetitions", "прогонов больше {0}", "", ""},
};

}  // namespace

table training() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
