#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{
        "directory-where", error, "hosts cannot share work at “{0}”", "в «{0}» работу между программами не разделить",
        "It takes a database: `postgres://USER@HOST/DATABASE`.", "Нужна база данных: `postgres://USER@HOST/DATABASE`."},
    catalogue_entry{"host-name-taken", error, "another host came under the name “{0}”, and works on its partitions now",
                    "под именем «{0}» пришла другая программа, и её части теперь у той",
                    "End one of the two, or give it a name of its own.",
                    "Остановите одну из двух или дайте ей своё имя."},
    catalogue_entry{"host-options", error,
                    "the host “{0}” lacks a name, partitions, or how to find them and their stores",
                    "программе «{0}» не указаны имя, части или как найти часть и её хранилище",
                    "Names of partitions have small Latin letters, digits and `_`.",
                    "В именах частей — строчные латинские буквы, цифры и `_`."},
    catalogue_entry{"host-partitions", error,
                    "the clients are divided into the partitions “{1}”; the host “{0}” would divide them into “{2}”",
                    "клиенты уже поделены на части «{1}», а программа «{0}» делит их на «{2}»",
                    "All hosts of a database have the same partitions, and the same way to find them. To divide "
                    "anew, begin with new stores.",
                    "У всех программ одной базы части одинаковы, и находят их одинаково. Чтобы поделить иначе, "
                    "начните с новых хранилищ."},
    catalogue_entry{"partition-unknown", error, "there is no partition “{0}”, to which “{1}” should belong",
                    "нет части «{0}», к которой должен относиться «{1}»", "", ""},
    catalogue_entry{"store-cannot-open", error, "“{0}” cannot be opened: {1}", "не удалось открыть «{0}»: {1}",
                    "Check that the folder exists and may be written to.",
                    "Проверьте, что такая папка есть и в неё можно писать."},
    catalogue_entry{"store-damaged", error, "“{0}” is damaged", "файл «{0}» повреждён",
                    "Nothing was changed. Put a back-up in its place.",
                    "Мы ничего не меняли. Поставьте на его место резервную копию."},
    catalogue_entry{"store-entry-damaged", error, "“{0}” is damaged: entry {1} of its journal",
                    "«{0}» повреждено: запись журнала {1}", "Go on with a back-up.", "Восстановите резервную копию."},
    catalogue_entry{"store-entry-missing", error, "“{0}” is damaged: entry {1} of its journal is missing",
                    "«{0}» повреждено: нет записи журнала {1}", "Go on with a back-up.",
                    "Восстановите резервную копию."},
    catalogue_entry{"store-failed", error, "“{0}” could not be read or written: {1}",
                    "не удалось прочитать или записать «{0}»: {1}", "Nothing of this was kept; it may be tried again.",
                    "Ничего из этого не сохранено; можно попробовать ещё раз."},
    catalogue_entry{"store-full", error, "there is no room left for “{0}”: {1}", "для «{0}» кончилось место: {1}",
                    "Nothing of this was kept. Make room and try again.",
                    "Ничего из этого не сохранено. Освободите место и попробуйте ещё раз."},
    catalogue_entry{"store-history-broken", error,
                    "“{0}” is damaged: entry {1} does not follow from the ones before it",
                    "«{0}» повреждено: запись журнала {1} не продолжает предыдущие", "Go on with a back-up.",
                    "Восстановите резервную копию."},
    catalogue_entry{"store-history-unknown", warning,
                    "the history of “{0}” has {1} entries about regulations or events that the rules do not know",
                    "в истории «{0}» есть записи ({1}) о регламентах или событиях, которых в правилах нет",
                    "They are still in the store; they are told again under rules that know them.",
                    "В хранилище они остались и видны по правилам, где это есть."},
    catalogue_entry{"store-incomplete", error, "“{0}” is a copy that was not finished", "«{0}» — неоконченная копия",
                    "Remove it, and copy again.", "Удалите её и скопируйте заново."},
    catalogue_entry{"store-keeps-rules", error, "rules are published by whoever keeps the store",
                    "правила публикует тот, кто ведёт хранилище",
                    "Nothing was changed. Call the durable engine's publish.",
                    "Мы ничего не меняли. Вызовите publish у durable_engine."},
    catalogue_entry{"store-locked", error, "somebody else holds “{0}”: {1}", "файл «{0}» занят: {1}",
                    "Nothing of this was kept. Close the other program, or try again.",
                    "Ничего из этого не сохранено. Закройте другую программу или попробуйте ещё раз."},
    catalogue_entry{"store-lost", error, "the connection to “{0}” was lost: {1}", "связь с «{0}» потеряна: {1}",
                    "What was being written may have been kept all the same: post it again with the same ids.",
                    "То, что записывалось, могло и сохраниться: пришлите события с теми же номерами ещё раз."},
    catalogue_entry{
        "store-moved", error, "the file “{0}” was moved or deleted while it was in use",
        "файл «{0}» переместили или удалили, пока с ним работали",
        "Nothing of this was kept. What was kept before lies in the file where it is now and in the one "
        "beside it that ends in -wal: end the program before files are moved.",
        "Ничего из этого не сохранено. Всё прежнее — в том файле, где бы он ни был, и в файле рядом с именем на "
        "-wal. Перед тем как переносить файлы, остановите программу."},
    catalogue_entry{"store-newer", error, "“{0}” was written by a newer version: its format is {1}, this one knows {2}",
                    "файл «{0}» записан более новой версией: его формат — {1}, эта версия знает {2}",
                    "Nothing was changed. Use the newer version.", "Мы ничего не меняли. Возьмите более новую версию."},
    catalogue_entry{"store-newer-rules", warning, "“{0}” has gone on to newer rules than these; those stay in force",
                    "в «{0}» уже действуют правила новее этих; они и остаются в силе",
                    "To return to these, publish them.", "Чтобы вернуться к этим, опубликуйте их."},
    catalogue_entry{"store-no-postgres", error, "this build cannot keep clients in PostgreSQL",
                    "эта сборка не умеет хранить клиентов в PostgreSQL", "It was built without libpq.",
                    "Она собрана без libpq."},
    catalogue_entry{"store-no-rules", error, "there are no rules in “{0}” yet", "в «{0}» ещё нет правил",
                    "Name the regulations, too.", "Укажите и регламенты."},
    catalogue_entry{"store-not-empty", error, "“{0}” is no new store", "«{0}» — не новое хранилище",
                    "A copy goes where nothing is yet.", "Копию кладут туда, где ещё ничего нет."},
    catalogue_entry{"store-not-ours", error, "“{0}” is no store of Reglament", "«{0}» — не хранилище Reglament",
                    "Nothing was changed. Name another file.", "Мы ничего не меняли. Укажите другой файл."},
    catalogue_entry{"store-not-there", error, "there is no store in “{0}” yet", "в «{0}» ещё нет хранилища",
                    "Check the name and the table prefix.", "Проверьте имя базы и префикс таблиц."},
    catalogue_entry{"store-not-scrubbed", error,
                    "“{0}” is erased, but what was overwritten may still be in the files of “{1}”",
                    "«{0}» удалён, но затёртое может ещё оставаться в файлах «{1}»",
                    "Somebody is reading, or there is no room. Ask for the same again.",
                    "Кто-то читает хранилище или не хватает места. Повторите то же самое."},
    catalogue_entry{"store-other-rules", error, "“{0}” was kept under other rules: client “{1}” ({2})",
                    "«{0}» вели по другим правилам: клиент «{1}» ({2})",
                    "Nothing was changed. Open it with the rules it was kept under.",
                    "Мы ничего не меняли. Откройте его с прежними правилами."},
    catalogue_entry{"store-outbox-broken", error, "“{0}” is damaged: the effects of entry {1} are not numbered on",
                    "«{0}» повреждено: нумерация действий прерывается в записи журнала {1}", "Go on with a back-up.",
                    "Восстановите резервную копию."},
    catalogue_entry{"store-outbox-unreadable", error,
                    "“{0}” has effects that are not taken yet and that the new rules know nothing of",
                    "в «{0}» есть ещё не забранные сообщения о том, чего в новых правилах нет",
                    "Nothing was changed. Take what is in the outbox, then publish.",
                    "Мы ничего не меняли. Заберите сообщения (outbox), затем публикуйте."},
    catalogue_entry{"store-page-damaged", error, "“{0}” is damaged: page {1}", "«{0}» повреждено: страница {1}",
                    "Go on with a back-up.", "Восстановите резервную копию."},
    catalogue_entry{"store-prefix-wrong", error, "“{0}” cannot begin the names of tables",
                    "«{0}» не может быть началом имён таблиц",
                    "It has lower-case Latin letters, digits and underscores, forty at most.",
                    "Годятся строчные латинские буквы, цифры и подчёркивания, не больше сорока."},
    catalogue_entry{"store-read-only", error, "“{0}” may only be read: {1}", "в «{0}» нельзя писать: {1}",
                    "Nothing of this was kept. Change its permissions, or name another file.",
                    "Ничего из этого не сохранено. Измените права доступа или укажите другой файл."},
    catalogue_entry{"store-rules-unreadable", error, "the rules that “{0}” is under cannot be read any more",
                    "правила, по которым ведётся «{0}», больше не прочитать",
                    "What is wrong is said above. Use the version of Reglament that wrote it, or give it rules that it "
                    "was under.",
                    "Что не так, сказано выше. Возьмите ту версию Reglament, которая его записала, или укажите "
                    "прежние правила."},
    catalogue_entry{"store-shared", error, "somebody else has written to “{0}”", "в «{0}» пишет кто-то ещё",
                    "Nothing of this was kept. One engine at a time may write to a store.",
                    "Ничего из этого не сохранено. Писать в хранилище может только один движок."},
    catalogue_entry{"store-unknown", error, "“{0}” is no place to keep clients in", "«{0}» — не место для хранения",
                    "It is `sqlite:FILE`, `postgres://USER@HOST/DATABASE`, or `memory:`.",
                    "Это `sqlite:ФАЙЛ`, `postgres://ИМЯ@ХОСТ/БАЗА` или `memory:`."},
};

}  // namespace

table store() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
