#include "cli/control_log.hpp"

#include "cli/progress.hpp"
#include "cli/replay.hpp"

#include <reglament/control/feedback.hpp>
#include <reglament/control/run_cases.hpp>
#include <reglament/store/address.hpp>
#include <reglament/text/names.hpp>

#include <fstream>
#include <iostream>

namespace reglament::cli {

namespace {

using options = control_log_options;

constexpr std::size_t shown_lines = 20;

class controller {
public:
    controller(const options& o, session& s) : o_{o}, s_{s} {}

    void go() {
        if (!read_options() || !find_rules()) return;
        which_ = chosen();
        if (!which_ || !read_times()) return;
        issues found;
        conformance compared{rules_, *which_, how_, found};
        if (wants_feedback()) people_.emplace(rules_, compared);
        const bool good = read(compared, found);
        tell(found, s_);
        tell(compared.oddities(), s_);
        tell_oddities();
        if (!good) s_.status = wrong_input;
        if (told_.cases == 0 && !good) return;
        show(compared);
    }

private:
    // Those of files, or those of the store that is the log.
    bool find_rules() {
        if (!names_store(o_.log)) {
            rules_ = load_rules(o_.paths, s_);
            return rules_ != nullptr;
        }
        if (!o_.paths.empty() || !o_.mapping.empty() || !o_.zone.empty() || !o_.bad.empty() || !o_.open_since.empty()) {
            s_.fail(
                wrong_use,
                "a store has rules and times of its own, and knows which runs are open: it goes with no PATH, --map, "
                "--zone, --bad or --open-since",
                "в хранилище свои правила и время, и оно знает, какие запуски ещё идут: пути, --map, --zone, --bad и "
                "--open-since с ним не сочетаются");
            return false;
        }
        replay_options how;
        how.store = o_.log;
        auto kept = replay(how, s_);
        if (!kept) return false;
        rules_ = kept->rules;
        store_.emplace(std::move(kept->engine));
        return true;
    }

    // Who only wants the figures does not wait for more.
    [[nodiscard]] bool wants_feedback() const {
        return o_.feedback || o_.json || !o_.by.empty() || !o_.html.empty() || !o_.feedback_csv.empty();
    }

    void show(const conformance& compared) {
        const conformance_figures f = compared.figures();
        if (!people_) {
            std::cout << to_text(f, compared, s_.lang);
            return;
        }
        const feedback_figures more = people_->figures();
        if (o_.json) {
            std::cout << to_json(f, more, compared);
        } else {
            std::cout << to_text(f, compared, s_.lang);
            if (o_.feedback || !o_.by.empty()) std::cout << to_text(sections(more, compared, s_.lang, part()));
        }
        if (!o_.html.empty()) write(o_.html, to_html(f, more, compared, s_.lang));
        if (!o_.feedback_csv.empty()) write(o_.feedback_csv, to_csv(more));
    }

    [[nodiscard]] feedback_by part() const {
        return o_.by == "manager" ? feedback_by::manager
               : o_.by == "step"  ? feedback_by::step
               : o_.by == "week"  ? feedback_by::week
                                  : feedback_by::all;
    }

    bool read_options() {
        if (o_.bad == "stop")
            return s_.fail(wrong_use, "a log is read to its end: --bad stop does not go with it",
                           "журнал читается до конца: --bad stop с ним не сочетается"),
                   false;
        if (o_.json && !o_.by.empty())
            return s_.fail(wrong_use, "--by goes with text; --json has all of it",
                           "--by — для текста; в --json есть всё"),
                   false;
        issues found;
        if (!o_.mapping.empty()) {
            log_.columns = parse_case_mapping(o_.mapping, found);
            tell(found, s_);
            if (!log_.columns) return s_.fail(wrong_use, "--map is not understood", "--map не понять"), false;
        }
        return true;
    }

    std::optional<regulation_index> chosen() {
        std::vector<std::string_view> known;
        std::optional<regulation_index> only;
        for (regulation_index r = 0; r < rules_->machines().size(); ++r) {
            if (rules_->is_earlier(r)) continue;
            const std::string& id = rules_->machines()[r].regulation().id.value;
            known.push_back(id);
            if (o_.regulation.empty() || o_.regulation == id) {
                if (only) {
                    s_.fail(wrong_use, "there are several regulations: name one with --regulation",
                            "регламентов несколько: назовите один через --regulation");
                    return std::nullopt;
                }
                only = r;
            }
        }
        if (only) return only;
        const auto near = near_names(o_.regulation, known);
        const std::string word = near.empty() ? std::string{} : std::string{near.front()};
        s_.fail(
            wrong_use,
            "there is no regulation “" + o_.regulation + "”" + (word.empty() ? "" : "; did you mean “" + word + "”?"),
            "нет регламента «" + o_.regulation + "»" + (word.empty() ? "" : "; может быть, «" + word + "»?"));
        return std::nullopt;
    }

    bool read_times() {
        log_.zone = rules_->vocabulary().calendar.zone();
        if (!o_.zone.empty()) {
            const auto zone = feel::zone::find(o_.zone);
            if (!zone)
                return s_.fail(wrong_use, "there is no time zone “" + o_.zone + "”",
                               "нет часового пояса «" + o_.zone + "»"),
                       false;
            log_.zone = *zone;
        }
        how_.budget = o_.budget;
        if (o_.open_since.empty()) return true;
        how_.open_since = parse_moment(o_.open_since, log_.zone);
        if (how_.open_since) return true;
        s_.fail(wrong_use, "“" + o_.open_since + "” is no time", "«" + o_.open_since + "» — не время");
        return false;
    }

    bool read(conformance& compared, issues& found) {
        std::ofstream rows;
        if (!o_.csv.empty()) {
            rows.open(o_.csv, std::ios::binary);
            rows << "case,variant_cost,decided,cost,fitness,kind,step,activity,event,deviation_cost\n";
            if (!rows) return cannot_write(o_.csv);
        }
        std::optional<xes_writer> copy;
        if (!o_.xes.empty() && !copy.emplace(o_.xes, found, compared.value_names()).good()) return false;
        progress_bar bar{s_.say("reading", "чтение")};
        log_.values = compared.value_names();
        const auto progress = [&](std::uint64_t done, std::uint64_t total) { bar.at(done, total); };
        const bool good = each_case(
            [&](const observed_case& c) {
                const case_conformance& r = compared.take(c);
                if (people_) people_->take(c, r);
                if (copy) copy->add(c);
                if (rows.is_open()) write_rows(rows, c, r);
            },
            progress, found);
        if (copy && !copy->finish(found)) return false;
        if (rows.is_open() && !rows.flush()) return cannot_write(o_.csv);
        return good;
    }

    bool each_case(const case_sink& sink, const run_progress& progress, issues& found) {
        if (store_) {
            left_out_ = read_runs(*store_, *which_, sink, progress);
            told_.cases = left_out_.cases;
            return true;
        }
        log_.progress = progress;
        return read_cases(o_.log, log_, sink, told_, found);
    }

    bool cannot_write(const std::string& path) {
        s_.fail(wrong_use, "“" + path + "” cannot be written", "не удаётся записать «" + path + "»");
        return false;
    }

    static std::string cell(std::string_view text) {
        if (text.find_first_of(",\"\r\n") == text.npos) return std::string{text};
        std::string out = "\"";
        for (const char c : text) out += c == '"' ? std::string{"\"\""} : std::string(1, c);
        return out + "\"";
    }

    // A row a deviation; of a case without any, one.
    static void write_rows(std::ostream& out, const observed_case& c, const case_conformance& r) {
        const std::string head = cell(c.id) + "," + std::to_string(r.upper) + "," + (r.decided ? "yes" : "no") + "," +
                                 (r.decided ? std::to_string(r.cost) : "") + "," + std::to_string(r.fitness) + ",";
        if (r.deviations.empty()) out << head << ",,,,\n";
        for (const deviation& d : r.deviations) {
            out << head << to_string(d.kind) << "," << cell(d.step) << "," << cell(d.activity) << ","
                << (d.event == alignment_move::none ? "" : std::to_string(d.event + 1)) << "," << d.cost << "\n";
        }
    }

    void write(const std::string& path, const std::string& text) {
        std::ofstream file{path, std::ios::binary};
        if (!(file << text << std::flush)) cannot_write(path);
    }

    void note(std::string_view en, std::string_view ru) const { std::cerr << "reglament: " << s_.say(en, ru) << "\n"; }

    // Lines that were not taken, and what may not be as it was meant.
    void tell_oddities() {
        for (std::size_t i = 0; i < std::min(shown_lines, told_.bad.size()); ++i) {
            const bad_line& b = told_.bad[i];
            std::cerr << o_.log << ":" << b.line << ": " << message(b.what, s_.lang) << "\n";
        }
        if (told_.bad_count > shown_lines)
            note("… and " + std::to_string(told_.bad_count - shown_lines) + " more",
                 "… и ещё " + std::to_string(told_.bad_count - shown_lines));
        if (told_.bad_count > 0 && o_.bad != "skip") s_.status = wrong_input;
        if (told_.unsorted > 0)
            note("in " + std::to_string(told_.unsorted) + " cases time runs backwards; the order of the log was kept",
                 "в " + std::to_string(told_.unsorted) + " случаях время идёт назад; порядок журнала сохранён");
        if (told_.repeated > 0)
            note(std::to_string(told_.repeated) + " events stand there twice; each was counted",
                 "событий, которые стоят дважды: " + std::to_string(told_.repeated) + "; каждое засчитано");
        if (told_.repeated_cases > 0)
            note(std::to_string(told_.repeated_cases) + " traces have a name that was there before",
                 "трасс с уже встретившимся именем: " + std::to_string(told_.repeated_cases));
        tell_left_out(left_out_.cancelled, "runs that were cancelled", "отменённые запуски");
        tell_left_out(left_out_.others, "runs of other versions of the regulation, or moved between them",
                      "запуски по другим версиям регламента и переведённые с одной на другую");
        tell_left_out(left_out_.beheaded, "runs whose beginning the history no longer has",
                      "запуски, начала которых в истории уже нет");
    }

    void tell_left_out(std::uint64_t count, const std::string& en, const std::string& ru) const {
        const std::string n = ": " + std::to_string(count);
        if (count > 0) note("left out, " + en + n, "не сверены " + ru + n);
    }

    const options& o_;
    session& s_;
    std::shared_ptr<const rulebook> rules_;
    case_log_options log_;
    conformance_options how_;
    case_log_summary told_;
    std::optional<engine> store_;  // whose runs are the log
    std::optional<regulation_index> which_;
    run_case_figures left_out_;
    std::optional<feedback> people_;
};

}  // namespace

void add_log_options(CLI::App& command, control_log_options& o, const session& s) {
    command.add_option(
        "--log", o.log,
        s.say("compares this log with the regulation: XES, a table or CloudEvents, also .gz; or a store, "
              "sqlite:FILE, whose rules and runs are taken",
              "сверить с регламентом этот журнал: XES, таблицу или CloudEvents, можно .gz; или хранилище, "
              "sqlite:ФАЙЛ: его запуски с его правилами"));
    command.add_option(
        "--regulation", o.regulation,
        s.say("of a log: the regulation, where there are several", "для журнала: регламент, если их несколько"));
    command.add_option("--open-since", o.open_since,
                       s.say("of a log: cases with an event since then are still going on",
                             "для журнала: случаи с событием начиная с этого времени ещё идут"));
    command.add_option("--budget", o.budget,
                       s.say("of a log: markings looked at for one variant at most",
                             "для журнала: сколько положений смотреть на один вариант"));
    command.add_option("--csv", o.csv,
                       s.say("of a log: writes a row for each deviation", "для журнала: записать отклонения строками"));
    command.add_flag("--feedback", o.feedback,
                     s.say("of a log: who left the regulation where, what it cost, whether it gets better",
                           "для журнала: кто и где отходит от регламента, чего это стоит, становится ли лучше"));
    command
        .add_option("--by", o.by,
                    s.say("of --feedback one part: manager, step or week",
                          "из --feedback одну часть: manager — по сотрудникам, step — по шагам, week — по неделям"))
        ->check(CLI::IsMember({"manager", "step", "week"}));
    command.add_option("--feedback-csv", o.feedback_csv,
                       s.say("of a log: writes a row for each person, step, deviation and week",
                             "для журнала: записать строками по сотруднику, шагу, отклонению и неделе"));
    command.add_option("--report", o.html, s.say("of a log: writes a page", "для журнала: записать страницу"));
    command.add_option("--xes", o.xes, s.say("of a log: writes it as XES", "для журнала: записать его как XES"));
}

void control_of_log(const control_log_options& o, session& s) {
    controller{o, s}.go();
}

}  // namespace reglament::cli
