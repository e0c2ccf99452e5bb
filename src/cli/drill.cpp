// reglament drill PATH… --regulation NAME --as ROLE
#include "cli/command.hpp"
#include "cli/drill_results.hpp"
#include "cli/prompt.hpp"
#include "cli/talk.hpp"

#include <reglament/control/drill.hpp>
#include <reglament/control/training.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>

namespace reglament::cli {

namespace {

using std::chrono::steady_clock;

struct options {
    std::vector<std::string> paths;
    std::string regulation, role, person, results;
    std::uint64_t seed = 0;
    std::uint32_t repetitions = 1, needed = 20, pace = 1;
    bool two = false, json = false;
};

// What somebody has typed, once: a command and what follows it.
struct typed {
    enum class what : std::uint8_t { step, wait, skip, list, stop, none };
    what kind = what::none;
    std::string rest;
};

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r");
    return begin == text.npos ? std::string{} : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

typed read_command(const std::string& line) {
    static const std::pair<std::string_view, typed::what> words[] = {
        {"wait", typed::what::wait}, {"ждать", typed::what::wait},      {"жду", typed::what::wait},
        {"skip", typed::what::skip}, {"пропустить", typed::what::skip}, {"stop", typed::what::stop},
        {"стоп", typed::what::stop}, {"?", typed::what::list}};
    const std::string text = trimmed(line);
    for (const auto& [word, kind] : words) {
        const bool alone = text == word;
        if (alone || (text.starts_with(word) && text[word.size()] == ' '))
            return {kind, alone ? std::string{} : trimmed(text.substr(word.size()))};
    }
    return {text.empty() ? typed::what::none : typed::what::step, text};
}

class trainer {
public:
    trainer(const options& o, std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role,
            session& s)
        : o_{o},
          rules_{std::move(rules)},
          which_{which},
          role_{role},
          s_{s},
          prompt_{{}, false},
          talk_{o.json ? std::cerr : std::cout} {}

    void run(std::vector<drill_record> before) {
        results_ = std::move(before);
        greet();
        bool all_clean = true;
        for (std::uint32_t i = 0; i < o_.repetitions && !stopped_; ++i) all_clean = repeat(i) && all_clean;
        if (!all_clean && s_.status == ok) s_.status = wrong_input;
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const { return s_.say(en, ru); }
    [[nodiscard]] std::string date(instant at) const {
        constexpr std::size_t day = 10, minute = 16;
        std::string text = to_string(at, rules_->vocabulary().calendar.zone());
        text[day] = ' ';
        return text.substr(0, minute);
    }

    // At a terminal the line is typed behind the question; else the answer is shown, so that it reads as a talk.
    std::optional<std::string> ask(const std::string& question, const feel::context& words = {}) {
        talk_ << question << (prompt_.is_terminal() ? "\n" : " > ") << std::flush;
        auto line = prompt_.read(words);
        if (!prompt_.is_terminal()) talk_ << line.value_or("") << "\n";
        if (!line) stopped_ = true;
        return line;
    }

    void greet() const {
        const regulation& r = rules_->machines()[which_].regulation();
        const role& as = rules_->vocabulary().roles[role_];
        talk_ << (r.title.empty() ? r.id.value : r.title) << say(", version ", ", версия ") << r.version
              << say("; you are: ", "; ваша роль: ") << (as.title.empty() ? as.name.value : as.title) << "\n"
              << say("Answer with the number of the step that you do now, or: wait, wait 2 days, skip 3, ?, stop.",
                     "Отвечайте номером шага, который делаете сейчас, или: ждать, ждать 2 дня, пропустить 3, ?, "
                     "стоп.")
              << "\n";
    }

    void list(const drill& d) const {
        for (std::size_t i = 0; i < d.steps().size(); ++i) {
            const task_definition& t = *d.steps()[i].what;
            talk_ << padded("  " + std::to_string(i + 1), 5) << (t.instruction.empty() ? t.id : t.instruction) << "\n";
        }
    }

    [[nodiscard]] accreditation standing() const {
        return accreditation_of(*rules_, which_, role_, o_.person, results_, o_.needed);
    }

    // Of this person so far, so that each one is told all stories in their turn.
    [[nodiscard]] std::uint64_t repetitions() const {
        const std::string& of = rules_->machines()[which_].regulation().id.value;
        return static_cast<std::uint64_t>(std::count_if(results_.begin(), results_.end(), [&](const drill_record& r) {
            return r.person == o_.person && r.regulation == of;
        }));
    }

    bool repeat(std::uint32_t i) {
        drill_options how;
        how.seed = o_.seed != 0 ? o_.seed + i : repetitions() + 1;
        how.pace = o_.pace;
        how.through = standing().asked;
        issues found;
        drill d{rules_, which_, role_, how, found};
        tell(found, s_);
        if (found.has_errors()) {
            s_.status = wrong_input;
            stopped_ = true;
            return false;
        }
        talk_ << "\n━━ " << say("Repetition ", "Прогон ") << i + 1 << "\n";
        list(d);
        while (!d.over() && !stopped_) turn(d);
        news(d);
        const bool whole = d.over() && !stopped_;
        sum_up(d, how.seed);
        return whole && d.result().clean();
    }

    void news(drill& d) const {
        for (const std::string& line : d.news(s_.lang)) talk_ << "  " << line << "\n";
    }
    void deviations(const drill_deviations& all, const drill& d) const {
        for (const drill_deviation& one : all) talk_ << "  ✗ " << to_text(one, d, s_.lang) << "\n";
    }

    void turn(drill& d) {
        news(d);
        feel::context ids;
        for (const drill_step& step : d.steps()) ids.emplace_back(step.what->id, feel::value{});
        const auto line = ask(date(d.now()) + "  " + say("What do you do?", "Что делаете?"), ids);
        if (!line) return;
        const typed said = read_command(*line);
        switch (said.kind) {
            case typed::what::stop:
                stopped_ = true;
                return;
            case typed::what::list:
                return list(d);
            case typed::what::wait:
                return wait(d, said.rest);
            case typed::what::none:
                return;
            case typed::what::skip:
            case typed::what::step:
                break;
        }
        const auto step = find_step(d, said.rest);
        if (!step) return;
        if (said.kind == typed::what::skip) return deviations(d.skip(*step), d);
        take(d, *step);
    }

    void wait(drill& d, const std::string& so_long) {
        if (so_long.empty()) return deviations(d.wait(), d);
        const auto p = parse_period(so_long);
        if (!p) {
            talk_ << "  " << say("No period: “", "Не срок: «") << so_long << say("”", "»") << "\n";
            return;
        }
        deviations(d.wait(*p), d);
    }

    // By its number, or by its id.
    std::optional<std::size_t> find_step(const drill& d, const std::string& text) const {
        for (std::size_t i = 0; i < d.steps().size(); ++i)
            if (text == std::to_string(i + 1) || text == d.steps()[i].what->id) return i;
        talk_ << "  " << say("There is no such step: “", "Такого шага нет: «") << text << say("”", "»") << "\n";
        return std::nullopt;
    }

    void take(drill& d, std::size_t step) {
        const task_definition& t = *d.steps()[step].what;
        drill_taken taken = d.take(step);
        deviations(taken.wrong, d);
        if (!taken.begun) return;
        talk_ << "  " << say("Right.", "Верно.");
        if (taken.due != never) talk_ << say(" Due: ", " Срок: ") << date(taken.due) << ".";
        if (t.norm) talk_ << say(" Norm: ", " Норма: ") << to_string(*t.norm, s_.lang) << ".";
        talk_ << "\n";
        const auto begun = steady_clock::now();
        feel::context written;
        if (t.goes_by != nullptr && (o_.two || !taken.unanswered)) {
            if (!speak(d, t, taken, written)) return;
        } else {
            if (o_.two && !client_plays(d, t, taken)) return;
            if (!o_.two && !taken.unanswered) learn(taken, 0, t);
            if (!taken.unanswered && !fill(t, 0, written)) return;
        }
        if (taken.unanswered) talk_ << "  " << say("Nobody answers.", "Никто не отвечает.") << "\n";
        const auto took = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begun);
        const drill_deviations wrong = d.finish(written, took);
        deviations(wrong, d);
        if (wrong.empty()) talk_ << "  ✓\n";
    }

    // Line by line; then what the step asks for beside the script. False: the input has ended.
    bool speak(drill& d, const task_definition& t, drill_taken& taken, feel::context& written) {
        talk one{t.goes_by, rules_->vocabulary().calendar.zone(), s_, talk_,
                 [this](const std::string& question, const feel::context& words) { return ask(question, words); }};
        if (o_.two) {
            one.client_plays();
        } else if (!one.client_says(taken.told)) {
            learn(taken, 0, t);  // the story tells of no talk along the script
        }
        const bool whole = one.go();
        if (o_.two) {
            taken.unanswered = one.nobody();
            if (one.nobody()) d.told_nothing();
            if (whole) tell(d.told(one.told()), s_);
        }
        if (!whole) return one.nobody();
        written = one.form();
        const std::size_t own = t.goes_by->form.size();
        if (!o_.two) learn(taken, own, t);
        return fill(t, own, written);
    }

    // The fields from one on.
    void learn(const drill_taken& taken, std::size_t from, const task_definition& t) const {
        const auto is_here = [&](const std::string& name) {
            return std::any_of(t.form.begin() + static_cast<std::ptrdiff_t>(from), t.form.end(),
                               [&](const attribute& a) { return a.name.value == name; });
        };
        for (const auto& [name, v] : taken.told)
            if (is_here(name)) talk_ << "  " << say("You learn: ", "Вы узнаёте: ") << name << " — " << plain(v) << "\n";
    }
    [[nodiscard]] std::string plain(const feel::value& v) const {
        if (v.kind() == feel::value_kind::string) return std::string{v.as_string()};
        if (v.kind() == feel::value_kind::boolean) return v.as_boolean() ? say("yes", "да") : say("no", "нет");
        return feel::to_string(v);
    }

    // Whoever plays the client answers first.
    bool client_plays(drill& d, const task_definition& t, drill_taken& taken) {
        taken.unanswered = false;
        feel::context answers;
        for (const attribute& a : t.form) {
            auto v = answer(a, say("Client, ", "Клиент, "), true);
            if (!v) return false;
            if (v->kind() == feel::value_kind::string && v->as_string() == "-") {
                d.told_nothing();
                taken.unanswered = true;
                return true;
            }
            if (!v->is_null()) answers.emplace_back(a.name.value, std::move(*v));
        }
        tell(d.told(answers), s_);
        return true;
    }

    bool fill(const task_definition& t, std::size_t from, feel::context& written) {
        if (t.form.empty()) return ask("  " + say("Done? (Enter)", "Готово? (Enter)")).has_value();
        for (std::size_t f = from; f < t.form.size(); ++f) {
            const attribute& a = t.form[f];
            auto v = answer(a, {}, false);
            if (!v) return false;
            if (!v->is_null()) written.emplace_back(a.name.value, std::move(*v));
        }
        return true;
    }

    // Asks until it fits; nothing at the end of the input. "-" of the client: nobody is there.
    std::optional<feel::value> answer(const attribute& a, const std::string& whose, bool of_client) {
        const std::string question =
            "  " + whose + a.name.value + " (" + to_string(a.type, s_.lang) +
            (of_client ? say("; -: nobody answers", "; -: никто не отвечает") : std::string{}) + ")";
        feel::context words;
        for (const std::string& v : a.type.values) words.emplace_back(v, feel::value{});
        for (;;) {
            const auto line = ask(question, words);
            if (!line) return std::nullopt;
            if (of_client && trimmed(*line) == "-") return feel::value{"-"};
            if (auto v = typed_answer(*line, a.type, rules_->vocabulary().calendar.zone())) {
                if (!v->is_null() || a.optional || of_client) return v;
            }
            talk_ << "  " << say("It has to be: ", "Нужно: ") << to_string(a.type, s_.lang) << "\n";
        }
    }

    void sum_up(const drill& d, std::uint64_t seed) {
        const drill_result r = d.result();
        talk_ << "  ── "
              << (r.complete ? say("ended: ", "закончено: ") + (r.output.empty() ? "—" : r.output)
                             : say("broken off", "прервано"));
        if (!r.story.empty()) talk_ << say("; story: ", "; история: ") << r.story;
        if (r.norm.count() > 0)
            talk_ << say("; took ", "; заняло ") << r.took.count() << say(" s, norm ", " с при норме ")
                  << r.norm.count() << say(" s", " с");
        talk_ << "\n  ── "
              << (r.clean() ? say("clean", "чисто")
                  : r.deviations.empty() ? say("not to the end: it does not count", "не до конца: не засчитано")
                                         : say("deviations: ", "отклонений: ") + std::to_string(r.deviations.size()))
              << "\n";
        const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
        results_.push_back(record_of(d, o_.person, seed, instant{now.time_since_epoch()}));
        if (o_.json) std::cout << to_line(results_.back()) << std::flush;
        if (o_.results.empty()) return;
        if (!append_result(o_.results, results_.back(), s_)) stopped_ = true;
        const accreditation a = standing();
        talk_ << "  ── " << to_text(a, *rules_, s_.lang) << "\n";
        const auto met = [&](const std::string& step) {
            return std::find(r.steps.begin(), r.steps.end(), step) != r.steps.end();
        };
        if (a.level == mastery::changed && std::none_of(a.asked.begin(), a.asked.end(), met))
            talk_ << "  ── "
                  << say("none of what has changed was met: it does not count. Is there a scenario that goes there?",
                         "ничего нового не встретилось: не засчитано. Есть ли сценарий, который туда ведёт?")
                  << "\n";
    }

    const options& o_;
    std::shared_ptr<const rulebook> rules_;
    regulation_index which_;
    std::uint16_t role_;
    session& s_;
    prompt prompt_;
    std::ostream& talk_;  // the conversation; with --json standard output is for programs
    std::vector<drill_record> results_;
    bool stopped_ = false;
};

// Who is drilled is one of the department, where that is told; by id or by name.
bool name_person(options& o, const people& all, session& s) {
    if (o.person.empty()) {
        if (!o.results.empty()) s.fail(wrong_use, "whose results? Give --person", "чьи результаты? Укажите --person");
        return o.results.empty();
    }
    if (all.empty()) return true;
    if (const auto known = all.find(o.person)) {
        o.person = all.all[*known].id.value;
        return true;
    }
    s.fail(wrong_use, "there is no person “" + o.person + "”", "нет сотрудника «" + o.person + "»");
    return false;
}

void run(options o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    const auto which = find_regulation(o.regulation, *rules, s);
    const auto role = which ? find_role(o.role, rules->vocabulary(), s) : std::nullopt;
    if (!role || !name_person(o, rules->vocabulary().people, s)) return;
    if (!has_tasks(*rules, *which, *role)) {
        s.fail(wrong_use, "“" + o.role + "” has nothing to do in “" + o.regulation + "”",
               "роли «" + o.role + "» нечего делать в регламенте «" + o.regulation + "»");
        return;
    }
    std::optional<std::vector<drill_record>> before{std::in_place};
    if (!o.results.empty()) before = read_results(o.results, false, s);
    if (before) trainer{o, rules, *which, *role, s}.run(std::move(*before));
}

}  // namespace

void add_drill(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "drill", s.say("a person plays a role through a regulation", "тренировка: человек играет роль по регламенту"));
    command->add_option("PATH", o->paths, s.say("files and folders of regulations", "файлы и папки регламентов"))
        ->required();
    command->add_option("--regulation", o->regulation, s.say("its name, or its title", "имя или название регламента"))
        ->required();
    command->add_option("--as", o->role, s.say("the role: its name, or its title", "роль: имя или название"))
        ->required();
    command->add_option("--person", o->person, s.say("who plays", "кто играет"));
    command->add_option("--results", o->results,
                        s.say("the file that each repetition is added to", "файл, куда дописывается каждый прогон"));
    command->add_option("--repetitions", o->repetitions, s.say("how many (1)", "сколько прогонов (1)"))
        ->check(CLI::Range(1, 1'000));
    command
        ->add_option(
            "--needed", o->needed,
            s.say("clean ones in a row that accredit (20)", "сколько чистых подряд нужно для аккредитации (20)"))
        ->check(CLI::Range(1, 1'000));
    command->add_option("--seed", o->seed,
                        s.say("of the first one: which story, which answers by lot",
                              "с какого числа начинать жребий: какая история, какие ответы"));
    command
        ->add_option("--pace", o->pace,
                     s.say("how much faster time goes in the regulation (1)",
                           "во сколько раз быстрее идёт время в регламенте (1)"))
        ->check(CLI::Range(1, 10'000));
    command->add_flag("--two", o->two, s.say("somebody else answers for the client", "за клиента отвечает второй"));
    command->add_flag("--json", o->json,
                      s.say("each repetition as a line of JSON on standard output, the conversation on standard error",
                            "каждый прогон — строкой JSON в стандартный вывод, беседа — в стандартный вывод ошибок"));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
