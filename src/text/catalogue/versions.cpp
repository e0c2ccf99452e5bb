#include "text/catalogue/tables.hpp"

#include <array>

namespace reglament::catalogue_tables {

namespace {

using enum severity;

constexpr std::array entries{
    catalogue_entry{"bad-deadlines", error, "“{0}” does not say what becomes of due times",
                    "непонятно, что делать со сроками: «{0}»", "Did you mean “{s}”?|Write {1}.",
                    "Может быть, «{s}»?|Напишите {1}."},
    catalogue_entry{"bad-existing", error, "“{0}” does not say what becomes of clients already in the situation",
                    "непонятно, что делать с теми, кто уже подходит: «{0}»", "Did you mean “{s}”?|Write {1}.",
                    "Может быть, «{s}»?|Напишите {1}."},
    catalogue_entry{"bad-removed", error, "“{0}” does not say what becomes of a run in a step that is no more",
                    "непонятно, что делать с запуском на шаге, которого больше нет: «{0}»",
                    "Did you mean “{s}”?|Write {1}.", "Может быть, «{s}»?|Напишите {1}."},
    catalogue_entry{"bad-running", error, "“{0}” does not say what becomes of runs of earlier versions",
                    "непонятно, что делать с запусками прежних версий: «{0}»", "Did you mean “{s}”?|Write {1}.",
                    "Может быть, «{s}»?|Напишите {1}."},
    catalogue_entry{"bad-share", error, "“{0}” is no share of all clients", "«{0}» — не доля всех клиентов",
                    "Write it in per cent, above 0 and up to 100: `10 %`.",
                    "Укажите её в процентах, больше 0 и не больше 100: `10 %`."},
    catalogue_entry{"migration-twice", error, "there is another migration from version {1} of “{0}”, at {2}",
                    "миграция из версии {1} регламента «{0}» уже есть: {2}", "Keep one of them.", "Оставьте одну."},
    catalogue_entry{"migration-unknown-answer", error, "the regulation “{1}” keeps no answer “{0}”",
                    "в регламенте «{1}» нет ответа «{0}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"migration-unknown-old-step", warning, "version {1} of “{2}” has nothing called “{0}”",
                    "в версии {1} регламента «{2}» нет ничего с именем «{0}»",
                    "Did you mean “{s}”?|This line of the map does nothing.",
                    "Может быть, «{s}»?|Эта строка соответствия ничего не делает."},
    catalogue_entry{"migration-unknown-step", error, "the regulation “{1}” has no step “{0}”",
                    "в регламенте «{1}» нет шага «{0}»", "Did you mean “{s}”?", "Может быть, «{s}»?"},
    catalogue_entry{"migration-of-no-version", warning,
                    "this migration does nothing: of “{0}” there are versions {1}, and it is from {2}",
                    "эта миграция ничего не делает: она с версии {2}, а у «{0}» есть версии {1}", "Did you mean “{s}”?",
                    "Может быть, «{s}»?"},
    catalogue_entry{"pilot-alone", warning,
                    "no other version of “{0}” is in force: those who are not in the pilot begin none",
                    "другой действующей версии «{0}» нет: кто не вошёл в пилот, тот не начинает никакой",
                    "Publish it over the version that the others are to begin.",
                    "Опубликуйте её поверх версии, которую должны начинать остальные."},
    catalogue_entry{
        "migration-unused", warning, "the regulation “{0}” does not move runs, so nothing uses this migration",
        "регламент «{0}» не переводит запуски, поэтому миграция не используется",
        "Write `running: migrate` in the regulation.", "Напишите в регламенте `начатые запуски: перевести`."},
    catalogue_entry{"pilot-and-drain", error, "a pilot cannot wait until the runs of earlier versions have ended",
                    "пилот не может ждать, пока закончатся запуски прежних версий",
                    "The others begin the earlier version all the time. Take the pilot away, or keep the runs.",
                    "Остальные всё время начинают прежнюю версию. Уберите пилот или оставьте запуски."},
    catalogue_entry{"pilot-for-nobody", error, "it is not said for whom the pilot is, once and only once",
                    "не сказано однозначно, для кого пилот",
                    "Write `{0}` with a list or `{1}` with a share: one of them.",
                    "Напишите либо `{0}` со списком, либо `{1}` с долей."},
    catalogue_entry{"record-not-fitting", error, "the vocabulary has no records of the kind of “{0}” any more",
                    "в словаре больше нет карточек такого вида, как «{0}»", "Keep the subject in the vocabulary.",
                    "Оставьте этот субъект в словаре."},
    catalogue_entry{"same-version", warning, "“{0}” was changed, but its version is still {1}",
                    "регламент «{0}» изменён, а версия осталась {1}",
                    "Give it a new version, so that people can tell them apart.",
                    "Укажите новую версию, чтобы их можно было различить."},
    catalogue_entry{"to-without-jump", error, "“{0}” says where to jump, and nothing jumps here",
                    "«{0}» указывает, куда перейти, а перехода здесь нет", "Write `{1}`, or take it away.",
                    "Напишите `{1}` или уберите его."},
    catalogue_entry{"version-in-outbox", error,
                    "version {1} of “{0}” does not fit the new vocabulary, and what it told is not taken yet",
                    "версия {1} регламента «{0}» не подходит к новому словарю, а её сообщения ещё не забрали",
                    "Take what is in the outbox, then publish.", "Заберите сообщения (outbox), затем публикуйте."},
    catalogue_entry{
        "version-not-fitting", error, "runs are open in version {1} of “{0}”, which does not fit the new vocabulary",
        "в версии {1} регламента «{0}» есть открытые запуски, а к новому словарю она не подходит",
        "What is wrong is said above, at its place. Keep in the vocabulary what it names until they are over.",
        "Что именно не подходит, показано выше. Не убирайте это из словаря, пока запуски не закончатся."},
    catalogue_entry{
        "version-unreadable", error,
        "an earlier version of “{0}” ({1}), in which runs may be open, cannot be read any more",
        "прежнюю версию регламента «{0}» ({1}), в которой могут быть открытые запуски, больше не прочитать",
        "This version of Reglament finds fault with what an earlier one took. Use that one until they are over.",
        "Эта версия Reglament не принимает того, что принимала прежняя. Пользуйтесь той, пока запуски не "
        "закончатся."},
};

}  // namespace

table versions() noexcept {
    return entries;
}

}  // namespace reglament::catalogue_tables
