#include "cli/replay.hpp"

#include "cli/progress.hpp"

#include <reglament/control/publication.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>

namespace reglament::cli {

namespace {

constexpr std::size_t shown_lines = 20;

class replayer {
public:
    replayer(const replay_options& o, session& s) : options_{o}, session_{s} {}

    std::optional<replayed> go() {
        if (is_misused()) return std::nullopt;
        if (looks_only(options_)) return look();
        if (!options_.mapping.empty() && !read_mapping()) return std::nullopt;
        if (lacks_events() || !find_rules() || !read_times()) return std::nullopt;
        if (rules_->machines().empty() && options_.segments)
            note("there is no regulation here to run", "здесь нет ни одного регламента");
        event_log log{*rules_, log_form()};
        if (!read(log) || !report_bad(log)) return std::nullopt;
        if (log.lines() == 0 && !options_.events.empty())
            note("there is no event in the files", "в файлах нет ни одного события");
        engine_options how;
        how.segments = options_.segments;
        replayed out{rules_, engine{rules_, how}, {}, {}};
        if (store_ != nullptr) {
            if (!keep_in_store(log, out, how)) return std::nullopt;
        } else {
            if (!post(log, out.engine, 0, log.size())) return std::nullopt;
            if (!options_.plans) advance(out.engine, until_.value_or(out.engine.now()));
        }
        tell(out.engine.warnings(), session_);
        tell_rest();
        out.counts = counts_;
        if (out.rules == rules_) out.log = std::move(log);
        if (counts_.rejected > 0 && !skips()) session_.status = wrong_input;
        return out;
    }

    std::optional<read_events> read_only() {
        if (!options_.store.empty())
            return misuse("name files of events, no store", "укажите файлы событий, а не хранилище"), std::nullopt;
        if (is_misused()) return std::nullopt;
        return read_under({});
    }

    // `rules`: null when they are to be found.
    std::optional<read_events> read_under(std::shared_ptr<const rulebook> rules) {
        rules_ = std::move(rules);
        if (!options_.mapping.empty() && !read_mapping()) return std::nullopt;
        if (lacks_events() || (rules_ == nullptr && !find_rules()) || !read_times()) return std::nullopt;
        event_log log{*rules_, log_form()};
        if (!read(log) || !report_bad(log)) return std::nullopt;
        tell_rest();
        if (counts_.rejected > 0 && !skips()) session_.status = wrong_input;
        return read_events{rules_, std::move(log)};
    }

private:
    void note(std::string_view en, std::string_view ru) const {
        std::cerr << "reglament: " << session_.say(en, ru) << "\n";
    }
    int misuse(std::string_view en, std::string_view ru) { return session_.fail(wrong_use, en, ru); }

    // Either files or a store; only what keeps takes both.
    bool is_misused() {
        const bool files = !options_.paths.empty() || !options_.events.empty();
        if (looks_only(options_)) {
            if (!files) return speaks_of_files(options_, session_);
            misuse("a store has rules and clients of its own: name it alone",
                   "в хранилище свои правила и клиенты: укажите только его");
            return true;
        }
        if (!options_.paths.empty() && !options_.events.empty()) return false;
        if (!options_.store.empty()) return options_.events.empty() && speaks_of_files(options_, session_);
        std::string missing = options_.paths.empty() ? options_.paths_name : "";
        if (options_.events.empty()) missing += missing.empty() ? "--events" : ", --events";
        misuse("not given: " + missing + " (or --store)", "не указано: " + missing + " (или --store)");
        return true;
    }

    bool read_mapping() {
        issues found;
        columns_ = parse_mapping(options_.mapping, found);
        tell(found, session_);
        if (!columns_) session_.status = wrong_use;
        return columns_.has_value();
    }

    // Those that are named, or those of the store.
    bool find_rules() {
        const bool store_has_them = options_.paths.empty();
        if (!store_has_them) {  // before a store is made for them
            rules_ = load_rules(options_.paths, session_);
            if (rules_ == nullptr) return false;
        }
        if (!options_.store.empty()) {
            issues found;
            store_ = open_store(options_.store, found, store_has_them ? store_use::look : store_use::keep);
            if (!good(store_ != nullptr, found)) return false;
            if (store_has_them) {
                const auto kept = durable_engine::open(store_, nullptr, {}, found);
                if (!good(kept != nullptr, found)) return false;
                rules_ = kept->look().shared_rules();
                speak_as(rules_->sources(), session_);
            }
        }
        return rules_ != nullptr;
    }

    // The store as it is; time stands still in it.
    std::optional<replayed> look() {
        issues found;
        const auto in = open_store(options_.store, found, store_use::look);
        if (!good(in != nullptr, found)) return std::nullopt;
        const auto kept = durable_engine::open(in, nullptr, {}, found);
        if (!good(kept != nullptr, found)) return std::nullopt;
        speak_as(kept->look().rules().sources(), session_);
        auto engine = kept->release(found);
        if (!good(engine.has_value(), found)) return std::nullopt;
        tell(found, session_);
        replayed out{engine->shared_rules(), std::move(*engine), {}, {}};
        out.engine.taken(static_cast<std::size_t>(-1));
        return out;
    }

    bool lacks_events() {
        std::vector<std::string> files;
        for (const std::string& name : options_.events) {
            if (name != "-") files.push_back(name);
        }
        return lacks_paths(files, session_);
    }

    bool read_times() {
        zone_ = rules_->vocabulary().calendar.zone();
        if (!options_.zone.empty()) {
            const auto named = feel::zone::find(options_.zone);
            if (!named) {
                misuse("there is no time zone “" + options_.zone + "”", "нет часового пояса «" + options_.zone + "»");
                return false;
            }
            zone_ = *named;
        }
        const std::string& until = options_.plans ? options_.before : options_.until;
        if (until.empty()) return true;
        until_ = parse_moment(until, zone_);
        constexpr std::chrono::microseconds tick{1};
        if (until_ && options_.plans) *until_ -= tick;
        if (until_) return true;
        misuse("“" + until + "” is no date or time such as 2025-03-12 or 2025-03-12T18:00",
               "«" + until + "» — не дата и не время вида 2025-03-12 или 2025-03-12T18:00");
        return false;
    }

    log_options log_form() {
        log_options out;
        out.columns = columns_;
        out.zone = zone_;
        out.progress = [this](std::uint64_t done, std::uint64_t all) { bar_->at(done, all); };
        return out;
    }

    bool read(event_log& log) {
        for (const std::string& name : options_.events) {
            bar_.emplace(session_.say("reading ", "читаю ") + name);
            issues found;
            const bool good = log.read(name, found);
            bar_.reset();
            tell(found, session_);
            if (good) continue;
            session_.status = wrong_use;
            return false;
        }
        log.sort();
        return true;
    }

    // At most twenty lines are told; how many more there were is told in the end.
    void tell_bad(const event_log& log, std::uint32_t file, std::uint64_t line, const issue& what) {
        if (++told_ > shown_lines) return;
        std::cerr << log.file_name(file) << ":" << line << ": " << message(what, session_.lang);
        const std::string hint = advice(what, session_.lang);
        std::cerr << (hint.empty() ? "" : ". " + hint) << " [" << what.code << "]\n";
    }

    // What an event that was taken in brought along is told once, not for every such event.
    void tell_once(const issue& what) {
        constexpr std::size_t most = 100;
        const std::string text = render(what, session_.lang);
        if (told_once_.size() < most && told_once_.insert(text).second) std::cerr << text;
    }

    void tell_rest() const {
        if (told_ <= shown_lines) return;
        const std::string rest = std::to_string(told_ - shown_lines);
        std::cerr << session_.say("… and " + rest + " more\n", "… и ещё " + rest + "\n");
    }

    [[nodiscard]] bool stops() const { return options_.bad == "stop"; }
    [[nodiscard]] bool skips() const { return options_.bad == "skip"; }

    bool stopped() {
        session_.fail(wrong_input, "stopped at what could not be taken in; nothing was run further (--bad stop)",
                      "остановлено на том, что не удалось принять; дальше ничего не исполнялось (--bad stop)");
        return false;
    }

    bool report_bad(const event_log& log) {
        for (const bad_line& b : log.bad_lines()) {
            tell_bad(log, b.file, b.line, b.what);
            if (stops()) return stopped();
        }
        counts_.read = log.lines();
        counts_.rejected = log.lines() - log.size();
        told_ = counts_.rejected;
        return true;
    }

    posted post(const event_log::entry& e, engine& to) const {
        start_witness* const by = options_.watches;
        if (by == nullptr) return e.whole != nullptr ? to.post(*e.whole) : to.post(e.bound);
        return e.whole != nullptr ? by->post(to, *e.whole) : by->post(to, e.bound);
    }

    void advance(engine& e, instant until) const {
        options_.watches == nullptr ? (void)e.advance(until) : options_.watches->advance(e, until);
    }

    // Events from one on, up to another one.
    bool post(const event_log& log, engine& to, std::size_t first, std::size_t end) {
        progress_bar bar{session_.say("running", "исполняю")};
        for (std::size_t i = first; i < end; ++i) {
            const event_log::entry e = log[i];
            if (until_ && e.bound.time > *until_) {
                counts_.after_until = log.size() - i;
                return true;
            }
            const posted done = post(e, to);
            if (!count(log, e, done) && stops()) return stopped();
            if (i % 4096 != 0) continue;
            to.taken(static_cast<std::size_t>(-1));  // figures come from the history
            bar.at(i, log.size());
        }
        return true;
    }

    // How far a run has come, and what came of the events until then. A run with the same events goes on there.
    struct progress {
        std::uint64_t done = 0, hash = 0;      // of keys and times
        std::optional<std::uint64_t> data{0};  // a hash of what they say; none: an earlier version has kept none
        event_figures counts;

        void add(const event_log& log, std::uint64_t to) {
            for (; done < to; ++done) {
                const event_log::entry e = log[done];
                const std::uint64_t key = e.whole == nullptr ? e.bound.key : event_key(e.whole->source, e.whole->id);
                mix(hash, key ^ static_cast<std::uint64_t>(e.bound.time.time_since_epoch().count()));
                if (!data) continue;
                if (e.whole != nullptr) mix(*data, event_key({}, feel::to_string(e.whole->data)));
                for (const feel::value& v : e.bound.data) mix(*data, event_key({}, feel::to_string(v)));
            }
        }

    private:
        static void mix(std::uint64_t& into, std::uint64_t what) {
            constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
            into = (into ^ what) * prime;
            into ^= into >> 29U;
        }
    };

    static std::string write(const progress& p) {
        std::string out;
        for (const std::uint64_t n : {p.done, p.hash, p.counts.applied, p.counts.duplicate, p.counts.rejected})
            out += (out.empty() ? "" : " ") + std::to_string(n);
        return p.data ? out + " " + std::to_string(*p.data) : out;
    }

    // Under other rules events may say the same in other words.
    progress read_progress(const event_log& log, const std::string& text, bool same_rules) const {
        progress p;
        std::istringstream in{text};
        in >> p.done >> p.hash >> p.counts.applied >> p.counts.duplicate >> p.counts.rejected;
        const bool whole = !in.fail();
        std::uint64_t data = 0;
        p.data = in >> data ? std::optional{data} : std::nullopt;
        progress now;
        if (!p.data) now.data.reset();
        if (whole && p.done <= log.size()) now.add(log, p.done);
        if (whole && now.done == p.done && now.hash == p.hash) {
            if (!same_rules) p.data = now.data;
            if (now.data != p.data) {
                note(
                    "some events that were run into this store already say something else in the files now; what was "
                    "taken stays as it was (to run all of them as they are, name a new store)",
                    "часть событий, уже исполненных в это хранилище, в файлах с тех пор изменилась; принятое остаётся "
                    "как было (чтобы исполнить всё заново, укажите новое хранилище)");
            }
            return p;
        }
        if (!text.empty() && !options_.events.empty())
            note("other events were run into this store before; those it knows count as repeated",
                 "в это хранилище раньше исполняли другие события; уже известные считаем повторными");
        return {};
    }

    // Nothing, and why in words, when the store failed.
    bool good(bool done, const issues& found) {
        if (done) return true;
        tell(found, session_);
        session_.status = wrong_input;
        return false;
    }

    // What is named on the command line is in force, though the store has once gone on to others.
    bool publish(durable_engine& kept) {
        const publish_report report = kept.published() ? *kept.published() : kept.publish(rules_);
        if (!good(report.published, report.found)) return false;
        note("the rules are others than those this store was run with, and were published in it",
             "правила не те, с которыми шло это хранилище; новые опубликованы в нём");
        if (!report.runs.empty()) std::cerr << to_text(report, session_.lang);
        return true;
    }

    // A commit for so many events, written while the next are stepped: what is killed is begun again from the last one.
    bool keep_in_store(const event_log& log, replayed& out, const engine_options& how) {
        constexpr std::string_view place = "run";
        issues found;
        auto kept = durable_engine::open(store_, rules_, {how, true}, found);
        if (!good(kept != nullptr, found)) return false;
        const auto is_behind = [](const issue& i) { return i.code == "store-newer-rules"; };
        const bool behind = std::any_of(found.begin(), found.end(), is_behind);
        const bool same_rules = !behind && !kept->published();
        if (!same_rules && !publish(*kept)) return false;
        found = {};
        progress at = read_progress(log, kept->kept(place, found), same_rules);
        const std::uint64_t malformed = counts_.rejected;
        counts_.applied = at.counts.applied;
        counts_.duplicate = at.counts.duplicate;
        counts_.rejected = std::max(malformed, at.counts.rejected);
        for (bool more = true; more && at.done < log.size();) {
            const std::size_t end = std::min<std::size_t>(log.size(), at.done + options_.commit_every);
            bool whole = true;
            const bool done = kept->begin(
                [&](engine& e) {
                    whole = post(log, e, at.done, end);
                    more = counts_.after_until == 0;
                    const std::size_t reached = more ? end : log.size() - counts_.after_until;
                    at.add(log, reached);
                    at.counts = counts_;
                    if (whole) kept->keep(std::string{place}, write(at));
                },
                found);
            if (!good(done, found)) return false;
            if (!whole) return good(kept->settle(found), found) && false;
        }
        if (until_ && !good(kept->advance(*until_, found).has_value(), found)) return false;
        auto engine = kept->release(found);
        if (!good(engine.has_value(), found)) return false;
        tell(found, session_);
        out.engine = std::move(*engine);
        out.rules = out.engine.shared_rules();
        out.engine.taken(static_cast<std::size_t>(-1));
        return true;
    }

    bool count(const event_log& log, const event_log::entry& e, const posted& done) {
        if (done.status == post_status::duplicate) return ++counts_.duplicate, true;
        if (done.status == post_status::accepted) {
            for (const issue& i : done.found) tell_once(i);
            return ++counts_.applied, true;
        }
        ++counts_.rejected;
        if (done.found.empty()) ++told_;
        for (const issue& i : done.found) {
            tell_bad(log, e.file, e.line, i);
            if (&i != &done.found[0]) --told_;  // one line, however much is wrong with it
        }
        return false;
    }

    const replay_options& options_;
    session& session_;
    std::shared_ptr<const rulebook> rules_;
    std::shared_ptr<store> store_;
    std::optional<mapping> columns_;
    feel::zone zone_ = feel::zone::utc();
    std::optional<instant> until_;
    event_figures counts_;
    std::optional<progress_bar> bar_;
    std::set<std::string> told_once_;
    std::uint64_t told_ = 0;
};

}  // namespace

bool looks_only(const replay_options& o) {
    return !o.keeps && !o.store.empty();
}

bool speaks_of_files(const replay_options& o, session& s) {
    std::string named;
    const auto refuse = [&](const std::string& name, const std::string& value, bool means_something = false) {
        if (!value.empty() && !means_something) named += (named.empty() ? "" : ", ") + name;
    };
    refuse(o.until_name, o.until, o.keeps || o.asks_back);
    refuse("--zone", o.zone, o.keeps && !o.until.empty());
    refuse("--map", o.mapping);
    refuse("--bad", o.bad);
    if (named.empty()) return false;
    const bool time = !o.keeps && !o.asks_back && !o.until.empty();
    s.fail(wrong_use,
           "these options are for files of events, a store alone goes without them: " + named +
               (time ? "; its time goes on by reglament run --store … " + o.until_name : ""),
           "эти параметры — для файлов событий, с одним хранилищем их не указывают: " + named +
               (time ? "; время в нём двигает reglament run --store … " + o.until_name : ""));
    return true;
}

void add_replay_options(CLI::App& command, replay_options& o, const session& s) {
    command.add_option("PATH", o.paths, s.say("files and folders of regulations", "файлы и папки регламентов"));
    add_event_options(command, o, s);
}

void add_event_options(CLI::App& command, replay_options& o, const session& s) {
    command.add_option("--events", o.events,
                       s.say("files of events; - is standard input", "файлы событий; - означает стандартный ввод"));
    command.add_option(
        "--store", o.store,
        o.keeps
            ? s.say("keeps clients there: sqlite:FILE; begun again with the same words, it goes on where it was",
                    "хранить клиентов там: sqlite:ФАЙЛ; запущенная снова теми же словами, продолжит с того же места")
            : s.say("the clients kept there, instead of files: sqlite:FILE",
                    "клиенты из хранилища вместо файлов: sqlite:ФАЙЛ"));
    if (!o.plans)
        command.add_option(o.until_name, o.until,
                           s.say("the last instant; by default that of the last event",
                                 "последний момент; по умолчанию — время последнего события"));
    command.add_option("--map", o.mapping,
                       s.say("columns of tables: type=order.paid,subject=customer_id,time=date:%Y%m%d,"
                             "data.amount=dollar_value; files of JSON lines need none",
                             "столбцы таблиц: type=order.paid,subject=customer_id,time=date:%Y%m%d,"
                             "data.amount=dollar_value; файлам из строк JSON не нужны"));
    command
        .add_option("--bad", o.bad,
                    s.say("what cannot be taken in is counted and shown; then: tell (exit code 1, the default), "
                          "skip (exit code 0) or stop (at once)",
                          "что не удалось принять, подсчитано и показано; затем: tell (код выхода 1, по умолчанию), "
                          "skip (код выхода 0) или stop (сразу остановиться)"))
        ->check(CLI::IsMember({"tell", "skip", "stop"}));
    command.add_option("--zone", o.zone, s.say("zone of times without one", "часовой пояс времени без пояса"));
}

std::optional<read_events> read_log(const replay_options& o, session& s) {
    return replayer{o, s}.read_only();
}

std::optional<read_events> read_log(const replay_options& o, std::shared_ptr<const rulebook> rules, session& s) {
    return replayer{o, s}.read_under(std::move(rules));
}

std::optional<replayed> replay(const replay_options& o, session& s) {
    return replayer{o, s}.go();
}

}  // namespace reglament::cli
