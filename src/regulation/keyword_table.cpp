#include "regulation/keyword_table.hpp"

#include <algorithm>
#include <array>

namespace reglament {

namespace {

template <std::size_t Size>
struct letters {
    constexpr letters(const char (&text)[Size]) { std::copy_n(text, Size, bytes); }  // NOLINT: a literal is its letters
    [[nodiscard]] constexpr std::string_view view() const { return {bytes, Size - 1}; }
    char bytes[Size]{};
};

template <letters Word>
constexpr auto kept = Word;  // a copy with an address of its own

// The Russian spellings of a keyword, the preferred one first.
template <letters... Words>
constexpr std::array<std::string_view, sizeof...(Words)> ru{kept<Words>.view()...};

using enum context_of;

constexpr keyword table[] = {
    {"regulation", ru<"регламент">, document, "a regulation; its stable id", "регламент: его постоянное имя"},
    {"vocabulary", ru<"словарь">, document, "a vocabulary; its id", "словарь: его имя"},
    {"scenario", ru<"сценарий">, document, "a scenario; what it shows", "сценарий: что он показывает"},

    {"regulation", ru<"регламент">, regulation, "the stable id", "постоянное имя регламента"},
    {"title", ru<"название", "заголовок">, regulation, "what people call it", "как его называют люди"},
    {"version", ru<"версия">, regulation, "the version, as 1.2.0", "версия, например 1.2.0"},
    {"priority", ru<"приоритет">, regulation, "1 (now), 2, 3", "1 (сейчас), 2, 3"},
    {"subject", ru<"субъект">, regulation, "whom a run is about", "о ком регламент"},
    {"owner", ru<"владелец", "ответственный">, regulation, "the role that answers for it",
     "роль, которая за него отвечает"},
    {"resources", ru<"ресурсы">, regulation, "what it needs", "что для него нужно"},
    {"input", ru<"вход">, regulation, "what starts a run, and for whom", "что его запускает и для кого"},
    {"output", ru<"выход", "выходы">, regulation, "the ways a run can end", "чем он может закончиться"},
    {"steps", ru<"шаги">, regulation, "the steps", "шаги"},
    {"on", ru<"при событиях", "обработка">, regulation, "what is done when an event comes, wherever a run is",
     "что делать при событиях, на каком бы шаге они ни пришли"},

    {"event", ru<"событие">, input, "the event that starts a run", "событие, которое запускает"},
    {"silent", ru<"тишина", "молчит", "нет события">, input, "the event that fails to come",
     "событие, которого долго нет"},
    {"schedule", ru<"расписание">, input, "when it starts again and again: every monday at 09:00, or RFC 5545",
     "когда запускать снова и снова: каждый понедельник в 9:00"},
    {"date", ru<"дата">, input, "a date that is known of the client", "дата, известная о клиенте"},
    {"as soon as", ru<"как только">, input, "a condition over facts that becomes true",
     "условие о фактах, которое стало верным"},
    {"by call", ru<"по вызову">, input, "only other regulations run it", "запускают только другие регламенты"},
    {"for", ru<"в течение", "дольше">, input, "for how long it fails to come, or holds",
     "сколько времени его нет или условие верно"},
    {"since", ru<"считая от", "считая с">, input, "of a silence: since last event, first seen or segment entered",
     "у тишины: считая от последнего события, первой встречи или входа в сегмент"},
    {"before", ru<"за">, input, "so long before the date", "за сколько до даты"},
    {"after", ru<"через", "спустя">, input, "so long after the date", "через сколько после даты"},
    {"yearly", ru<"ежегодно", "каждый год">, input, "the anniversaries of the date too", "и годовщины этой даты"},
    {"at", ru<"время", "в">, input, "the time of day, as 10:00", "время суток, например 10:00"},
    {"if", ru<"если">, input, "for whom: a condition", "для кого: условие"},
    {"again after", ru<"снова после", "повторно после", "снова через">, input, "no new run sooner than that",
     "не запускать снова раньше"},
    {"once", ru<"однажды", "один раз">, input, "one run per subject for ever", "только один раз для каждого"},

    {"title", ru<"название", "заголовок">, output, "what people call it", "как его называют люди"},
    {"when", ru<"когда", "при событии">, output, "an event that ends the run at every step",
     "событие, которое завершает регламент на любом шаге"},
    {"if", ru<"если">, output, "a condition over that event", "условие для этого события"},
    {"stop when", ru<"прекратить когда", "прекратить, когда", "прекратить если">, output,
     "a condition over facts that ends the run and lets none begin",
     "условие о фактах: завершает регламент и не даёт ему начаться"},
    {"emit", ru<"сигнал", "послать">, output, "an event emitted at the end", "событие, которое создаётся в конце"},

    {"task", ru<"задача">, step, "a task for a person; its id", "задача человеку: имя шага"},
    {"if", ru<"если">, step, "two ways: a condition; of a listen, which events count",
     "развилка: условие; у слушать — какие события считаются"},
    {"then", ru<"то", "тогда">, step, "the way when the condition holds", "куда идти, если условие выполнено"},
    {"else", ru<"иначе">, step, "the way when nothing else applies", "куда идти, если ничего не подошло"},
    {"switch", ru<"выбор">, step, "many ways: by a value, or by conditions",
     "много путей: по значению или по условиям"},
    {"cases", ru<"случаи">, step, "the ways of a switch", "пути выбора"},
    {"listen", ru<"слушать", "ожидать">, step, "waits for an event", "ждать события"},
    {"wait", ru<"ждать", "пауза">, step, "waits for a period", "ждать заданное время"},
    {"emit", ru<"сигнал", "послать">, step, "creates an event", "создать событие"},
    {"output", ru<"выход">, step, "ends the run", "завершить регламент"},
    {"goto", ru<"перейти", "перейти к">, step, "goes to a step", "перейти к шагу"},
    {"id", ru<"код", "имя шага">, step, "the step's stable id", "постоянное имя шага"},
    {"fork", ru<"параллельно", "одновременно делать">, step, "ways that are gone at the same time",
     "что делается одновременно"},
    {"repeat", ru<"повторять">, step, "steps that are done again and again", "шаги, которые повторяются"},
    {"for each", ru<"для каждого", "для каждой">, step, "what an item of a list is called in the steps",
     "как называть в шагах один элемент списка"},
    {"wait until", ru<"ждать до", "ждать пока не">, step, "waits until a date, or until a condition holds",
     "ждать даты или пока не выполнится условие"},
    {"set", ru<"записать">, step, "sets facts", "записать факты"},
    {"block", ru<"блок">, step, "steps that belong together; their id", "шаги, которые составляют целое: имя"},
    {"decide", ru<"решение", "решить">, step, "looks something up in a decision table; its id",
     "решение по таблице: имя шага"},
    {"table", ru<"таблица">, step, "the decision table", "таблица решений"},
    {"file", ru<"файл">, step, "the decision table as a file beside this one", "таблица решений в файле рядом с этим"},
    {"call", ru<"вызов", "вызвать">, step, "asks another program to do something; its id",
     "просьба к другой программе: имя шага"},
    {"retry", ru<"повторить", "повторы">, step, "of a call: when and how often it is asked again",
     "у вызова: когда и сколько раз просить снова"},
    {"on failure", ru<"при ошибке", "при отказе">, step, "of a call: the way when the last attempt failed",
     "у вызова: куда идти, если не вышло и в последний раз"},
    {"on", ru<"при событиях", "обработка">, step, "of a block: what is done when an event comes inside it",
     "у блока: что делать при событиях, пока он идёт"},
    {"alone", ru<"по одному">, step, "of all blocks with this name one at a time",
     "из всех блоков с этим именем идёт только один"},
    {"heard before", ru<"и раньше">, step, "of a listen: also what came earlier in the run",
     "у слушать: засчитать и то, что пришло раньше"},
    {"within", ru<"срок">, step, "how long to listen, or all branches or an attempt may take",
     "сколько ждать события, всех ветвей или ответа"},
    {"on timeout", ru<"по истечении", "по истечении срока">, step, "the way when that time is over",
     "куда идти, если за это время не дождались"},
    {"join", ru<"дождаться">, step, "how many branches the run waits for: all, any, a number, none",
     "скольких ветвей ждать: всех, любой, число, никого"},
    {"others", ru<"остальные">, step, "what becomes of the others then: cancel, finish",
     "что потом с остальными: отменить, доделать"},
    {"while", ru<"пока">, step, "must hold before each turn", "условие перед каждым повтором"},
    {"until", ru<"пока не", "до тех пор, пока не">, step, "ends the turns when it holds after one",
     "повторы кончаются, когда выполнено"},
    {"times", ru<"раз">, step, "how many turns", "сколько повторов"},
    {"at most", ru<"не более", "не больше">, step, "turns in all", "сколько повторов всего"},
    {"in", ru<"из", "в списке">, step, "the list", "список"},
    {"at once", ru<"одновременно", "сразу">, step, "all items at the same time", "все элементы одновременно"},
    {"steps", ru<"шаги">, step, "what is done", "что делать"},
    {"data", ru<"данные">, step, "the data of the event emitted, or of the action", "данные события или действия"},

    {"do", ru<"сделать", "действие", "что сделать">, task, "what to do, as an order; of a call, the action",
     "что сделать; у вызова — действие из словаря"},
    {"by", ru<"исполнитель", "кто">, task, "the role that does it", "роль, которая это делает"},
    {"within", ru<"срок">, task, "by when it must be done", "за какое время"},
    {"norm", ru<"норма">, task, "how long the work itself takes", "сколько занимает сама работа"},
    {"form", ru<"анкета", "форма">, task, "what is to be filled in: field and type", "что заполнить: поле и тип"},
    {"resources", ru<"ресурсы">, task, "what it needs", "что для этого нужно"},
    {"contact", ru<"контакт">, task, "the channel by which the client is contacted",
     "канал, по которому связываются с клиентом"},
    {"if not allowed", ru<"если нельзя">, task,
     "what becomes of it when the client may not be contacted: later, drop, merge",
     "что с ней, если клиента нельзя беспокоить: позже, пропустить, вместе"},
    {"on late", ru<"при опоздании", "при просрочке">, task, "what happens when it is late", "что делать при опоздании"},
    {"on no answer", ru<"нет ответа", "если нет ответа">, task, "what happens when nobody is found",
     "что делать, если не дозвонились"},

    {"retry after", ru<"повторить через">, no_answer, "the pause before the next attempt",
     "пауза перед новой попыткой"},
    {"at most", ru<"не более", "не больше">, no_answer, "attempts in all", "сколько всего попыток"},
    {"then", ru<"то", "тогда">, no_answer, "the way after the last attempt", "куда идти после последней попытки"},

    {"escalate", ru<"эскалация", "сообщить">, late, "the role that is told", "роль, которой сообщают"},
    {"then", ru<"то", "тогда">, late, "the way; the task is cancelled", "куда идти; задача отменяется"},

    {"at most", ru<"не более", "не больше">, retry, "attempts in all", "сколько всего попыток"},
    {"after", ru<"через", "спустя">, retry, "the pause before the next attempt", "пауза перед новой попыткой"},
    {"back off", ru<"рост паузы", "увеличивать">, retry, "how many times longer each pause is than the one before",
     "во сколько раз каждая пауза дольше прошлой"},

    {"when", ru<"когда", "при условии">, switch_case, "the condition of the case", "условие случая"},
    {"then", ru<"то", "тогда">, switch_case, "the way of the case", "куда идти в этом случае"},

    {"event", ru<"событие">, handler, "the event", "событие"},
    {"if", ru<"если">, handler, "which ones count: a condition", "какие засчитать: условие"},
    {"then", ru<"то", "тогда">, handler, "what is done", "что делать"},
    {"interrupting", ru<"прервать">, handler, "whether what is going on is left; yes unless said",
     "прервать ли то, что идёт; если не сказано — да"},

    {"vocabulary", ru<"словарь">, vocabulary, "its id", "имя словаря"},
    {"title", ru<"название", "заголовок">, vocabulary, "what people call it", "как его называют люди"},
    {"version", ru<"версия">, vocabulary, "the version, as 1.2.0", "версия, например 1.2.0"},
    {"calendar", ru<"календарь">, vocabulary, "when the department works", "когда работает отдел"},
    {"subjects", ru<"субъекты">, vocabulary, "whom regulations are about", "о ком регламенты"},
    {"events", ru<"события">, vocabulary, "what can happen", "что может произойти"},
    {"facts", ru<"факты">, vocabulary, "what is known of a client", "что известно о клиенте"},
    {"roles", ru<"роли">, vocabulary, "who does the tasks", "кто выполняет задачи"},
    {"actions", ru<"действия">, vocabulary, "what other programs can be asked to do", "что умеют другие программы"},
    {"resources", ru<"ресурсы">, vocabulary, "what regulations may need", "что может понадобиться"},
    {"channels", ru<"каналы">, vocabulary, "ways to reach a client", "способы связаться с клиентом"},
    {"contact policy", ru<"правила контактов">, vocabulary, "how often and when a client may be contacted",
     "как часто и когда можно беспокоить клиента"},

    {"title", ru<"название", "заголовок">, event, "what people call it", "как его называют люди"},
    {"subject", ru<"субъект">, event, "whom it is about", "о ком оно"},
    {"data", ru<"данные">, event, "attribute and type", "поле и тип"},
    {"contact", ru<"контакт">, event, "it is a contact with the client by this channel",
     "это контакт с клиентом по такому каналу"},

    {"title", ru<"название", "заголовок">, action, "what people call it", "как его называют люди"},
    {"data", ru<"данные">, action, "what it needs: name and type", "что для него нужно: поле и тип"},
    {"result", ru<"результат">, action, "what comes of it: name and type", "что из него выходит: поле и тип"},

    {"title", ru<"название", "заголовок">, fact, "what people call it", "как его называют люди"},
    {"subject", ru<"субъект">, fact, "whom it is about", "о ком он"},
    {"type", ru<"тип">, fact, "what it can be", "каким он может быть"},
    {"from", ru<"источник", "откуда">, fact, "the event and attribute it is taken from",
     "событие и поле, откуда берётся"},
    {"initial", ru<"вначале", "начальное значение", "начальное">, fact, "what it is until set",
     "значение, пока ничего не известно"},

    {"title", ru<"название", "заголовок">, role, "what people call it", "как её называют люди"},

    {"zone", ru<"пояс", "часовой пояс">, calendar, "time zone, as Europe/Moscow",
     "часовой пояс, например Europe/Moscow"},
    {"week", ru<"неделя">, calendar, "working weekdays, as mon-fri", "рабочие дни недели, например пн-пт"},
    {"hours", ru<"часы", "рабочие часы">, calendar, "working hours, as 09:00-18:00",
     "рабочие часы, например 09:00-18:00"},
    {"holidays", ru<"праздники", "выходные дни">, calendar, "days off", "нерабочие дни"},
    {"working days", ru<"рабочие дни">, calendar, "weekend days that are worked", "рабочие выходные (перенос)"},

    {"title", ru<"название", "заголовок">, channel, "what people call it", "как его называют люди"},

    {"limits", ru<"не чаще", "ограничения">, contact_policy, "how many contacts in how much time",
     "сколько контактов за какое время"},
    {"quiet hours", ru<"тихие часы", "не беспокоить">, contact_policy, "when nobody is contacted, as 20:00-09:00",
     "когда не беспокоить, например 20:00-09:00"},
    {"zone", ru<"пояс", "часовой пояс">, contact_policy, "the fact that names the client's time zone",
     "факт, в котором назван часовой пояс клиента"},
    {"if not allowed", ru<"если нельзя">, contact_policy, "what becomes of a contact then: later, drop, merge",
     "что тогда с контактом: позже, пропустить, вместе"},

    {"at most", ru<"не более", "не больше">, contact_limit, "as 1 per 7 days", "например 1 за 7 дней"},
    {"channel", ru<"канал">, contact_limit, "of this channel; else of all together",
     "по этому каналу; иначе по всем вместе"},

    {"title", ru<"название", "заголовок">, subject, "what people call it", "как его называют люди"},
    {"key", ru<"ключ">, subject, "the attribute of events that names it", "поле события, по которому его узнают"},
    {"parent", ru<"родитель", "часть">, subject, "the subject whose record it lives in", "в чьей карточке он хранится"},

    {"scenario", ru<"сценарий">, scenario, "what it shows, in a few words", "что он показывает, в нескольких словах"},
    {"regulation", ru<"регламент">, scenario, "the regulation that is rehearsed", "какой регламент проверяем"},
    {"client", ru<"клиент">, scenario, "what the client is called", "как назвать клиента"},
    {"at", ru<"когда", "начало">, scenario, "when it begins", "когда всё начинается"},
    {"given", ru<"дано">, scenario, "facts known of the client at the beginning", "что известно о клиенте вначале"},
    {"steps", ru<"шаги", "ход">, scenario, "what happens, one after the other", "что происходит по порядку"},

    {"event", ru<"событие">, scenario_step, "an event comes", "приходит событие"},
    {"done", ru<"сделано", "готово">, scenario_step, "somebody has done a task", "кто-то выполнил задачу"},
    {"no answer", ru<"нет ответа", "не ответили">, scenario_step, "an attempt at a task found nobody",
     "по задаче никого не застали"},
    {"answered", ru<"выполнено", "ответили">, scenario_step, "a call is answered", "на вызов ответили"},
    {"failed", ru<"не вышло", "не удалось">, scenario_step, "an attempt at a call failed", "вызов не удался"},
    {"result", ru<"результат">, scenario_step, "the result of the call", "результат вызова"},
    {"facts", ru<"факты">, scenario_step, "facts of the client change", "меняются факты о клиенте"},
    {"data", ru<"данные">, scenario_step, "the data of the event", "данные события"},
    {"form", ru<"анкета", "форма">, scenario_step, "the form as it was filled in", "как заполнили анкету"},
    {"at", ru<"когда">, scenario_step, "at what time", "в какое время"},
    {"after", ru<"через", "спустя">, scenario_step, "how long after the step before",
     "через сколько после прошлого шага"},
    {"client", ru<"клиент">, scenario_step, "another client", "другой клиент"},
    {"regulation", ru<"регламент">, scenario_step, "another regulation", "другой регламент"},
    {"expect", ru<"ожидаем", "ожидается">, scenario_step, "what should have come of it", "что должно получиться"},

    {"task", ru<"задача">, expectation, "a task is open", "открыта задача"},
    {"call", ru<"вызов">, expectation, "a call is open", "открыт вызов"},
    {"by", ru<"исполнитель", "кто">, expectation, "the role that does it", "роль, которая её делает"},
    {"due", ru<"срок", "до">, expectation, "the day or the time by which it must be done",
     "день или время, к которому её надо сделать"},
    {"attempt", ru<"попытка">, expectation, "which attempt it is", "какая это попытка"},
    {"late", ru<"просрочена", "просрочено">, expectation, "whether it is late", "просрочена ли она"},
    {"output", ru<"выход">, expectation, "the run has ended so", "чем закончился запуск"},
    {"event", ru<"событие">, expectation, "an event that the regulation created", "событие, которое создал регламент"},
    {"data", ru<"данные">, expectation, "its data", "его данные"},
    {"facts", ru<"факты">, expectation, "what is known of the client now", "что теперь известно о клиенте"},
    {"started", ru<"начат", "запущен">, expectation, "a run has started", "запуск начался"},
    {"not started", ru<"не начат", "не запущен">, expectation, "no run has started, and why",
     "запуск не начался, и почему"},
    {"stuck", ru<"остановка", "застрял">, expectation, "the step where no branch applied",
     "шаг, на котором не подошла ни одна ветка"},
    {"not", ru<"не", "кроме">, expectation, "what should not have come about", "чего быть не должно"},

    {"text", ru<"текст", "строка">, type, "any text", "любой текст"},
    {"number", ru<"число">, type, "an exact number", "точное число"},
    {"boolean", ru<"да или нет", "да/нет">, type, "true or false", "true или false (да или нет)"},
    {"date", ru<"дата">, type, "a day", "день"},
    {"time", ru<"время">, type, "a time of day", "время суток"},
    {"date and time", ru<"дата и время">, type, "a moment", "момент времени"},
    {"duration", ru<"длительность">, type, "a span of time", "отрезок времени"},
    {"one of", ru<"одно из", "один из", "одна из">, type, "one of the values listed", "одно из перечисленных значений"},
    {"list of", ru<"список из", "список">, type, "any number of values of a type", "несколько значений одного типа"},
    {"optional", ru<"необязательно", "необязательный", "необязательная", "необязательное">, type, "may be missing",
     "может отсутствовать"},

    {"all", ru<"всех", "все", "всё">, join, "every branch", "все ветви"},
    {"any", ru<"любой", "любую", "любого", "одной">, join, "the first", "первую, какая успеет"},

    {"none", ru<"никого">, join, "nobody: the run goes on at once", "никого: сразу идти дальше"},

    {"cancel", ru<"отменить">, others, "cancelled", "отменить"},
    {"finish", ru<"доделать", "завершить">, others, "finished; the run does not wait for them",
     "доделать, но не ждать их"},

    {"since start", ru<"от начала", "с начала">, again, "counted from the start of the last run",
     "считая от начала прошлого раза"},
    {"since end", ru<"от конца", "с конца">, again, "counted from its end", "считая от конца прошлого раза"},

    {"last event", ru<"последнего события", "последнее событие">, since, "from the last event of its kind",
     "от последнего такого события"},
    {"first seen", ru<"первой встречи", "первая встреча">, since,
     "from when the client was first heard of, when there was no such event",
     "от первого события о клиенте, если такого ещё не было"},
    {"segment entered", ru<"входа в сегмент", "вход в сегмент">, since,
     "from when the condition became true, if that is later", "от времени, когда условие стало верным, если это позже"},

    {"later", ru<"позже">, refused, "it waits until it may be made", "ждать, пока можно"},
    {"drop", ru<"пропустить">, refused, "it is not made, the run goes on", "не делать и идти дальше"},
    {"merge", ru<"вместе">, refused, "it is made together with one that is open", "сделать вместе с уже назначенным"},

    {"mon", ru<"пн", "понедельник">, weekday, "Monday", "понедельник"},
    {"tue", ru<"вт", "вторник">, weekday, "Tuesday", "вторник"},
    {"wed", ru<"ср", "среда">, weekday, "Wednesday", "среда"},
    {"thu", ru<"чт", "четверг">, weekday, "Thursday", "четверг"},
    {"fri", ru<"пт", "пятница">, weekday, "Friday", "пятница"},
    {"sat", ru<"сб", "суббота">, weekday, "Saturday", "суббота"},
    {"sun", ru<"вс", "воскресенье">, weekday, "Sunday", "воскресенье"},

    {"nothing", ru<"ничего">, expected_word, "nothing came about", "ничего не произошло"},
    {"no task", ru<"нет задач", "нет задачи">, expected_word, "no task is open", "открытых задач нет"},
    {"started", ru<"начат", "запущен">, expected_word, "a run has started", "запуск начался"},
    {"not started", ru<"не начат", "не запущен">, expected_word, "no run has started", "запуск не начался"},

    {"condition false", ru<"условие не выполнено">, refusal_reason, "the condition of the input did not hold",
     "условие входа не выполнено"},
    {"condition unknown", ru<"не хватает сведений">, refusal_reason, "too little was known to test it",
     "не хватило сведений, чтобы его проверить"},
    {"already running", ru<"ещё идёт", "уже идёт">, refusal_reason, "the run before it is still open",
     "предыдущий запуск ещё не закончен"},
    {"too soon", ru<"слишком рано">, refusal_reason, "too soon after the run before it",
     "слишком рано после прошлого запуска"},
    {"once only", ru<"только один раз", "только однажды">, refusal_reason, "it runs only once for a client",
     "для клиента регламент исполняется только один раз"},
    {"stopped", ru<"прекращено">, refusal_reason, "what stops the regulation holds",
     "выполнено то, что прекращает регламент"},
};

}  // namespace

std::span<const keyword> keyword_table() noexcept {
    return table;
}

}  // namespace reglament
