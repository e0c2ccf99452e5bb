#include <reglament/control/training.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

feel::value texts(const std::vector<std::string>& all) {
    feel::list out;
    for (const std::string& s : all) out.emplace_back(s);
    return feel::value{std::move(out)};
}

feel::value whole(std::int64_t n) {
    return feel::value{feel::number{n}};
}

// Reads one line; what is missing or of another kind is named.
class line_reader {
public:
    explicit line_reader(const feel::value& from) : from_{from} {}

    std::optional<drill_record> read() {
        drill_record r;
        for (auto [name, to] :
             {std::pair{"person", &r.person}, std::pair{"regulation", &r.regulation}, std::pair{"version", &r.version},
              std::pair{"definition", &r.definition}, std::pair{"role", &r.role}})
            *to = text(name);
        const auto at = parse_instant(text("time"));
        if (!at) lack("time");
        r.at = at.value_or(instant{});
        r.took = std::chrono::seconds{number("seconds")};
        r.norm = std::chrono::seconds{number("norm")};
        r.seed = static_cast<std::uint64_t>(number("seed"));
        clean(r);
        steps(r);
        deviations(r);
        if (const feel::value v = from_.get("story"); v.kind() == feel::value_kind::string) r.story = v.as_string();
        return lacks_.empty() ? std::optional{std::move(r)} : std::nullopt;
    }
    [[nodiscard]] const std::string& lacks() const noexcept { return lacks_; }

private:
    void lack(std::string_view name) {
        if (lacks_.empty()) lacks_ = name;
    }
    std::string text(std::string_view name) {
        const feel::value v = from_.get(name);
        if (v.kind() != feel::value_kind::string || v.as_string().empty()) {
            lack(name);
            return {};
        }
        return std::string{v.as_string()};
    }
    std::int64_t number(std::string_view name) {
        const feel::value v = from_.get(name);
        const auto n = v.kind() == feel::value_kind::number ? v.as_number().to_int64() : std::nullopt;
        if (!n || *n < 0) lack(name);
        return std::max<std::int64_t>(n.value_or(0), 0);
    }
    void clean(drill_record& r) {
        const feel::value v = from_.get("clean");
        if (v.kind() != feel::value_kind::boolean) return lack("clean");
        r.clean = v.as_boolean();
    }
    void steps(drill_record& r) {
        const feel::value done = from_.get("done"), all = from_.get("steps");
        if (done.kind() != feel::value_kind::list) return lack("done");
        if (all.kind() != feel::value_kind::context) return lack("steps");
        for (const feel::value& v : done.as_list()) {
            if (v.kind() != feel::value_kind::string) return lack("done");
            r.done.emplace_back(v.as_string());
        }
        for (const auto& [id, v] : all.as_context()) {
            if (v.kind() != feel::value_kind::string) return lack("steps");
            r.steps[id] = v.as_string();
        }
    }
    void deviations(drill_record& r) {
        const feel::value v = from_.get("deviations");
        if (v.kind() != feel::value_kind::list) return lack("deviations");
        for (const feel::value& d : v.as_list()) {
            const feel::value kind = d.get("kind"), step = d.get("step");
            if (kind.kind() != feel::value_kind::string || step.kind() != feel::value_kind::string)
                return lack("deviations");
            r.deviations.push_back({std::string{kind.as_string()}, std::string{step.as_string()}});
        }
    }

    const feel::value& from_;
    std::string lacks_;
};

// A clean repetition has no deviations; somebody has written here by hand.
bool contradicts(const drill_record& r) {
    return r.clean && !r.deviations.empty();
}

}  // namespace

drill_record record_of(const drill& d, std::string person, std::uint64_t seed, instant at) {
    const drill_result done = d.result();
    const regulation& of = d.rules().machines()[d.regulation()].regulation();
    drill_record r;
    r.person = std::move(person);
    r.regulation = of.id.value;
    r.version = of.version;
    r.definition = of.definition;
    r.role = d.rules().vocabulary().roles[d.role()].name.value;
    r.at = at;
    r.story = done.story;
    r.seed = seed;
    r.took = done.took;
    r.norm = done.norm;
    r.clean = done.clean();
    r.done = done.steps;
    r.steps = steps_of(d.rules(), d.regulation(), d.role());
    for (const drill_deviation& one : done.deviations)
        r.deviations.push_back({std::string{to_string(one.kind)}, one.step});
    return r;
}

std::string to_line(const drill_record& r) {
    feel::context steps;
    for (const auto& [id, hash] : r.steps) steps.emplace_back(id, feel::value{hash});
    feel::list wrong;
    for (const recorded_deviation& d : r.deviations)
        wrong.push_back(feel::context{{"kind", feel::value{d.kind}}, {"step", feel::value{d.step}}});
    return feel::write_json(feel::context{{"person", feel::value{r.person}},
                                          {"regulation", feel::value{r.regulation}},
                                          {"version", feel::value{r.version}},
                                          {"definition", feel::value{r.definition}},
                                          {"role", feel::value{r.role}},
                                          {"time", feel::value{to_string(r.at)}},
                                          {"story", feel::value{r.story}},
                                          {"seed", whole(static_cast<std::int64_t>(r.seed))},
                                          {"seconds", whole(r.took.count())},
                                          {"norm", whole(r.norm.count())},
                                          {"clean", feel::value{r.clean}},
                                          {"done", texts(r.done)},
                                          {"steps", feel::value{std::move(steps)}},
                                          {"deviations", feel::value{std::move(wrong)}}}) +
           "\n";
}

std::vector<drill_record> read_drills(const std::shared_ptr<const source>& text, issues& found,
                                      const training_limits& limits) {
    std::vector<drill_record> out;
    if (text->text().size() > limits.bytes) {
        found.add("drills-too-large", {}, {std::string{text->name()}, std::to_string(limits.bytes)});
        return out;
    }
    for (std::size_t n = 1; n <= text->line_count(); ++n) {
        const std::string_view line = text->line(n);
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        const auto begin = static_cast<std::uint32_t>(text->line_start(n));
        const place where{text, {begin, begin + static_cast<std::uint32_t>(std::min<std::size_t>(line.size(), 40))}};
        if (out.size() >= limits.records) {
            found.add("drills-too-many", where, {std::to_string(limits.records)});
            return out;
        }
        if (line.size() > limits.line) {
            found.add("drill-line-long", where, {std::to_string(limits.line)});
            continue;
        }
        const auto json = feel::read_json(line);
        if (!json || json->kind() != feel::value_kind::context) {
            found.add("drill-line", where);
            continue;
        }
        line_reader reader{*json};
        auto record = reader.read();
        if (!record) {
            found.add("drill-line-lacks", where, {reader.lacks()});
        } else if (contradicts(*record)) {
            found.add("drill-line-clean", where);
        } else {
            out.push_back(std::move(*record));
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const drill_record& a, const drill_record& b) { return a.at < b.at; });
    return out;
}

}  // namespace reglament
