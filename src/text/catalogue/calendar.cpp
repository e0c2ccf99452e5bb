#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"bad-break", error, "“{0}” is no break", "«{0}» — не перерыв",
                    "Write it as 13:00-14:00; the end comes after the beginning.",
                    "Пишите так: 13:00-14:00. Конец должен быть позже начала."},
    catalogue_entry{"break-outside-hours", warning, "this break is outside of all working hours",
                    "этот перерыв не попадает в рабочие часы", "Check the times.", "Проверьте время."},
    catalogue_entry{"calendar-circle", error, "this calendar begins from “{0}”, which begins from this one",
                    "этот календарь взят из «{0}», а тот — из этого", "One of them must stand by itself.",
                    "Хотя бы один из них должен быть описан сам по себе."},
    catalogue_entry{"calendar-name-taken", error, "“{0}” is what the calendar under `calendar:` is called",
                    "«{0}» — это имя календаря из раздела `календарь:`", "Call this one something else.",
                    "Назовите этот иначе."},
    catalogue_entry{"holidays-bad-line", error, "this event cannot be read: {0}", "это событие не прочитать: {0}",
                    "Export the file anew from the program it comes from.",
                    "Выгрузите файл заново из программы, в которой он создан."},
    catalogue_entry{"holidays-no-date", error, "this event says no day on which it is",
                    "у этого события нет дня, когда оно проходит", "It needs a line like DTSTART;VALUE=DATE:20261231.",
                    "Нужна строка вида DTSTART;VALUE=DATE:20261231."},
    catalogue_entry{"holidays-none", warning, "there are no events in this file", "в этом файле нет ни одного события",
                    "Is this the right file?", "Тот ли это файл?"},
    catalogue_entry{"holidays-not-beside", error, "“{0}” is not beside the vocabulary",
                    "файл «{0}» не лежит рядом со словарём",
                    "Only a file of the same folder can be named, by its name alone.",
                    "Назвать можно только файл из той же папки, без пути."},
    catalogue_entry{"holidays-not-calendar", error, "this file is no calendar (iCalendar, RFC 5545)",
                    "это не файл календаря (iCalendar, RFC 5545)", "It must begin with BEGIN:VCALENDAR.",
                    "Он должен начинаться с BEGIN:VCALENDAR."},
    catalogue_entry{"holidays-part-of-day", error, "this event is no whole day", "это событие занимает не целый день",
                    "A holiday has days only. Write shorter days under `short days:`.",
                    "У праздника бывают только дни. Сокращённые дни пишут в разделе `сокращённые дни:`."},
    catalogue_entry{"holidays-rule", error, "holidays cannot come by “{0}”",
                    "праздники не могут повторяться по правилу «{0}»",
                    "Only rules with FREQ=YEARLY are read; write the other days one by one.",
                    "Понятны только правила с FREQ=YEARLY, остальные дни перечислите."},
    catalogue_entry{"holidays-too-long", error, "this event takes longer than a year", "это событие длиннее года",
                    "Check its end.", "Проверьте, когда оно кончается."},
    catalogue_entry{"holidays-too-many", error, "there are more events in this file than holidays can be",
                    "в этом файле больше событий, чем бывает праздников", "Is this the right file?",
                    "Тот ли это файл?"},
    catalogue_entry{"hours-missing", error, "for some of these days no hours are given",
                    "для некоторых из этих дней не указаны часы", "Add them under `hours:`.",
                    "Добавьте их в раздел `часы:`."},
    catalogue_entry{"hours-overlap", error, "“{0}” overlap", "«{0}»: часы пересекаются",
                    "Write them one after the other, as 09:00-13:00, 14:00-18:00.",
                    "Пишите по порядку: 09:00-13:00, 14:00-18:00."},
    catalogue_entry{"hours-twice", error, "there are hours for “{0}” already", "часы для «{0}» уже указаны",
                    "Keep one of the two; several stretches are written behind one day, with commas.",
                    "Оставьте одни. Несколько отрезков пишут у одного дня через запятую."},
    catalogue_entry{"no-holidays-file", error, "there is no file “{0}” beside this one",
                    "рядом с этим файлом нет файла «{0}»", "Put it into the folder of the vocabulary.",
                    "Положите его в папку словаря."},
    catalogue_entry{"nobody-works", error, "by this calendar nobody ever works",
                    "по этому календарю никто никогда не работает",
                    "Check its week, its hours and breaks, and the holidays of every year.",
                    "Проверьте неделю, часы, перерывы и ежегодные праздники."},
    catalogue_entry{
        "unknown-calendar", error, "there is no calendar “{0}” in the vocabulary", "в словаре нет календаря «{0}»",
        "Did you mean “{s}”?|Calendars are declared under `calendars:`; `main` is the one under `calendar:`.",
        "Может быть, «{s}»?|Календари описывают в разделе `календари:`; `основной` — тот, что в разделе "
        "`календарь:`."},
    catalogue_entry{"unknown-holidays", error, "“{0}” is neither a day, nor a known country, nor a file",
                    "«{0}» — не дата, не известная страна и не файл",
                    "Did you mean “{s}”?|Write days as 2026-12-31, 2026-01-01..2026-01-08 or, of every year, 01-07; "
                    "`Russia` for its production calendar; the name of an .ics file.",
                    "Может быть, «{s}»?|Дни пишут так: 31.12.2026, 01.01.2026-08.01.2026, а ежегодные — 07.01; "
                    "производственный календарь — `Россия`; файл — по имени, с .ics на конце."},
    catalogue_entry{"holidays-unknown", warning,
                    "a deadline reaches the year {0}, whose holidays the calendar does not know",
                    "срок попадает на {0} год, а праздников этого года в календаре нет",
                    "It is counted as if no day off were moved. Add the days under `holidays:` and `working days:`.",
                    "Он посчитан так, будто переносов нет. Допишите дни в `праздники:` и `рабочие дни:`."},
};

}  // namespace

table calendar() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
